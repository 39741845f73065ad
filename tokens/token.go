package tokens

import (
	"encoding/base32"
	"strconv"
)

// tokenBytes is how much of the 64 bytes of output a token keeps: 128 bits, so that among a billion identifiers the
// chance that any two share a token is below 10^-20.
const tokenBytes = 16

// tokenEncoding is base32 (RFC 4648, section 6) in lower case and without padding: 26 characters for 16 bytes.
var tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Token is the token of an identifier under this key: tk<epoch>_ and the first 16 bytes, in base32, of the VOPRF
// (RFC 9497, section 3.3.2; mode VOPRF, suite ristretto255-SHA512) of kind:normalised. The value must be what [Normalise]
// returned for the kind: a different spelling has a different token. It is the same token that an agency gets from the
// custodian's service by blinding the same input.
//
// The error is an [ErrIdentifier] for an unknown kind or a value that no identifier can be, and an [ErrKey] for the zero
// Key. It is safe for concurrent use.
func (k *Key) Token(kind, normalised string) (string, error) {
	input, err := Identifier{kind, normalised}.input()
	if err != nil {
		return "", err
	}
	output, err := k.evaluate(input)
	if err != nil {
		return "", err
	}
	return formatToken(k.epoch, output), nil
}

// formatToken writes the output of the VOPRF as a token.
func formatToken(epoch int, output []byte) string {
	return "tk" + strconv.Itoa(epoch) + "_" + tokenEncoding.EncodeToString(output[:tokenBytes])
}
