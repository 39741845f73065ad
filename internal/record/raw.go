package record

import (
	"regexp"
	"strings"
)

// What an agency may write freely, an id above all, could hold an identifier by mistake: a complaint numbered by the
// phone it is about. Whatever looks like one is refused. Honest ids must pass: counters, dates and times of day run
// together, seconds since 1970, UUIDs. So a run of digits is refused for what it would be, not for its length; numbers
// of other countries than India without their +, and account numbers without their bank, can't be told from counters.
var (
	// uuids are taken out first: one in twenty holds a run that looks like something.
	uuids = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	// digitRuns are digits with single separators between them, as numbers are grouped.
	digitRuns  = regexp.MustCompile(`[0-9](?:[-_./:]?[0-9])*`)
	separators = strings.NewReplacer("-", "", "_", "", ".", "", "/", "", ":", "")
	// mobile is an Indian mobile number in national form or with its country code (National Numbering Plan 2003:
	// ten digits, the first 6 to 9).
	mobile = regexp.MustCompile(`^(?:0|(?:00)?91|091)?[6-9][0-9]{9}$`)
	// accounts are a bank's IFSC with a number behind it, an address on Ethereum, or one on Bitcoin in bech32.
	accounts = regexp.MustCompile(`(?i)\b[A-Z]{4}0[A-Z0-9]{6}[/:_.-]?[0-9]{6}|0x[0-9a-f]{40}|\bbc1[a-z0-9]{25}`)
)

const looksRawReason = "seems to hold a phone number, an IMEI, a card or an account: want an id or a word that is not made of one"

// looksRaw reports whether a text looks as if it held an identifier.
func looksRaw(text string) bool {
	if accounts.MatchString(text) {
		return true
	}
	text = uuids.ReplaceAllString(text, "")
	for _, run := range digitRuns.FindAllString(text, -1) {
		if digits := separators.Replace(run); mobile.MatchString(digits) || (len(digits) == 15 || len(digits) == 16) && luhn(digits) {
			return true
		}
		for part := range strings.FieldsFuncSeq(run, func(r rune) bool { return r < '0' || r > '9' }) {
			if mobile.MatchString(part) || len(part) == 15 && luhn(part) {
				return true
			}
		}
	}
	return false
}

// luhn says whether the last digit is the check digit of the others, as in IMEIs and card numbers (ISO/IEC 7812-1).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[i] - '0')
		if (len(digits)-1-i)%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
