package graph

import "context"

// Outcome is what became of a record that was saved.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "created"   // it is new and stored
	Unchanged Outcome = "unchanged" // the agency filed it before
	Withdrawn Outcome = "withdrawn" // the agency withdrew its id: it is not stored
)

// RecordStore stores the records that agencies file.
type RecordStore interface {
	// Save stores one batch of an agency's records in one transaction and returns the outcome of
	// each. Of two records with the same type and id the first counts; a withdrawal also applies to
	// a record that comes after it. Saving a batch again changes nothing. It returns
	// ErrUnavailable.
	Save(ctx context.Context, agency string, batch []Record) ([]Outcome, error)
}

// IdempotencyStore stores responses by agency and idempotency key, for all processes on one graph.
// Request is a hash of the request, holder names the process that carries it out.
type IdempotencyStore interface {
	// BeginRequest reserves the key for a request. It returns nil if the caller must carry out the
	// request and then call StoreResponse or AbandonRequest, and the stored response if the same
	// request was carried out before. It returns ErrConflict while the same request is in progress,
	// ErrOtherRequest if the key was used for another request, and ErrUnavailable.
	BeginRequest(ctx context.Context, agency, key, request, holder string) (*StoredResponse, error)
	// StoreResponse stores the response for a day. It returns ErrUnavailable.
	StoreResponse(ctx context.Context, agency, key, holder string, response StoredResponse) error
	// AbandonRequest frees the key. It returns ErrUnavailable.
	AbandonRequest(ctx context.Context, agency, key, holder string) error
}
