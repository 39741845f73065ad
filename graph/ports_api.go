package graph

import "context"

// FeedbackStore stores the verdicts of agencies on rings.
type FeedbackStore interface {
	// AddFeedback stores feedback on a ring, adds an event to the ring's history, and fills in
	// f.At. If it is the same as the agency's latest feedback, nothing is stored and created is
	// false. It also returns the ring's tally. It returns ErrNotFound, ErrConflict for a closed
	// ring, and ErrUnavailable.
	AddFeedback(ctx context.Context, f *Feedback) (created bool, tally Tally, err error)
}

// VerificationStore stores the findings of telcos on numbers.
type VerificationStore interface {
	// AddVerification stores a finding and, in the same transaction, the audit entry. It fills in
	// v.At and the number's canonical token. If it is the same as the agency's latest finding,
	// nothing is stored and created is false. Unless the re-verification was requested, only a
	// correction of an earlier finding is accepted.
	//
	// It returns ErrNotFound if there is no such number, or if it was not requested and the agency
	// has no earlier finding; ErrConflict if the number was cleared or passed to a new holder after
	// v.Day; and ErrUnavailable.
	AddVerification(ctx context.Context, v *Verification, requested bool, entry AuditEntry) (created bool, err error)
	// Verifications returns the findings that count, by the given tokens: the latest of each
	// agency, the latest first. It returns ErrUnavailable.
	Verifications(ctx context.Context, tokens []Token) (map[Token][]Verification, error)
	// Revocations returns disconnected numbers, each once, in the order of their tokens. It returns
	// ErrUnavailable.
	Revocations(ctx context.Context, q RevocationQuery) ([]Verification, error)
}

// DisputeStore stores disputes and their decisions.
type DisputeStore interface {
	// OpenDispute stores a dispute and, in the same transaction, the audit entry with the dispute's
	// id in its detail. It fills in d's other fields. If the agency has an open dispute about the
	// identifier, d becomes that dispute and created is false. It returns ErrNotFound if there is
	// no such identifier, and ErrUnavailable.
	OpenDispute(ctx context.Context, d *Dispute, entry AuditEntry) (created bool, err error)
	// DecideDispute stores a decision and, in the same transaction, the audit entry. It returns the
	// dispute. An upheld dispute clears the identifier: from the next run on, evidence that was
	// filed or happened before does not count. The same decision again changes nothing, and decided
	// is false.
	//
	// It calls allowed with the dispute before it stores anything, and returns its error. It
	// returns ErrNotFound, ErrConflict if the dispute was decided otherwise, and ErrUnavailable.
	DecideDispute(ctx context.Context, number int64, decision Decision, entry AuditEntry,
		allowed func(*Dispute) error) (dispute Dispute, decided bool, err error)
	// ListDisputes returns disputes, the latest first. It returns ErrUnavailable.
	ListDisputes(ctx context.Context, q DisputeQuery) ([]Dispute, error)
}

// RegisterReader reads who may use the platform.
type RegisterReader interface {
	// Register returns the whole register. It is a cheap query. It returns ErrUnavailable.
	Register(ctx context.Context) (Register, error)
}

// AuditLog appends to the audit log.
type AuditLog interface {
	// Append adds entries at the end of the log, all or none, and fills in their Sequence, At,
	// Previous and Hash. An entry whose ID is in the log already is not added again. It returns
	// ErrUnavailable.
	Append(ctx context.Context, entries []AuditEntry) error
}
