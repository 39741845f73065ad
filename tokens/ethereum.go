package tokens

import (
	"encoding/hex"
	"regexp"
	"strings"

	"golang.org/x/crypto/sha3"
)

const (
	errEth     refusal = "not an Ethereum address: write eth:0x and 40 hexadecimal digits"
	errEthCase refusal = "not an Ethereum address: its upper and lower case do not match its digits (EIP-55): " +
		"a digit is wrong, or write it all in lower case"
)

var ethPattern = regexp.MustCompile(`^0[xX][0-9a-fA-F]{40}$`)

// normaliseEth lower-cases an Ethereum address. The case of an address in mixed case is a checksum
// (EIP-55), which is verified first.
func normaliseEth(value string) (string, error) {
	if !ethPattern.MatchString(value) {
		return "", errEth
	}
	digits := value[2:]
	lower := strings.ToLower(digits)
	if digits != lower && digits != strings.ToUpper(digits) && digits != checksumCase(lower) {
		return "", errEthCase
	}
	return "0x" + lower, nil
}

// checksumCase writes the digits of an address in the case of EIP-55: letter i is upper case if
// hexadecimal digit i of the Keccak-256 of the lower-case digits is 8 or more.
func checksumCase(lower string) string {
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(lower))
	sum := hex.EncodeToString(h.Sum(nil))
	cased := []byte(lower)
	for i, c := range cased {
		if c >= 'a' && sum[i] >= '8' {
			cased[i] = c - 'a' + 'A'
		}
	}
	return string(cased)
}
