package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Idempotency stores responses by idempotency key.
type Idempotency struct{ db *DB }

var _ graph.IdempotencyStore = (*Idempotency)(nil)

const (
	// underWay is how long a request may take before its key is given to another that
	// asks with it: the process that had it must have died.
	underWay = time.Minute
	// replayFor is how long an answer is kept.
	replayFor = 24 * time.Hour
)

// BeginReplay takes an idempotency key for a request; nil means that the caller is to do
// what was asked. It fails with graph.ErrConflict while the same request is under way, with
// graph.ErrOtherRequest where the key was used for another, and with graph.ErrUnavailable.
func (s *Idempotency) BeginRequest(ctx context.Context, agency, key, request, holder string) (answered *graph.StoredResponse, err error) {
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := execute(ctx, tx, cypher.DeleteExpiredResponses, nil); err != nil {
			return err
		}
		params := map[string]any{"agency": agency, "key": key, "request": request, "holder": holder, "under_way": underWay.Milliseconds()}
		return query(ctx, tx, cypher.ClaimKey, params, func(r *neo4j.Record) error {
			p := properties(r.AsMap())
			mine, _ := p["mine"].(bool)
			switch {
			case mine:
				answered = nil
			case p.text("request") != request:
				return graph.ErrOtherRequest
			case p.number("status") == 0:
				return graph.ErrConflict
			default:
				answered = &graph.StoredResponse{Status: p.number("status"), MediaType: p.text("type"), Location: p.text("location"), Body: []byte(p.text("body"))}
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("taking an idempotency key: %w", err)
	}
	return answered, nil
}

// KeepReplay keeps the answer for a day. It fails with graph.ErrUnavailable.
func (s *Idempotency) StoreResponse(ctx context.Context, agency, key, holder string, a graph.StoredResponse) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return execute(ctx, tx, cypher.StoreResponse, map[string]any{
			"agency": agency, "key": key, "holder": holder, "status": a.Status, "type": a.MediaType, "location": said(a.Location), "body": string(a.Body),
			"kept": replayFor.Milliseconds(),
		})
	})
	if err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	return nil
}

// DropReplay gives an idempotency key back. It fails with graph.ErrUnavailable.
func (s *Idempotency) AbandonRequest(ctx context.Context, agency, key, holder string) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return execute(ctx, tx, cypher.ReleaseKey, map[string]any{"agency": agency, "key": key, "holder": holder})
	})
	if err != nil {
		return fmt.Errorf("giving an idempotency key back: %w", err)
	}
	return nil
}
