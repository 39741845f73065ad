package tokens

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"golang.org/x/crypto/sha3"
)

const (
	errEth      refusal = "not an Ethereum address: write eth:0x and 40 hexadecimal digits"
	errEthCase  refusal = "not an Ethereum address: its upper and lower case do not fit its digits (EIP-55): a digit is wrong, or write it all in lower case"
	errBtc      refusal = "not a Bitcoin address: write btc: and the address, base58 (26 to 35 characters) or bech32 (bc1...)"
	errBtcCheck refusal = "not a Bitcoin address: its checksum is wrong: a character is missing, wrong or in the wrong case"
	errBtcCase  refusal = "not a Bitcoin address: bech32 (bc1...) is all lower case or all upper case, not mixed"
)

var ethPattern = regexp.MustCompile(`^0[xX][0-9a-fA-F]{40}$`)

// normaliseEth lower-cases an Ethereum address. One in mixed case carries a checksum in it (EIP-55), which is verified.
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

// checksumCase writes the digits of an address as EIP-55 does: a letter is upper case when the digit at its place in the
// Keccak-256 of the lower-case digits is 8 or more.
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

// normaliseBtc verifies the checksum of a Bitcoin address, and lower-cases it if it is bech32. The case of base58 is part
// of the address.
func normaliseBtc(value string) (string, error) {
	if !isASCII(value) {
		return "", errBtc
	}
	lower := strings.ToLower(value)
	if !strings.HasPrefix(lower, "bc1") {
		return normaliseBase58(value)
	}
	if value != lower && value != strings.ToUpper(value) {
		return "", errBtcCase
	}
	if !validBech32(lower) {
		return "", errBtcCheck
	}
	return lower, nil
}

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// addressBytes is what a base58 address decodes to: version, 20 bytes of hash, 4 bytes of checksum.
const addressBytes = 1 + 20 + 4

// normaliseBase58 verifies a base58check address: the last four bytes are the first of the double SHA-256 of the others
// (https://en.bitcoin.it/wiki/Base58Check_encoding).
func normaliseBase58(value string) (string, error) {
	if len(value) < 26 || len(value) > 35 {
		return "", errBtc
	}
	var decoded [addressBytes]byte // A big-endian number, multiplied up digit by digit.
	for i := range len(value) {
		carry := strings.IndexByte(base58Alphabet, value[i])
		if carry < 0 {
			return "", errBtc
		}
		for j := len(decoded) - 1; j >= 0; j-- {
			carry += 58 * int(decoded[j])
			decoded[j] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return "", errBtcCheck
		}
	}
	// Each leading 1 stands for a leading zero byte, no more and no fewer; otherwise one address had many spellings.
	ones := len(value) - len(strings.TrimLeft(value, "1"))
	zeros := 0
	for zeros < len(decoded) && decoded[zeros] == 0 {
		zeros++
	}
	first := sha256.Sum256(decoded[:addressBytes-4])
	second := sha256.Sum256(first[:])
	if ones != zeros || string(second[:4]) != string(decoded[addressBytes-4:]) {
		return "", errBtcCheck
	}
	return value, nil
}

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// validBech32 verifies a lower-case segwit address of the main network: bech32 for witness version 0 (BIP-173), bech32m
// for those after it (BIP-350).
func validBech32(address string) bool {
	const prefix, checksum, longest = "bc1", 6, 90
	data := address[len(prefix):]
	if len(address) > longest || len(data) < checksum+1 {
		return false
	}
	// The human-readable part "bc" as BIP-173 expands it: high bits, zero, low bits.
	sum := uint32(1)
	for _, v := range []byte{'b' >> 5, 'c' >> 5, 0, 'b' & 31, 'c' & 31} {
		sum = bech32Step(sum, v)
	}
	for i := range len(data) {
		v := strings.IndexByte(bech32Alphabet, data[i])
		if v < 0 {
			return false
		}
		sum = bech32Step(sum, byte(v))
	}
	if data[0] == bech32Alphabet[0] {
		return sum == 1
	}
	return sum == 0x2bc830a3
}

// bech32Step takes one more value of five bits into the BCH code of BIP-173, whose generator the constants are.
func bech32Step(sum uint32, value byte) uint32 {
	top := sum >> 25
	sum = (sum&0x1ffffff)<<5 ^ uint32(value)
	for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
		if top>>i&1 == 1 {
			sum ^= g
		}
	}
	return sum
}
