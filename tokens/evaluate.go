package tokens

import (
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
)

// BlindedElements is an agency's batch of blinded elements, decoded and validated.
type BlindedElements struct{ elements []group.Element }

// ParseBlindedElements decodes what [Batch.Request] returned. The error is an [ErrElement] and
// names the first invalid element by its index, from 0.
func ParseBlindedElements(encoded []byte) (*BlindedElements, error) {
	elements, err := parseElements(encoded)
	if err != nil {
		return nil, err
	}
	return &BlindedElements{elements}, nil
}

// Len returns the number of elements.
func (e *BlindedElements) Len() int { return len(e.elements) }

// Evaluate computes k·B for each blinded element B and one proof for all of them that k is the
// private key of the public key (RFC 9497, section 3.3.2, BlindEvaluate; section 2.2.1,
// GenerateProof). It learns neither identifiers nor tokens.
//
// It returns the input of [Batch.Finalise]: the evaluated elements in order, [ElementBytes] each,
// then the proof, [ProofBytes]. The error is an [ErrKey] for the zero Key.
func (k *Key) Evaluate(e *BlindedElements) ([]byte, error) {
	if k == nil || k.private == nil {
		return nil, fmt.Errorf("%w: there is no key to evaluate with", ErrKey)
	}
	evaluation, err := oprf.NewVerifiableServer(suite, k.private).Evaluate(&oprf.EvaluationRequest{Elements: e.elements})
	if err != nil {
		return nil, fmt.Errorf("evaluate voprf: %w", err)
	}
	response, err := appendElements(make([]byte, 0, e.Len()*ElementBytes+ProofBytes), evaluation.Elements)
	if err != nil {
		return nil, err
	}
	proof, err := evaluation.Proof.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("encode proof: %w", err)
	}
	return append(response, proof...), nil
}
