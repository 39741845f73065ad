package api

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostDigits is how many digits may follow each other in free text: a local telephone
// number has seven.
const mostDigits = 6

var (
	// Dates are not identifiers, though they have as many digits.
	dates = regexp.MustCompile(`\b(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d)\b`)
	// An address of mail or of payment, a token, a key in hexadecimal.
	addresses = regexp.MustCompile(`\S@\S|(?i)\btk\d+_|\b0x[0-9a-f]{6}`)
	// Long words of letters and digits are account numbers or wallets.
	words = regexp.MustCompile(`[\pL\pN]{16,}`)
)

// checkText tells what is wrong with free text: that it is empty or too long, holds
// characters that don't print, or what looks like an identifier, which must not come in
// by such a way. It is empty for text that is acceptable.
func checkText(text string, most int) string {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable):
		return "want plain text"
	case text == "" || utf8.RuneCountInString(text) > most:
		return fmt.Sprintf("want 1 to %d characters", most)
	case identifying(text):
		return "seems to hold a number, an account, an address or a token: leave it out"
	}
	return ""
}

// unprintable passes line breaks and what joins or parts letters in Indian scripts.
func unprintable(r rune) bool {
	return !unicode.IsPrint(r) && !strings.ContainsRune("\n\u00a0\u200c\u200d", r)
}

// identifying reports whether text looks as if it named somebody.
func identifying(text string) bool {
	if addresses.MatchString(text) {
		return true
	}
	text = dates.ReplaceAllString(text, "date")
	for _, word := range words.FindAllString(text, -1) {
		if strings.ContainsFunc(word, unicode.IsNumber) {
			return true
		}
	}
	digits, apart := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsNumber(r):
			digits, apart = digits+1, 0
		case strings.ContainsRune(" \u00a0-‐–—.()+_", r) && digits > 0 && apart < 3: // as digits are grouped
			apart++
		default:
			digits, apart = 0, 0
		}
		if digits > mostDigits {
			return true
		}
	}
	return false
}
