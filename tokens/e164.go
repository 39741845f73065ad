package tokens

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// ownForm says whether a value is a valid number in E.164 that is its own normal form, without reading it: reading takes
// a dozen patterns for what can be told at once of + and digits, a tenth of the work of a token.
//
// phonenumbers.Parse does two things to + and digits, in whatever region: it takes off the calling code, which is the
// shortest known one, and it strips or rewrites what the country's prefixes match. Where they match nothing the number
// stays as it is, and only has to be valid. A no says nothing: leading zeros, odd lengths and numbers that Parse might
// rewrite are left to it.
func ownForm(value string) bool {
	digits, international := strings.CutPrefix(value, "+")
	if !international || strings.Trim(digits, "0123456789") != "" || strings.HasPrefix(digits, "0") {
		return false
	}
	for length := 1; length <= min(phonenumbers.MAX_LENGTH_COUNTRY_CODE, len(digits)); length++ {
		code, err := strconv.Atoi(digits[:length])
		if err != nil {
			return false
		}
		rewritten, known := prefixes()[code]
		if !known {
			continue
		}
		national := digits[length:]
		if len(national) < phonenumbers.MIN_LENGTH_FOR_NSN || len(national) > phonenumbers.MAX_LENGTH_FOR_NSN || national[0] == '0' || rewritten(national) {
			return false
		}
		number, err := strconv.ParseUint(national, 10, 64)
		return err == nil && phonenumbers.IsValidNumber(&phonenumbers.PhoneNumber{CountryCode: new(int32(code)), NationalNumber: &number})
	}
	return false
}

// prefixes say for each calling code whether a national number might be rewritten when it is read. The plan of the code's
// main country decides, as in Parse. Patterns are compiled when a number of theirs is first met: there are hundreds.
var prefixes = sync.OnceValue(func() map[int]func(national string) bool {
	always := func(string) bool { return true }
	known := map[int]func(string) bool{}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		known[code] = always
	}
	plans, err := phonenumbers.MetadataCollection()
	if err != nil {
		return known // all are read
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
		known[code] = func(national string) bool {
			return plan.GetNationalPrefixForParsing() != "" && (pattern() == nil || pattern().MatchString(national))
		}
	}
	return known
})
