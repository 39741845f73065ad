package api

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDigits is how many digits in a row free text may hold. A local telephone number has seven.
const maxDigits = 6

var (
	// Dates are not identifiers, though they have as many digits.
	datePattern = regexp.MustCompile(`\b(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d)\b`)
	// Mail and payment addresses, tokens, and keys in hexadecimal.
	addressPattern = regexp.MustCompile(`\S@\S|(?i)\btk\d+_|\b0x[0-9a-f]{6}`)
	// Long words of letters and digits are account numbers or wallets.
	longWordPattern = regexp.MustCompile(`[\pL\pN]{16,}`)
)

// checkText returns what is wrong with free text: it is empty or too long, holds unprintable
// characters, or something that looks like an identifier, which must not be stored. It is empty for
// acceptable text.
func checkText(text string, maxLength int) string {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable):
		return "want plain text"
	case text == "" || utf8.RuneCountInString(text) > maxLength:
		return fmt.Sprintf("want 1 to %d characters", maxLength)
	case hasIdentifier(text):
		return "seems to hold a number, an account, an address or a token: leave it out"
	}
	return ""
}

// unprintable accepts line breaks, and the characters that join or separate letters in Indian
// scripts.
func unprintable(r rune) bool {
	return !unicode.IsPrint(r) && !strings.ContainsRune("\n\u00a0\u200c\u200d", r)
}

// hasIdentifier reports whether text seems to hold an identifier.
func hasIdentifier(text string) bool {
	if addressPattern.MatchString(text) {
		return true
	}
	text = datePattern.ReplaceAllString(text, "date")
	for _, word := range longWordPattern.FindAllString(text, -1) {
		if strings.ContainsFunc(word, unicode.IsNumber) {
			return true
		}
	}
	digits, separators := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsNumber(r):
			digits, separators = digits+1, 0
		case strings.ContainsRune(" \u00a0-‐–—.()+_", r) && digits > 0 && separators < 3: // between groups of digits
			separators++
		default:
			digits, separators = 0, 0
		}
		if digits > maxDigits {
			return true
		}
	}
	return false
}
