package api

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
)

const (
	keyPrefix = "rwk_"
	keyBytes  = 32
	keyLength = len(keyPrefix) + 52
)

var keyEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewKey makes an agency's key, to be shown once, and the hash that is kept of it.
func NewKey() (key, hash string, err error) {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	key = keyPrefix + keyEncoding.EncodeToString(secret)
	return key, HashKey(key), nil
}

// HashKey is what is kept of a key: its SHA-256 in hexadecimal. A key holds 256
// random bits, so that no slow hash is needed.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// keyShaped reports whether a text looks like a key: rwk_ and 52 of a-z and 2-7.
func keyShaped(text string) bool {
	if len(text) != keyLength || text[:len(keyPrefix)] != keyPrefix {
		return false
	}
	for i := len(keyPrefix); i < len(text); i++ {
		if base32Values[text[i]] == 255 {
			return false
		}
	}
	return true
}
