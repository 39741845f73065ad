package graph

import "context"

// Answered is an answer that is kept, to be given again to whoever sends the same request
// with the same idempotency key.
type StoredResponse struct {
	Status    int
	MediaType string // of the body's media
	Location  string // empty where there is none
	Body      []byte
}

// Replays keeps answers by agency and idempotency key, for all processes on one graph.
type IdempotencyStore interface {
	// BeginReplay takes a key for a request: nil means that the caller is to do what was asked
	// and then KeepReplay or DropReplay. Otherwise it is what was answered to the same request before.
	// It fails with ErrConflict while the same request is under way, with ErrOtherRequest
	// where the key was used for another, and with ErrUnavailable.
	BeginRequest(ctx context.Context, agency, key, request, holder string) (*StoredResponse, error)
	// KeepReplay keeps the answer for a day. It fails with ErrUnavailable.
	StoreResponse(ctx context.Context, agency, key, holder string, a StoredResponse) error
	// DropReplay gives the key back. It fails with ErrUnavailable.
	AbandonRequest(ctx context.Context, agency, key, holder string) error
}
