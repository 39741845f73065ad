package graph

import (
	"fmt"
	"io"
)

// Token is the pseudonym of an identifier: "tk", the epoch of the key that made it, "_", and 26
// characters of lower-case base32. The platform never sees the identifier itself.
//
// fmt prints a token shortened. Convert it to a string to write it out on purpose.
type Token string

// tokenTail is the length of a token behind its underscore: 16 bytes in base32.
const tokenTail = 26

// Valid reports whether t matches ^tk[1-9][0-9]{0,3}_[a-z2-7]{26}$. Intake refuses anything else,
// so that no raw identifier slips in.
func (t Token) Valid() bool {
	digits := len(t) - len("tk_") - tokenTail
	if digits < 1 || digits > 4 || t[:2] != "tk" || t[2] == '0' || t[2+digits] != '_' {
		return false
	}
	for _, c := range []byte(t[2 : 2+digits]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	for _, c := range []byte(t[3+digits:]) {
		if (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// Epoch returns the epoch of the key that made the token, and 0 for an invalid token.
func (t Token) Epoch() int {
	if !t.Valid() {
		return 0
	}
	epoch := 0
	for _, c := range []byte(t[len("tk") : len(t)-tokenTail-1]) {
		epoch = 10*epoch + int(c-'0')
	}
	return epoch
}

// Format prints the token shortened, for every verb.
func (t Token) Format(f fmt.State, _ rune) {
	if !t.Valid() {
		_, _ = io.WriteString(f, "(not a token)")
		return
	}
	_, _ = io.WriteString(f, string(t[:len(t)-tokenTail+4])+"…")
}
