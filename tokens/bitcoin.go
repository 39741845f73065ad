package tokens

import (
	"crypto/sha256"
	"strings"
)

const (
	errBtc      refusal = "not a Bitcoin address: write btc: and the address, base58 (26 to 35 characters) or bech32 (bc1...)"
	errBtcCheck refusal = "not a Bitcoin address: its checksum is wrong: a character is missing, wrong or in the wrong case"
	errBtcCase  refusal = "not a Bitcoin address: bech32 (bc1...) is all lower case or all upper case, not mixed"
)

// normaliseBtc verifies the checksum of a Bitcoin address, and lower-cases it if it is bech32.
// Base58 depends on case.
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

// addressBytes is the length of a decoded base58 address: version, 20 bytes of hash, 4 bytes of
// checksum.
const addressBytes = 1 + 20 + 4

// normaliseBase58 verifies a Base58Check address: its last 4 bytes are the first 4 bytes of the
// double SHA-256 of the others (https://en.bitcoin.it/wiki/Base58Check_encoding).
func normaliseBase58(value string) (string, error) {
	if len(value) < 26 || len(value) > 35 {
		return "", errBtc
	}
	var decoded [addressBytes]byte // a big-endian number: for each digit, times 58 plus the digit
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
	// Each leading 1 encodes one leading zero byte. Any other count would be a second spelling of
	// the same address.
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

// The values that the checksum of a valid address comes to.
const (
	bech32Constant  = 1          // BIP-173
	bech32mConstant = 0x2bc830a3 // BIP-350
)

// validBech32 verifies the checksum of a lower-case segwit address of the main network: bech32 for
// witness version 0 (BIP-173), bech32m for later versions (BIP-350).
func validBech32(address string) bool {
	const prefix, checksumLength, maxLength = "bc1", 6, 90
	data := address[len(prefix):]
	if len(address) > maxLength || len(data) < checksumLength+1 {
		return false
	}
	// The human-readable part "bc", expanded as in BIP-173: high bits, zero, low bits.
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
		return sum == bech32Constant
	}
	return sum == bech32mConstant
}

// bech32Step adds a value of five bits to the BCH checksum of BIP-173. The constants are its
// generator.
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
