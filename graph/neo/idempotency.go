package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.IdempotencyStore = (*Idempotency)(nil)

const (
	// maxRequestTime is how long a request may take. After that its key goes to the next request
	// that sends it: the process that had the key must have died.
	maxRequestTime = time.Minute
	// responseLifetime is how long a response is stored.
	responseLifetime = 24 * time.Hour
)

// Idempotency stores responses by idempotency key.
type Idempotency struct{ db *DB }

// BeginRequest takes an idempotency key for a request. It returns nil if the caller is to carry the
// request out, and the stored response otherwise. It returns graph.ErrConflict while the same
// request is going on, graph.ErrOtherRequest if the key was used for another request, and
// graph.ErrUnavailable.
func (s *Idempotency) BeginRequest(ctx context.Context, agency, key, request, holder string) (stored *graph.StoredResponse, err error) {
	params := map[string]any{
		"agency": agency, "key": key, "request": request, "holder": holder, "max_request_time": maxRequestTime.Milliseconds(),
	}
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := execute(ctx, tx, cypher.DeleteExpiredResponses, nil); err != nil {
			return err
		}
		return query(ctx, tx, cypher.ClaimKey, params, func(r *neo4j.Record) (err error) {
			stored, err = responseOf(r, request)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("taking an idempotency key: %w", err)
	}
	return stored, nil
}

// responseOf reads the response that is stored for a request.
func responseOf(r *neo4j.Record, request string) (*graph.StoredResponse, error) {
	f := fieldsOf(r)
	if f.needBool("mine") {
		return nil, nil //nolint:nilnil // the key is free: the caller carries the request out
	}
	earlier := f.needText("request")
	stored := &graph.StoredResponse{
		Status: f.count("status"), MediaType: f.text("type"), Location: f.text("location"), Body: []byte(f.text("body")),
	}
	switch err := f.err("Replay", ""); {
	case err != nil:
		return nil, err
	case earlier != request:
		return nil, graph.ErrOtherRequest
	case stored.Status == 0:
		return nil, graph.ErrConflict
	}
	return stored, nil
}

// StoreResponse stores the response for a day. It returns graph.ErrUnavailable.
func (s *Idempotency) StoreResponse(ctx context.Context, agency, key, holder string, response graph.StoredResponse) error {
	params := map[string]any{
		"agency": agency, "key": key, "holder": holder, "lifetime": responseLifetime.Milliseconds(),
		"status": response.Status, "type": response.MediaType, "location": text(response.Location), "body": string(response.Body),
	}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return execute(ctx, tx, cypher.StoreResponse, params) })
	if err != nil {
		return fmt.Errorf("storing a response: %w", err)
	}
	return nil
}

// AbandonRequest gives an idempotency key back. It returns graph.ErrUnavailable.
func (s *Idempotency) AbandonRequest(ctx context.Context, agency, key, holder string) error {
	params := map[string]any{"agency": agency, "key": key, "holder": holder}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return execute(ctx, tx, cypher.ReleaseKey, params) })
	if err != nil {
		return fmt.Errorf("giving an idempotency key back: %w", err)
	}
	return nil
}
