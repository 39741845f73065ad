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

// ErrKey is the category of all errors about a key: its epoch, its bytes, or its file.
var ErrKey = errors.New("key refused")

// suite is the group and hash of RFC 9497, section 4.1.
var suite = oprf.SuiteRistretto255

// Suite is the identifier of the group and hash in RFC 9497, section 4.1.
const Suite = "ristretto255-SHA512"

// MaxEpoch is the last epoch; the first is 1.
const MaxEpoch = 9999

// Key is the custodian's private key of one epoch. It is safe for concurrent use, and prints
// redacted. The zero Key makes no tokens; get one from [GenerateKey], [LoadKey] or [ParseKey].
type Key struct {
	epoch   int
	private *oprf.PrivateKey
	scalar  *ristretto255.Scalar // the same key, for the library of fullEvaluation
}

// GenerateKey draws a new key. Tokens of different keys cannot be compared, so each key needs an
// epoch of its own, 1 to [MaxEpoch]. The error is an [ErrKey] for an epoch out of range.
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

// newKeyFromScalar decodes the scalar of a private key (RFC 9497, section 4.1, SerializeScalar).
func newKeyFromScalar(epoch int, scalar []byte) (*Key, error) {
	if err := checkEpoch(epoch); err != nil {
		return nil, err
	}
	private := new(oprf.PrivateKey)
	if err := private.UnmarshalBinary(suite, scalar); err != nil {
		// The library's error is not wrapped: it could come to quote the scalar.
		return nil, fmt.Errorf("%w: the private key is not a scalar of ristretto255", ErrKey)
	}
	return newKey(epoch, private)
}

// newKey computes the public key immediately. circl would compute it on first use and store it in
// the private key: a race if two goroutines are first.
func newKey(epoch int, private *oprf.PrivateKey) (*Key, error) {
	private.Public()
	content, err := private.MarshalBinary()
	defer clear(content)
	scalar := ristretto255.NewScalar()
	if err == nil {
		_, err = scalar.SetCanonicalBytes(content)
	}
	if err != nil { // cannot happen: circl accepted the scalar before
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

// Epoch returns the number that the key's tokens carry: tk<epoch>_.
func (k *Key) Epoch() int { return k.epoch }

// publicKeyBase64 returns the public key in base64 (RFC 4648, section 4, padded). It is empty for
// the zero Key.
func (k *Key) publicKeyBase64() string {
	if k == nil || k.private == nil {
		return ""
	}
	public, err := k.private.Public().MarshalBinary()
	if err != nil {
		return "" // cannot happen: every element of the group has an encoding
	}
	return base64.StdEncoding.EncodeToString(public)
}

// String returns the epoch only. It has a value receiver, like GoString and Format, so that a
// copied Key is redacted too.
func (k Key) String() string { return fmt.Sprintf("tokens.Key(epoch %d, redacted)", k.epoch) }

// GoString returns String, for %#v.
func (k Key) GoString() string { return k.String() }

// Format writes String for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }
