package tokens

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// A fast path for numbers that are in normal form already. Rules: number.go.

// isNormalE164 reports whether a value is a valid number in E.164 that is its own normal form,
// without parsing it. Parsing matches a dozen patterns to find out what + and digits show directly,
// and costs a tenth of the time of a token.
//
// phonenumbers.Parse does two things to + and digits, whatever the region: it cuts off the calling
// code, which is the shortest that exists, and it strips or rewrites what matches the national
// prefixes of that code. If nothing matches, the number stays as it is and only has to be valid.
//
// True is exact. False means only that the number must be parsed: leading zeros, unusual lengths
// and numbers that Parse might rewrite are left to it.
func isNormalE164(value string) bool {
	digits, international := strings.CutPrefix(value, "+")
	if !international || strings.Trim(digits, "0123456789") != "" || strings.HasPrefix(digits, "0") {
		return false
	}
	for length := 1; length <= min(phonenumbers.MAX_LENGTH_COUNTRY_CODE, len(digits)); length++ {
		code, err := strconv.Atoi(digits[:length])
		if err != nil {
			return false
		}
		if mayRewrite, exists := rewriteRules()[code]; exists {
			national := digits[length:]
			return isPlainNational(national) && !mayRewrite(national) && isValidNumber(code, national)
		}
	}
	return false
}

// isPlainNational reports whether a national number has a usual length and no leading zero.
func isPlainNational(national string) bool {
	return len(national) >= phonenumbers.MIN_LENGTH_FOR_NSN && len(national) <= phonenumbers.MAX_LENGTH_FOR_NSN &&
		national[0] != '0'
}

func isValidNumber(code int, national string) bool {
	number, err := strconv.ParseUint(national, 10, 64)
	return err == nil && phonenumbers.IsValidNumber(&phonenumbers.PhoneNumber{
		CountryCode:    new(int32(code)),
		NationalNumber: &number,
	})
}

// rewriteRules returns, for each calling code, a function that reports whether parsing might
// rewrite a national number. As in Parse, the numbering plan of the code's main country decides. A
// pattern is compiled when the first number of its code arrives: there are hundreds.
var rewriteRules = sync.OnceValue(func() map[int]func(national string) bool {
	always := func(string) bool { return true }
	rules := map[int]func(string) bool{}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		rules[code] = always
	}
	plans, err := phonenumbers.MetadataCollection()
	if err != nil {
		return rules // every number is parsed
	}
	for _, plan := range plans.GetMetadata() {
		code := int(plan.GetCountryCode())
		if plan.GetId() != phonenumbers.GetRegionCodeForCountryCode(code) {
			continue
		}
		pattern := sync.OnceValue(func() *regexp.Regexp {
			pattern, _ := regexp.Compile("^(?:" + plan.GetNationalPrefixForParsing() + ")")
			return pattern
		})
		rules[code] = func(national string) bool {
			return plan.GetNationalPrefixForParsing() != "" && (pattern() == nil || pattern().MatchString(national))
		}
	}
	return rules
})
