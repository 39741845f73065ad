package tokens

import (
	"crypto"
	"crypto/sha512"
	"encoding/binary"
	"fmt"

	"github.com/cloudflare/circl/expander"
	"github.com/gtank/ristretto255"
)

// Domains of RFC 9497, sections 3.1 and 4.1: version 1, mode VOPRF (1), and the suite.
const (
	hashToGroup = "HashToGroup-OPRFV1-\x01-" + Suite
	finalize    = "Finalize"
)

// evaluate is the whole VOPRF at once, as only the holder of the private key can compute it (RFC 9497, section 3.3.2,
// Evaluate): what circl's FullEvaluate returns, which tests compare it with.
//
// It is put together here because three quarters of making a token are the arithmetic, and that of gtank/ristretto255, on
// filippo.io/edwards25519, takes a seventh less time than circl's own. It is constant time, too. Blinding, the service
// and its proofs stay with circl: there each element would have to be encoded by one library and decoded by the other once more,
// which costs most of what is gained.
func (k *Key) evaluate(input []byte) ([]byte, error) {
	if k == nil || k.private == nil {
		return nil, fmt.Errorf("%w: there is no key to make tokens with", ErrKey)
	}
	uniform := expander.NewExpanderMD(crypto.SHA512, []byte(hashToGroup)).Expand(input, 64)
	element, err := ristretto255.NewIdentityElement().SetUniformBytes(uniform)
	if err != nil {
		return nil, fmt.Errorf("evaluate voprf: %w", err)
	}
	element.ScalarMult(k.scalar, element)
	hashed := make([]byte, 0, 2*2+len(input)+ElementBytes+len(finalize))
	hashed = binary.BigEndian.AppendUint16(hashed, uint16(len(input))) // at most maxBytes and a kind
	hashed = append(hashed, input...)
	hashed = binary.BigEndian.AppendUint16(hashed, ElementBytes)
	hashed = append(hashed, element.Bytes()...)
	output := sha512.Sum512(append(hashed, finalize...))
	return output[:], nil
}
