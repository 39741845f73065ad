package neo

import (
	"context"
	"fmt"
	"math"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// OpenDispute stores a dispute, with its audit entry, and fills in all that the dispute lacks.
// Where the agency has an open dispute about the identifier, d becomes that one and created is
// false. It returns graph.ErrNotFound, a *DamageError, and graph.ErrUnavailable.
func (s *Reviews) OpenDispute(ctx context.Context, d *graph.Dispute, entry graph.AuditEntry) (created bool, err error) {
	opened := *d
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		opened = *d // a try that failed may have filled it in
		existing, err := existingDispute(ctx, tx, &opened)
		if err != nil {
			return err
		}
		if created = existing.Number == 0; !created {
			opened = existing
			return nil
		}
		return saveDispute(ctx, tx, d.Identifier.Token, &opened, entry)
	})
	if err != nil {
		return false, fmt.Errorf("storing a dispute: %w", err)
	}
	*d = opened
	return created, nil
}

// saveDispute stores a dispute that was filed on a token.
func saveDispute(ctx context.Context, tx neo4j.ManagedTransaction, token graph.Token, d *graph.Dispute, entry graph.AuditEntry) error {
	answer, err := queryOne(ctx, tx, cypher.SaveDispute, map[string]any{
		"token": string(d.Identifier.Token), "as": text(differing(token, string(d.Identifier.Token))), "agency": d.Agency.ID,
		"properties": map[string]any{
			"reason": d.Reason, "note": text(d.Note), "regions": texts(d.Regions),
		},
	})
	if err != nil {
		return err
	}
	f := fieldsOf(answer)
	d.Status, d.Number, d.OpenedAt = graph.DisputeOpen, f.needInteger("number"), f.needTime("at")
	if err := f.err("Counter", "disputes"); err != nil {
		return err
	}
	entry.Detail = d.ID() + ": " + d.Reason
	return appendEntries(ctx, tx, []graph.AuditEntry{entry})
}

// existingDispute reads the agency's open dispute about an identifier, one without a number where
// there is none. It puts the canonical token and the kind of the identifier into d.
func existingDispute(ctx context.Context, tx neo4j.ManagedTransaction, d *graph.Dispute) (existing graph.Dispute, err error) {
	token, err := canonicalToken(ctx, tx, d.Identifier.Token)
	if err != nil {
		return existing, err
	}
	found := false
	params := map[string]any{"token": string(token), "agency": d.Agency.ID}
	err = query(ctx, tx, cypher.ReadOpenDispute, params, func(r *neo4j.Record) (err error) {
		found = true
		existing, err = disputeOf(r)
		d.Identifier = existing.Identifier
		return err
	})
	if err == nil && !found {
		err = graph.ErrNotFound
	}
	return existing, err
}

// disputeOf reads a dispute; one without a number where the record holds none.
func disputeOf(r *neo4j.Record) (graph.Dispute, error) {
	f := fieldsOf(r)
	agency := graph.Agency{ID: f.text("agency"), Kind: graph.AgencyKind(f.text("agency_kind"))}
	d := graph.Dispute{Identifier: identifierOf(f), Agency: agency}
	if err := f.err("Identifier", fmt.Sprint(d.Identifier.Token)); err != nil {
		return d, err
	}
	node := nodeOf(r, "dispute")
	if node == nil {
		return d, nil
	}
	d.Number, d.Reason, d.Note, d.Regions = node.needInteger("number"), node.needText("reason"), node.text("note"), node.texts("regions")
	d.OpenedAt, d.Status = node.needTime("opened_at"), graph.DisputeStatus(node.needText("status"))
	if d.Status != graph.DisputeOpen {
		d.Decision = graph.Decision{
			Status: d.Status, Agency: graph.Agency{ID: f.text("decider"), Kind: graph.AgencyKind(f.text("decider_kind"))},
			Reason: node.needText("decision_reason"), Note: node.text("decision_note"), At: node.needTime("decided_at"),
		}
	}
	return d, node.err("Dispute", d.ID())
}

// DecideDispute stores a decision, with its audit entry, and clears the identifier where the
// dispute is upheld. Created is false where the same decision is stored. It returns
// graph.ErrNotFound, graph.ErrConflict for a dispute that was decided otherwise, the error of
// allow, which is called first, a *DamageError, and graph.ErrUnavailable.
func (s *Reviews) DecideDispute(
	ctx context.Context, number int64, decision graph.Decision, entry graph.AuditEntry, allow func(*graph.Dispute) error,
) (d graph.Dispute, created bool, err error) {
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		d, created = graph.Dispute{}, false
		err := query(ctx, tx, cypher.ReadDispute, map[string]any{"number": number}, func(r *neo4j.Record) (err error) {
			d, err = disputeOf(r)
			return err
		})
		switch {
		case err != nil:
			return err
		case d.Number == 0:
			return graph.ErrNotFound
		}
		if err := allow(&d); err != nil {
			return err
		}
		switch {
		case d.Status == graph.DisputeOpen:
			created = true
			return saveDecision(ctx, tx, &d, decision, entry)
		case !d.Decision.Same(&decision):
			return graph.ErrConflict
		}
		return nil
	})
	if err != nil {
		return graph.Dispute{}, false, fmt.Errorf("deciding a dispute: %w", err)
	}
	return d, created, nil
}

func saveDecision(
	ctx context.Context, tx neo4j.ManagedTransaction, d *graph.Dispute, decision graph.Decision, entry graph.AuditEntry,
) error {
	d.Status, d.Decision = decision.Status, decision
	params := map[string]any{"number": d.Number, "agency": decision.Agency.ID, "properties": map[string]any{
		"status": string(decision.Status), "decision_reason": decision.Reason, "decision_note": text(decision.Note),
	}}
	answer, err := queryOne(ctx, tx, cypher.SaveDecision, params)
	if err != nil {
		return err
	}
	d.Decision.At = fieldsOf(answer).time("at")
	if decision.Status == graph.DisputeUpheld {
		err := execute(ctx, tx, cypher.SaveClearance, map[string]any{"number": d.Number, "agency": decision.Agency.ID})
		if err != nil {
			return err
		}
	}
	return appendEntries(ctx, tx, []graph.AuditEntry{entry})
}

// ListDisputes lists disputes, the latest first. Those that can't be read are logged and left out.
// It returns graph.ErrUnavailable.
func (s *Reviews) ListDisputes(ctx context.Context, q graph.DisputeQuery) (disputes []graph.Dispute, err error) {
	before := q.Before
	if before == 0 {
		before = math.MaxInt64
	}
	params := map[string]any{
		"before": before, "status": string(q.Status), "agency": q.Agency,
		"regions": texts(q.Regions), "caller": q.Caller, "limit": q.Limit,
	}
	disputes, err = readList(ctx, s.db, cypher.ReadDisputes, params, disputeOf)
	if err != nil {
		return nil, fmt.Errorf("reading disputes: %w", err)
	}
	return disputes, nil
}
