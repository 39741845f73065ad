package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
)

const (
	keyPrefix   = "rwk_"
	keyBytes    = 32
	keyLength   = len(keyPrefix) + 52
	keyAlphabet = "abcdefghijklmnopqrstuvwxyz234567"
)

var base32Lower = base32.NewEncoding(keyAlphabet).WithPadding(base32.NoPadding)

// inKeyAlphabet says which bytes a key may hold after its prefix.
var inKeyAlphabet = func() (in [256]bool) {
	for _, c := range []byte(keyAlphabet) {
		in[c] = true
	}
	return in
}()

// NewKey returns a random key for an agency, to be shown once, and the hash to store. It returns an
// error if the system's source of randomness fails.
func NewKey() (key, hash string, err error) {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	key = keyPrefix + base32Lower.EncodeToString(secret)
	return key, HashKey(key), nil
}

// HashKey returns what is stored of a key: its SHA-256 in hexadecimal. A key holds 256 random bits,
// so it needs no slow hash.
func HashKey(key string) string {
	sum := KeyHash(key)
	return hex.EncodeToString(sum[:])
}

// KeyHash returns the SHA-256 of a key. It allocates nothing for a text of a key's length.
func KeyHash(key string) [sha256.Size]byte {
	var room [64]byte
	return sha256.Sum256(append(room[:0], key...))
}

// IsKey reports whether a text has the form of a key: rwk_ and 52 of a-z and 2-7.
func IsKey(text string) bool {
	if len(text) != keyLength || text[:len(keyPrefix)] != keyPrefix {
		return false
	}
	for i := len(keyPrefix); i < len(text); i++ {
		if !inKeyAlphabet[text[i]] {
			return false
		}
	}
	return true
}
