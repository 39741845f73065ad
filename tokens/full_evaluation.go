package tokens

import (
	"crypto"
	"crypto/sha512"
	"encoding/binary"
	"fmt"

	"github.com/cloudflare/circl/expander"
	"github.com/gtank/ristretto255"
)

// Domain separation of RFC 9497, sections 3.1 and 4.1: version 1, mode VOPRF (1), and the suite.
const (
	hashToGroup = "HashToGroup-OPRFV1-\x01-" + Suite
	finalize    = "Finalize"
)

// uniformBytes is the length of the uniform bytes that H maps to an element.
const uniformBytes = 64

// fullEvaluation computes the whole VOPRF, which needs the private key k (RFC 9497, section 3.3.1,
// Evaluate; the VOPRF has the same):
//
//	SHA-512(len(x) ‖ x ‖ len(N) ‖ N ‖ "Finalize")   where N = k·H(x)
//
// Lengths are 16 bits, big-endian. H hashes to ristretto255 (RFC 9496, section 4.3.4) by
// expand_message_xmd with SHA-512 (RFC 9380, section 5.3.1). The result is that of circl's
// FullEvaluate, with which tests compare it.
//
// It is written out here because three quarters of the time of a token are group arithmetic, and
// gtank/ristretto255, built on filippo.io/edwards25519, takes a seventh less time for it than
// circl. It is constant-time, too. Blinding, the service and its proofs use circl: mixing the
// libraries there would add an encoding and a decoding of each element, which costs most of what it
// gains.
func (k *Key) fullEvaluation(input []byte) ([]byte, error) {
	if k == nil || k.private == nil {
		return nil, fmt.Errorf("%w: there is no key to make tokens with", ErrKey)
	}
	uniform := expander.NewExpanderMD(crypto.SHA512, []byte(hashToGroup)).Expand(input, uniformBytes)
	element, err := ristretto255.NewIdentityElement().SetUniformBytes(uniform)
	if err != nil {
		return nil, fmt.Errorf("evaluate voprf: %w", err)
	}
	element.ScalarMult(k.scalar, element)
	hashed := make([]byte, 0, 2*2+len(input)+ElementBytes+len(finalize))
	hashed = binary.BigEndian.AppendUint16(hashed, uint16(len(input))) // maxBytes and a kind at most
	hashed = append(hashed, input...)
	hashed = binary.BigEndian.AppendUint16(hashed, ElementBytes)
	hashed = append(hashed, element.Bytes()...)
	output := sha512.Sum512(append(hashed, finalize...))
	return output[:], nil
}
