package tokens

import (
	"errors"
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
	"github.com/cloudflare/circl/zk/dleq"
)

// Identifier is a normalised identifier, ready to be made a token of.
type Identifier struct{ Kind, Normalised string }

// input is what the VOPRF is computed of.
func (id Identifier) input() ([]byte, error) {
	switch id.Kind {
	case KindNumber, KindDevice, KindAccount:
	default:
		return nil, errKind
	}
	if err := checkValue(id.Normalised); err != nil {
		return nil, err
	}
	return []byte(id.Kind + ":" + id.Normalised), nil
}

// Batch is identifiers that were blinded: what goes to the custodian, and what is needed to make tokens of the answer.
// Whoever has a Batch can link its elements to its identifiers, so it stays with the agency and is used once.
type Batch struct {
	public  *PublicKey
	data    *oprf.FinalizeData
	request []byte
}

// ErrEvaluation is the category of errors about a custodian's answer: it was not made with the pinned key, or was changed on
// its way. No token may be made of it.
var ErrEvaluation = errors.New("the custodian's answer does not hold")

// Blind multiplies the group element of each identifier by a random scalar of its own (RFC 9497, section 3.3.2), so that
// what is sent is uniformly random: it tells nothing of the identifiers, not even which of them are equal. It takes 1 to
// [MaxElements]; the error is an [ErrIdentifier] for an identifier that can be none, or an [ErrElement].
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

// Request is the blinded elements in the order of the identifiers, [ElementBytes] each: all that the custodian is told.
func (b *Batch) Request() []byte { return b.request }

// Finalise verifies the custodian's answer, [ElementBytes] of evaluation for each element and then a proof of [ProofBytes]
// that all were made with the pinned key, and makes the tokens. The error is an [ErrEvaluation].
func (b *Batch) Finalise(answer []byte) ([]string, error) {
	want := len(b.request)
	if len(answer) != want+ProofBytes {
		return nil, fmt.Errorf("%w: it has %d bytes, want %d", ErrEvaluation, len(answer), want+ProofBytes)
	}
	elements, err := parseElements(answer[:want])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvaluation, err)
	}
	proof := new(dleq.Proof)
	if err := proof.UnmarshalBinary(suite.Group(), answer[want:]); err != nil {
		return nil, fmt.Errorf("%w: its proof is not one", ErrEvaluation)
	}
	outputs, err := oprf.NewVerifiableClient(suite, b.public.element).Finalize(b.data, &oprf.Evaluation{Elements: elements, Proof: proof})
	if err != nil {
		return nil, fmt.Errorf("%w: its proof is wrong: it was made with another key than %s, or was changed on its way", ErrEvaluation, b.public)
	}
	made := make([]string, len(outputs))
	for i, output := range outputs {
		made[i] = formatToken(b.public.epoch, output)
	}
	return made, nil
}

// BlindedElements is a batch of an agency's blinded elements, decoded and found acceptable.
type BlindedElements struct{ elements []group.Element }

// ParseBlindedElements decodes what [Batch.Request] returned. The error is an [ErrElement] and names the first element that is
// not acceptable, by its place from 0.
func ParseBlindedElements(encoded []byte) (*BlindedElements, error) {
	elements, err := parseElements(encoded)
	if err != nil {
		return nil, err
	}
	return &BlindedElements{elements}, nil
}

// Len is how many there are.
func (e *BlindedElements) Len() int { return len(e.elements) }

// Evaluate multiplies each element by the private key and proves, once for all, that it did (RFC 9497, section 3.3.2).
// What it returns is what [Batch.Finalise] takes. It learns neither identifiers nor tokens.
func (k *Key) Evaluate(e *BlindedElements) ([]byte, error) {
	if k == nil || k.private == nil {
		return nil, fmt.Errorf("%w: there is no key to evaluate with", ErrKey)
	}
	evaluation, err := oprf.NewVerifiableServer(suite, k.private).Evaluate(&oprf.EvaluationRequest{Elements: e.elements})
	if err != nil {
		return nil, fmt.Errorf("evaluate voprf: %w", err)
	}
	answer, err := appendElements(make([]byte, 0, e.Len()*ElementBytes+ProofBytes), evaluation.Elements)
	if err != nil {
		return nil, err
	}
	proof, err := evaluation.Proof.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("encode proof: %w", err)
	}
	return append(answer, proof...), nil
}
