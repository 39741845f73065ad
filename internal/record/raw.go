package record

import (
	"regexp"
	"strings"
)

// Text that an agency chooses, above all an id, may hold a raw identifier by mistake: a complaint
// whose id is the phone number it is about. What looks like an identifier is refused. Other ids
// must pass: counters, dates and times without separators, seconds since 1970, UUIDs. So a run of
// digits is refused for what it looks like, not for its length. Numbers of countries other than
// India without +, and account numbers without their bank, cannot be distinguished from counters.
var (
	// uuids are removed first: one in twenty holds a run that looks like something else.
	uuids = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	// digests are those of 128 and 256 bits in hexadecimal, such as pseudonyms of complainants.
	// They are removed, too: one in forty holds such a run.
	digests = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b`)
	// digitRuns are digits with single separators between them, as people group numbers.
	digitRuns  = regexp.MustCompile(`[0-9](?:[-_./:]?[0-9])*`)
	separators = strings.NewReplacer("-", "", "_", "", ".", "", "/", "", ":", "")
	// mobile is an Indian mobile number in national form or with its country code (National
	// Numbering Plan 2003: ten digits, the first 6 to 9).
	mobile = regexp.MustCompile(`^(?:0|(?:00)?91|091)?[6-9][0-9]{9}$`)
	// accounts are an IFSC followed by a number, an Ethereum address, or a Bitcoin address in
	// bech32.
	accounts = regexp.MustCompile(`(?i)\b[A-Z]{4}0[A-Z0-9]{6}[/:_.-]?[0-9]{6}|0x[0-9a-f]{40}|\bbc1[a-z0-9]{25}`)
)

// What is too short, or has too few digits, holds no raw identifier. Most texts of a record are
// that plain, and patterns take time.
const (
	shortestAccount = len("HDFC0001234500100") // an IFSC and six digits
	fewestDigits    = 10                       // of a mobile number; an IMEI and a card have more
)

const looksRawReason = "seems to hold a phone number, an IMEI, a card or an account: want an id or a word that is not made of one"

// looksRaw reports whether a text looks as if it holds a raw identifier.
func looksRaw(text string) bool {
	if len(text) >= shortestAccount && accounts.MatchString(text) {
		return true
	}
	if countDigits(text) < fewestDigits {
		return false
	}
	text = digests.ReplaceAllStringFunc(uuids.ReplaceAllString(text, ""), func(digest string) string {
		if allDigits(digest) { // digits grouped by nothing
			return digest
		}
		return ""
	})
	for _, run := range digitRuns.FindAllString(text, -1) {
		digits := separators.Replace(run)
		if mobile.MatchString(digits) || (len(digits) == 15 || len(digits) == 16) && luhn(digits) {
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

func countDigits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

func allDigits(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
}

// luhn reports whether the last digit is the check digit of the others, as in IMEIs and card
// numbers (ISO/IEC 7812-1, annex B).
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
