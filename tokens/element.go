package tokens

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/cloudflare/circl/group"
)

// Sizes of what agency and custodian exchange.
const (
	// ElementBytes is the length of an encoded element of ristretto255 (RFC 9496, section 4.3.2).
	ElementBytes = 32
	// ProofBytes is the length of an encoded proof: the two scalars c and s (RFC 9497, section
	// 2.2.1).
	ProofBytes = 64
	// MaxElements bounds one batch. It is far below 65,536, where the proof's index of 16 bits
	// would overflow, and limits a request to a quarter of a second of one core.
	MaxElements = 1000
)

// ErrElement is the category of all errors about what the other side sent: elements, evaluations,
// proofs.
var ErrElement = errors.New("refused")

var (
	errNotCanonical = errors.New("is not the canonical encoding of an element of ristretto255")
	errIdentity     = errors.New("is the identity element")
)

// prime is 2^255 - 19 in little-endian order.
var prime = func() (p [ElementBytes]byte) {
	for i := range p {
		p[i] = 0xff
	}
	p[0], p[ElementBytes-1] = 0xed, 0x7f
	return p
}()

// parseElement decodes an element as RFC 9496, section 4.3.1, and RFC 9497, section 2.1, require:
// the encoding must be canonical (even and below the prime), and the element must not be the
// identity. The library alone would accept several encodings of one element.
//
// The group has prime order, so the identity is its only element of low order. Points of low order
// on the curve below it have an encoding that is either not canonical or all zeros.
func parseElement(encoded []byte) (group.Element, error) {
	if len(encoded) != ElementBytes || encoded[0]&1 == 1 || !belowPrime(encoded) {
		return nil, errNotCanonical
	}
	if bytes.Equal(encoded, make([]byte, ElementBytes)) {
		return nil, errIdentity
	}
	e := suite.Group().NewElement()
	if err := e.UnmarshalBinary(encoded); err != nil {
		return nil, errNotCanonical
	}
	if e.IsIdentity() {
		return nil, errIdentity
	}
	return e, nil
}

func belowPrime(encoded []byte) bool {
	for i := ElementBytes - 1; i >= 0; i-- {
		if encoded[i] != prime[i] {
			return encoded[i] < prime[i]
		}
	}
	return false
}

// parseElements decodes 1 to [MaxElements] concatenated elements. The error is an [ErrElement] and
// names the first invalid element by its index, from 0.
func parseElements(encoded []byte) ([]group.Element, error) {
	count := len(encoded) / ElementBytes
	if len(encoded) == 0 || len(encoded)%ElementBytes != 0 || count > MaxElements {
		return nil, fmt.Errorf("%w: a batch is 1 to %d elements of %d bytes each", ErrElement, MaxElements, ElementBytes)
	}
	elements := make([]group.Element, count)
	for i := range elements {
		e, err := parseElement(encoded[i*ElementBytes:][:ElementBytes])
		if err != nil {
			return nil, fmt.Errorf("%w: element %d %w", ErrElement, i, err)
		}
		elements[i] = e
	}
	return elements, nil
}

// appendElements appends the encoding of each element to dst.
func appendElements(dst []byte, elements []group.Element) ([]byte, error) {
	for _, e := range elements {
		encoded, err := e.MarshalBinaryCompress()
		if err != nil {
			return nil, fmt.Errorf("encode element: %w", err)
		}
		dst = append(dst, encoded...)
	}
	return dst, nil
}
