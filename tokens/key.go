package tokens

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/cloudflare/circl/oprf"
	"github.com/gtank/ristretto255"
)

// ErrKey is the category of all errors about a key: its epoch, its bytes, or the file that keeps it.
var ErrKey = errors.New("key refused")

// suite is the group and hash of RFC 9497, section 4.1.
var suite = oprf.SuiteRistretto255

// Suite names the group and hash as RFC 9497, section 4.1, does.
const Suite = "ristretto255-SHA512"

// MaxEpoch is the last epoch; the first is 1.
const MaxEpoch = 9999

// Key is the custodian's private key of one epoch. It is safe for concurrent use, and prints redacted. The zero Key makes
// no tokens; get one from [GenerateKey] or [LoadKey].
type Key struct {
	epoch   int
	private *oprf.PrivateKey
	scalar  *ristretto255.Scalar // the same key, for the library that evaluates
}

// GenerateKey draws a new key. Tokens of different keys cannot be compared, so that each has an epoch of its own, from 1
// to [MaxEpoch]. The error is an [ErrKey] for an epoch out of range.
func GenerateKey(epoch int) (*Key, error) {
	if err := checkEpoch(epoch); err != nil {
		return nil, err
	}
	private, err := oprf.GenerateKey(suite, rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate key: %w", err)
	}
	return newKey(epoch, private)
}

// parseKey reads the scalar of a private key as RFC 9497, section 4.1, serialises it.
func parseKey(epoch int, scalar []byte) (*Key, error) {
	if err := checkEpoch(epoch); err != nil {
		return nil, err
	}
	private := new(oprf.PrivateKey)
	if err := private.UnmarshalBinary(suite, scalar); err != nil {
		// Not wrapped: what the library says of a bad scalar is no help, and must never come to quote it.
		return nil, fmt.Errorf("%w: the private key is not a scalar of ristretto255", ErrKey)
	}
	return newKey(epoch, private)
}

// newKey computes the public key at once: circl would do so on first use and write it into the private key, a race when
// two goroutines are first.
func newKey(epoch int, private *oprf.PrivateKey) (*Key, error) {
	private.Public()
	content, err := private.MarshalBinary()
	defer clear(content)
	scalar := ristretto255.NewScalar()
	if err == nil {
		_, err = scalar.SetCanonicalBytes(content)
	}
	if err != nil { // cannot happen: it was a scalar a moment ago
		return nil, fmt.Errorf("%w: the private key is not a scalar of ristretto255", ErrKey)
	}
	return &Key{epoch, private, scalar}, nil
}

func checkEpoch(epoch int) error {
	if epoch < 1 || epoch > MaxEpoch {
		return fmt.Errorf("%w: epoch %d: it is 1 to %d", ErrKey, epoch, MaxEpoch)
	}
	return nil
}

// Epoch is the number that the key's tokens carry: tk<epoch>_.
func (k *Key) Epoch() int { return k.epoch }

// publicKeyBase64 is the key's public part in base64 (RFC 4648, padded), by which agencies verify the custodian's answers. It
// is empty for the zero Key.
func (k *Key) publicKeyBase64() string {
	if k == nil || k.private == nil {
		return ""
	}
	public, err := k.private.Public().MarshalBinary()
	if err != nil {
		return "" // Cannot happen: every element of the group has an encoding.
	}
	return base64.StdEncoding.EncodeToString(public)
}

// String names the key by its epoch alone. It has a value receiver, as have GoString and Format, so that a copied Key
// is redacted too.
func (k Key) String() string { return fmt.Sprintf("tokens.Key(epoch %d, redacted)", k.epoch) }

// GoString is String, for %#v.
func (k Key) GoString() string { return k.String() }

// Format writes String for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }
