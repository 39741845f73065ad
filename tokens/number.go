package tokens

import (
	"strings"
	"sync"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

const (
	errNumberCharacters refusal = "not a single phone number: write digits only, with + before a country code " +
		"and spaces, hyphens, dots or parentheses between groups"
	errNumberRegion   refusal = "unknown region: write two letters, for example IN"
	errNumberNoRegion refusal = "not a valid phone number, and no region is given to read a national form: " +
		"write it in E.164, for example +CCNNNN, or give the region"
)

// errNumber refuses a number that was read by the rules of a region. The region must be a supported
// one.
func errNumber(region string) refusal {
	return refusal("not a valid phone number for region " + region + ": write it in E.164, for example +CCNNNN")
}

// regions returns the regions whose national numbers can be read. The library builds a new map on
// each call, so the map is cached.
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
	if isNormalE164(value) {
		return value, nil
	}
	return parseNumber(value, region, refused)
}

// maxRewrites bounds how often parseNumber parses its own result. One pass is the rule.
const maxRewrites = 3

// parseNumber reads a number by the rules of a region, which is a supported one or empty. It
// returns the given refusal for an invalid number. Errors of the phonenumbers library are not
// wrapped: they may quote the value.
func parseNumber(value, region string, refused refusal) (string, error) {
	value, ok := cleanNumber(value)
	if !ok {
		return "", errNumberCharacters
	}
	number, ok := formatNumber(value, region)
	if ok && number == value {
		return number, nil // already the normal form; parsing it again would return the same
	}
	// Parsing may rewrite a number (old mobile prefixes, carrier codes). Parse the result again
	// until it no longer changes, so that the normal form of a normal form is itself.
	for range maxRewrites {
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

// formatNumber returns a number in E.164, and false if it is not valid.
func formatNumber(value, region string) (string, bool) {
	parsed, err := phonenumbers.Parse(value, region)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return "", false
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), true
}

// cleanNumber drops the invisible marks that are copied along with a number from a page or a
// contact list, and reports whether the rest can be one number. The library would also find a
// number inside a sentence, translate letters to digits and cut off extensions and second numbers.
// For a token, a refusal is better than such a guess.
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

// asciiDigit returns the ASCII digit, 0 to 9, of a decimal digit in any script. Unicode encodes the
// ten digits of a script in ascending order from zero, so every range of the category Nd consists
// of whole tens (The Unicode Standard, section 4.6).
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
