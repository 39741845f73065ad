package memory

import (
	"bytes"
	"context"
	"maps"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Idempotency stores responses by agency and idempotency key.
type Idempotency struct{ *state }

var _ graph.IdempotencyStore = (*Idempotency)(nil)

const (
	// requestTimeout is how long a request may be in progress before another may reserve its key.
	requestTimeout = time.Minute
	// responseLifetime is how long a response is stored.
	responseLifetime = 24 * time.Hour
)

type requestKey struct{ agency, key string }

// response is what is stored under an idempotency key; stored is nil while the request is in
// progress.
type response struct {
	request, holder string
	stored          *graph.StoredResponse
	until           time.Time
}

// BeginRequest implements graph.IdempotencyStore.
func (s *Idempotency) BeginRequest(ctx context.Context, agency, key, request, holder string) (*graph.StoredResponse, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	now := s.now()
	maps.DeleteFunc(s.responses, func(_ requestKey, r *response) bool { return r.until.Before(now) })
	r := s.responses[requestKey{agency, key}]
	switch {
	case r == nil:
		s.responses[requestKey{agency, key}] = &response{request: request, holder: holder, until: now.Add(requestTimeout)}
		return nil, nil
	case r.holder == holder: // its first response was lost
		return nil, nil
	case r.request != request:
		return nil, graph.ErrOtherRequest
	case r.stored == nil:
		return nil, graph.ErrConflict
	}
	return copyResponse(r.stored), nil
}

func copyResponse(r *graph.StoredResponse) *graph.StoredResponse {
	c := *r
	c.Body = bytes.Clone(r.Body)
	return &c
}

// StoreResponse implements graph.IdempotencyStore.
func (s *Idempotency) StoreResponse(ctx context.Context, agency, key, holder string, stored graph.StoredResponse) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if r := s.responses[requestKey{agency, key}]; r != nil && r.holder == holder {
		r.stored, r.until = copyResponse(&stored), s.now().Add(responseLifetime)
	}
	return nil
}

// AbandonRequest implements graph.IdempotencyStore.
func (s *Idempotency) AbandonRequest(ctx context.Context, agency, key, holder string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if r := s.responses[requestKey{agency, key}]; r != nil && r.holder == holder {
		delete(s.responses, requestKey{agency, key})
	}
	return nil
}
