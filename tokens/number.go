package tokens

import (
	"strings"
	"sync"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

const (
	errNumberCharacters refusal = "not a single phone number: write digits only, with + in front of a country code and spaces, hyphens, dots or parentheses between groups"
	errNumberRegion     refusal = "unknown region: name it by two letters, for example IN"
	errNumberNoRegion   refusal = "not a valid phone number, and no region to read a national form by: write it in E.164, for example +CCNNNN, or name the region"
)

// errNumber is the refusal of a number read by the rules of a region, which must be a known one.
func errNumber(region string) refusal {
	return refusal("not a valid phone number for region " + region + ": write it in E.164, for example +CCNNNN")
}

// regions are those whose national numbers can be read. The library makes a new map for every question.
var regions = sync.OnceValue(phonenumbers.GetSupportedRegions)

// normaliseNumber brings a number to E.164.
func normaliseNumber(value, region string) (string, error) {
	refused := errNumberNoRegion
	if region != "" {
		region = strings.ToUpper(region)
		if !regions()[region] {
			return "", errNumberRegion
		}
		refused = errNumber(region)
	}
	if ownForm(value) {
		return value, nil
	}
	return readNumber(value, region, refused)
}

// readNumber reads a number by the rules of a region, a known one or none. Errors of the phonenumbers library are not
// wrapped: they may quote the value.
func readNumber(value, region string, refused refusal) (string, error) {
	value, ok := cleanNumber(value)
	if !ok {
		return "", errNumberCharacters
	}
	number, ok := formatNumber(value, region)
	if ok && number == value {
		return number, nil // it was its own normal form, which reading it again would show
	}
	// Reading a number may rewrite it (old mobile prefixes, carrier codes), so what came out is read again until it no
	// longer changes: the normal form of a normal form is itself. Once is the rule; the bound is there to end.
	for range 3 {
		if !ok {
			break
		}
		var again string
		again, ok = formatNumber(number, "")
		if ok && again == number {
			return number, nil
		}
		number = again
	}
	return "", refused
}

// formatNumber reads a number and writes it in E.164, if it is a valid one.
func formatNumber(value, region string) (string, bool) {
	parsed, err := phonenumbers.Parse(value, region)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return "", false
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), true
}

// cleanNumber drops the invisible marks that come along when a number is copied from a page or a contact list, and says
// whether the rest can be one number. The library would also find a number inside a sentence, spell out letters and cut
// off extensions and second numbers; for a token, a guess at what was meant is worse than a refusal.
func cleanNumber(value string) (string, bool) {
	ok := true
	cleaned := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Zs, r), r == '\t':
			return ' '
		case unicode.Is(unicode.Pd, r):
			return '-'
		case r == '+', r == '\uFF0B':
			return '+'
		case r == '(', r == ')', r == '.':
			return r
		case unicode.Is(unicode.Nd, r):
			return asciiDigit(r)
		}
		ok = false
		return r
	}, value)
	return cleaned, ok
}

// asciiDigit writes a decimal digit of any script as 0 to 9. Unicode lays the ten digits of a script out in order, zero
// first, so that every range of the category Nd is made of whole tens (The Unicode Standard, section 4.6).
func asciiDigit(r rune) rune {
	for _, within := range unicode.Nd.R16 {
		if lo, hi := rune(within.Lo), rune(within.Hi); lo <= r && r <= hi {
			return '0' + (r-lo)%10
		}
	}
	for _, within := range unicode.Nd.R32 {
		if lo, hi := rune(within.Lo), rune(within.Hi); lo <= r && r <= hi {
			return '0' + (r-lo)%10
		}
	}
	return r
}
