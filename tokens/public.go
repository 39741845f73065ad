package tokens

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/cloudflare/circl/oprf"
)

// PublicKey is the public part of a [Key] with its epoch: what an agency pins, so that neither another key nor another
// epoch's can answer in its place. It is safe for concurrent use. Get one from [ParsePublicKey], [LoadPublicKey] or
// [Key.Public].
type PublicKey struct {
	epoch   int
	element *oprf.PublicKey
	encoded [ElementBytes]byte
}

// ParsePublicKey reads what [PublicKey.String] writes: the epoch, a colon, and the key in base64 or hexadecimal. The
// error is an [ErrKey], and says what would be right.
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

// maxPublicKeyFile bounds what LoadPublicKey reads; such a file has some 50 bytes.
const maxPublicKeyFile = 256

// LoadPublicKey reads a public key from a file that holds its text and nothing else.
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
		return nil, fmt.Errorf("load public key %s: %w: it is longer than a public key", path, ErrKey)
	}
	p, err := ParsePublicKey(string(content))
	if err != nil {
		return nil, fmt.Errorf("load public key %s: %w", path, err)
	}
	return p, nil
}

// Epoch is the epoch of the key, which its tokens carry.
func (p *PublicKey) Epoch() int { return p.epoch }

// String writes the key as EPOCH:KEY, the key in base64.
func (p *PublicKey) String() string {
	return strconv.Itoa(p.epoch) + ":" + base64.StdEncoding.EncodeToString(p.encoded[:])
}

// Public is the key's public part, which may be known to everybody. It fails with [ErrKey] for the zero Key.
func (k *Key) Public() (*PublicKey, error) {
	if k == nil || k.private == nil {
		return nil, fmt.Errorf("%w: there is no key", ErrKey)
	}
	content, err := k.private.Public().MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, errors.New("its public part has no encoding"))
	}
	return newPublicKey(k.epoch, content)
}
