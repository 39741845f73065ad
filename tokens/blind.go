package tokens

import (
	"errors"
	"fmt"

	"github.com/cloudflare/circl/oprf"
	"github.com/cloudflare/circl/zk/dleq"
)

// Batch holds blinded identifiers and the scalars that blind them. [Batch.Request] goes to the
// custodian, and [Batch.Finalise] turns the response into tokens. Whoever has a Batch can link its
// elements to its identifiers, so it stays with the agency. Use it once.
type Batch struct {
	public  *PublicKey
	data    *oprf.FinalizeData
	request []byte
}

// ErrEvaluation is the category of errors about a custodian's response: it was not computed with
// the pinned key, or was changed in transit. No token may be made from it.
var ErrEvaluation = errors.New("the custodian's evaluation is invalid")

// Blind computes r·H(x) for each identifier x, where H maps to the group and r is a fresh random
// scalar (RFC 9497, section 3.3.1, Blind; the VOPRF uses the same). The result is uniformly random,
// so it reveals nothing about the identifiers, not even which of them are equal.
//
// It takes 1 to [MaxElements] identifiers. It returns an [ErrIdentifier] for an identifier that is
// not in normal form, and an [ErrElement] for a batch of another size.
func (p *PublicKey) Blind(ids []Identifier) (*Batch, error) {
	if len(ids) == 0 || len(ids) > MaxElements {
		return nil, fmt.Errorf("%w: a batch is 1 to %d identifiers", ErrElement, MaxElements)
	}
	inputs := make([][]byte, len(ids))
	for i, id := range ids {
		input, err := id.input()
		if err != nil {
			return nil, err
		}
		inputs[i] = input
	}
	data, request, err := oprf.NewVerifiableClient(suite, p.element).Blind(inputs)
	if err != nil {
		return nil, fmt.Errorf("%w: the identifiers could not be blinded", ErrElement)
	}
	b := &Batch{public: p, data: data}
	b.request, err = appendElements(make([]byte, 0, len(ids)*ElementBytes), request.Elements)
	return b, err
}

// Request returns the blinded elements in the order of the identifiers, [ElementBytes] each. This
// is all that the custodian receives.
func (b *Batch) Request() []byte { return b.request }

// Finalise verifies the custodian's response and returns the tokens in the order of the identifiers
// (RFC 9497, section 3.3.2, Finalize). With private key k, blind r and identifier x:
//
//	evaluated element   Z = k·(r·H(x))
//	unblinded           N = r⁻¹·Z = k·H(x)
//	output              SHA-512(len(x) ‖ x ‖ len(N) ‖ N ‖ "Finalize")
//
// The response is an evaluated element of [ElementBytes] for each identifier, then one proof of
// [ProofBytes] for all of them: a proof that the discrete logarithm of Z to the base r·H(x) equals
// that of the pinned public key (section 2.2.2, VerifyProof). The error is an [ErrEvaluation].
func (b *Batch) Finalise(response []byte) ([]string, error) {
	want := len(b.request)
	if len(response) != want+ProofBytes {
		return nil, fmt.Errorf("%w: it has %d bytes, want %d", ErrEvaluation, len(response), want+ProofBytes)
	}
	elements, err := parseElements(response[:want])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvaluation, err)
	}
	proof := new(dleq.Proof)
	if err := proof.UnmarshalBinary(suite.Group(), response[want:]); err != nil {
		return nil, fmt.Errorf("%w: its last %d bytes are not a proof", ErrEvaluation, ProofBytes)
	}
	evaluation := &oprf.Evaluation{Elements: elements, Proof: proof}
	outputs, err := oprf.NewVerifiableClient(suite, b.public.element).Finalize(b.data, evaluation)
	if err != nil {
		return nil, fmt.Errorf("%w: its proof is wrong: it was computed with another key than %s, or was changed in transit",
			ErrEvaluation, b.public)
	}
	tokens := make([]string, len(outputs))
	for i, output := range outputs {
		tokens[i] = formatToken(b.public.epoch, output)
	}
	return tokens, nil
}
