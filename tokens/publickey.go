package tokens

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/cloudflare/circl/oprf"
)

// PublicKey is the public part of a [Key] with its epoch. An agency pins it, so that no other key
// and no other epoch is accepted. It is safe for concurrent use. Get one from [ParsePublicKey],
// [LoadPublicKey] or [Key.Public].
type PublicKey struct {
	epoch   int
	element *oprf.PublicKey
	encoded [ElementBytes]byte
}

// ParsePublicKey reads the format of [PublicKey.String]: the epoch, a colon, and the key in base64
// (or hexadecimal). The error is an [ErrKey] and says what is expected.
func ParsePublicKey(text string) (*PublicKey, error) {
	number, encoded, found := strings.Cut(strings.TrimSpace(text), ":")
	if !found {
		return nil, fmt.Errorf("%w: a public key is written EPOCH:KEY, as ringwatch tokens keygen prints it", ErrKey)
	}
	epoch, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(epoch) != number {
		return nil, fmt.Errorf("%w: the epoch of a public key is a whole number, 1 to %d", ErrKey, MaxEpoch)
	}
	content, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(content) != ElementBytes {
		if content, err = hex.DecodeString(encoded); err != nil {
			return nil, fmt.Errorf("%w: a public key is %d bytes in base64 or hexadecimal", ErrKey, ElementBytes)
		}
	}
	return newPublicKey(epoch, content)
}

func newPublicKey(epoch int, content []byte) (*PublicKey, error) {
	if err := checkEpoch(epoch); err != nil {
		return nil, err
	}
	if _, err := parseElement(content); err != nil {
		return nil, fmt.Errorf("%w: the public key %w", ErrKey, err)
	}
	p := &PublicKey{epoch: epoch, element: new(oprf.PublicKey), encoded: [ElementBytes]byte(content)}
	if err := p.element.UnmarshalBinary(suite, content); err != nil {
		return nil, fmt.Errorf("%w: the public key is not an element of ristretto255", ErrKey)
	}
	return p, nil
}

// maxPublicKeyFile bounds what LoadPublicKey reads. Such a file has about 50 bytes.
const maxPublicKeyFile = 256

// LoadPublicKey reads a file that holds the text of a public key and nothing else. It returns
// [ErrKey] if it holds anything else, or the system's error, wrapped, if it cannot be read.
func LoadPublicKey(path string) (*PublicKey, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load public key: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxPublicKeyFile+1))
	if err != nil {
		return nil, fmt.Errorf("load public key: %w", err)
	}
	if len(content) > maxPublicKeyFile {
		return nil, fmt.Errorf("load public key %s: %w: more than %d bytes, not a public key", path, ErrKey, maxPublicKeyFile)
	}
	p, err := ParsePublicKey(string(content))
	if err != nil {
		return nil, fmt.Errorf("load public key %s: %w", path, err)
	}
	return p, nil
}

// Epoch returns the epoch of the key, which its tokens carry.
func (p *PublicKey) Epoch() int { return p.epoch }

// String returns the key as EPOCH:KEY, the key in base64.
func (p *PublicKey) String() string {
	return strconv.Itoa(p.epoch) + ":" + base64.StdEncoding.EncodeToString(p.encoded[:])
}

// Public returns the key's public part, which is no secret. The error is an [ErrKey] for the zero
// Key.
func (k *Key) Public() (*PublicKey, error) {
	if k == nil || k.private == nil {
		return nil, fmt.Errorf("%w: there is no key", ErrKey)
	}
	content, err := k.private.Public().MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("%w: its public part has no encoding", ErrKey)
	}
	return newPublicKey(k.epoch, content)
}
