package neo

import (
	"context"
	"fmt"
	"math"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.DisputeStore = (*Reviews)(nil)

// Contest keeps a dispute, and the entry on record, and fills in all that it has not. Where
// the agency's own dispute about the identifier is open, d becomes that one. It fails with
// graph.ErrNotFound and graph.ErrUnavailable.
func (s *Reviews) OpenDispute(ctx context.Context, d *graph.Dispute, on graph.AuditEntry) (fresh bool, err error) {
	contested := *d
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		contested = *d // a try that failed may have filled it in
		open, err := s.openDispute(ctx, tx, &contested)
		if err != nil {
			return err
		}
		if fresh = open.Number == 0; !fresh {
			contested = open
			return nil
		}
		return s.keepDispute(ctx, tx, &contested, on)
	})
	if err != nil {
		return false, fmt.Errorf("keeping a dispute: %w", err)
	}
	*d = contested
	return fresh, nil
}

// keepDispute keeps one and puts it on record.
func (s *Reviews) keepDispute(ctx context.Context, tx neo4j.ManagedTransaction, d *graph.Dispute, on graph.AuditEntry) error {
	answer, err := queryOne(ctx, tx, cypher.SaveDispute, map[string]any{
		"token": string(d.Identifier.Token), "agency": d.Agency.ID, "properties": map[string]any{
			"reason": d.Reason, "note": said(d.Note), "regions": listOf(d.Regions),
		},
	})
	if err != nil {
		return err
	}
	p := properties(answer.AsMap())
	d.Status, d.Number, d.OpenedAt = graph.DisputeOpen, int64(p.number("number")), p.time("at")
	on.Detail = d.ID() + ": " + d.Reason
	return appendIn(ctx, tx, []graph.AuditEntry{on})
}

// openDispute reads an agency's open dispute about an identifier, one without a number where
// there is none, and fills in what the identifier is and the token that it is kept under.
func (s *Reviews) openDispute(ctx context.Context, tx neo4j.ManagedTransaction, d *graph.Dispute) (open graph.Dispute, err error) {
	token, err := firstToken(ctx, tx, d.Identifier.Token)
	if err != nil {
		return open, err
	}
	there := false
	err = query(ctx, tx, cypher.ReadOpenDispute, map[string]any{"token": string(token), "agency": d.Agency.ID}, func(r *neo4j.Record) error {
		there = true
		open = disputeOf(r)
		d.Identifier = open.Identifier
		return nil
	})
	if err == nil && !there {
		err = graph.ErrNotFound
	}
	return open, err
}

// disputeOf reads a dispute; one without a number where the record has none.
func disputeOf(r *neo4j.Record) graph.Dispute {
	p := properties(r.AsMap())
	d := graph.Dispute{Identifier: identifierOf(p), Agency: graph.Agency{ID: p.text("agency"), Kind: graph.AgencyKind(p.text("agency_kind"))}}
	node, ok := p["dispute"].(neo4j.Node)
	if !ok {
		return d
	}
	q := properties(node.Props)
	d.Number, d.Reason, d.Note, d.Regions = int64(q.number("number")), q.text("reason"), q.text("note"), q.texts("regions")
	d.OpenedAt, d.Status = q.time("opened_at"), graph.DisputeStatus(q.text("status"))
	if d.Status != graph.DisputeOpen {
		d.Decision = graph.Decision{
			Status: d.Status, Agency: graph.Agency{ID: p.text("decider"), Kind: graph.AgencyKind(p.text("decider_kind"))},
			Reason: q.text("decision_reason"), Note: q.text("decision_note"), At: q.time("decided_at"),
		}
	}
	return d
}

// Decide keeps what came of a dispute, and the entry on record, and clears the identifier where it is upheld. It fails
// with graph.ErrNotFound, with graph.ErrConflict for one that was decided otherwise, with what
// may fails with, and with graph.ErrUnavailable.
func (s *Reviews) DecideDispute(ctx context.Context, number int64, decision graph.Decision, on graph.AuditEntry, may func(*graph.Dispute) error) (d graph.Dispute, fresh bool, err error) {
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		d, fresh = graph.Dispute{}, false
		err := query(ctx, tx, cypher.ReadDispute, map[string]any{"number": number}, func(r *neo4j.Record) error {
			d = disputeOf(r)
			return nil
		})
		switch {
		case err != nil:
			return err
		case d.Number == 0:
			return graph.ErrNotFound
		}
		if err := may(&d); err != nil {
			return err
		}
		switch {
		case d.Status == graph.DisputeOpen:
			fresh = true
			return s.saveDecision(ctx, tx, &d, decision, on)
		case !d.Decision.Same(&decision):
			return graph.ErrConflict
		}
		return nil
	})
	if err != nil {
		return graph.Dispute{}, false, fmt.Errorf("deciding a dispute: %w", err)
	}
	return d, fresh, nil
}

func (s *Reviews) saveDecision(ctx context.Context, tx neo4j.ManagedTransaction, d *graph.Dispute, decision graph.Decision, on graph.AuditEntry) error {
	d.Status, d.Decision = decision.Status, decision
	err := query(ctx, tx, cypher.SaveDecision, map[string]any{"number": d.Number, "agency": decision.Agency.ID, "properties": map[string]any{
		"status": string(decision.Status), "decision_reason": decision.Reason, "decision_note": said(decision.Note),
	}}, takeTime(&d.Decision.At))
	if err == nil && decision.Status == graph.DisputeUpheld {
		err = execute(ctx, tx, cypher.SaveClearance, map[string]any{"number": d.Number, "agency": decision.Agency.ID})
	}
	if err != nil {
		return err
	}
	return appendIn(ctx, tx, []graph.AuditEntry{on})
}

// ListDisputes lists disputes, the latest first. It fails with graph.ErrUnavailable.
func (s *Reviews) ListDisputes(ctx context.Context, q graph.DisputeQuery) (disputes []graph.Dispute, err error) {
	before := q.Before
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.db.read(ctx, cypher.ReadDisputes, map[string]any{
		"before": before, "status": string(q.Status), "agency": q.Agency, "regions": listOf(q.Regions), "asker": q.Caller, "limit": q.Limit,
	}, func(r *neo4j.Record) error {
		disputes = append(disputes, disputeOf(r))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading disputes: %w", err)
	}
	return disputes, nil
}
