package tokens

import (
	"encoding/base32"
	"strconv"
)

// tokenBytes is how many of the 64 bytes of output go into a token: 128 bits, so that among a
// billion identifiers the probability that any two share a token is below 2·10⁻²¹ (n²/2^129).
const tokenBytes = 16

// tokenEncoding is base32 (RFC 4648, section 6) in lower case, without padding: 26 characters for
// 16 bytes.
var tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Token returns the token of an identifier under this key: tk<epoch>_ and the first 16 bytes, in
// base32, of the VOPRF of kind:normalised (RFC 9497, section 3.3.2; suite ristretto255-SHA512). An
// agency gets the same token through the custodian's service.
//
// The value must be what [Normalise] returned for the kind: another spelling has another token. The
// error is an [ErrIdentifier] for an unknown kind or an impossible value, and an [ErrKey] for the
// zero Key. Token is safe for concurrent use.
func (k *Key) Token(kind, normalised string) (string, error) {
	input, err := Identifier{kind, normalised}.input()
	if err != nil {
		return "", err
	}
	output, err := k.fullEvaluation(input)
	if err != nil {
		return "", err
	}
	return formatToken(k.epoch, output), nil
}

// formatToken returns the token of an output of the VOPRF.
func formatToken(epoch int, output []byte) string {
	return "tk" + strconv.Itoa(epoch) + "_" + tokenEncoding.EncodeToString(output[:tokenBytes])
}
