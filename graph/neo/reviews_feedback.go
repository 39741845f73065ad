package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.FeedbackStore     = (*Reviews)(nil)
	_ graph.VerificationStore = (*Reviews)(nil)
	_ graph.DisputeStore      = (*Reviews)(nil)
)

// Reviews stores what agencies say about rings and identifiers: feedback, findings and disputes.
type Reviews struct{ db *DB }

// AddFeedback stores feedback on a ring, adds an event to the ring's history, and fills in its At.
// No run publishes meanwhile. Created is false where the agency's last feedback is the same. It
// returns graph.ErrNotFound, graph.ErrConflict for a closed ring, a *DamageError, and
// graph.ErrUnavailable.
func (s *Reviews) AddFeedback(ctx context.Context, f *graph.Feedback) (created bool, tally graph.Tally, err error) {
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := execute(ctx, tx, cypher.LockPublication, nil); err != nil {
			return err
		}
		ring, last, err := lastFeedback(ctx, tx, f)
		if err != nil {
			return err
		}
		f.At = last.At // the same words then compare equal
		if created = !last.Same(f); created {
			err = saveFeedback(ctx, tx, f, ring)
		}
		if err != nil {
			return err
		}
		answer, err := queryOne(ctx, tx, cypher.CountFeedback, map[string]any{"id": f.RingID})
		if err != nil {
			return err
		}
		tally = tallyOf(fieldsOf(answer))
		return nil
	})
	if err != nil {
		return false, graph.Tally{}, fmt.Errorf("storing feedback on a ring: %w", err)
	}
	return created, tally, nil
}

func tallyOf(f *fields) graph.Tally {
	return graph.Tally{Confirmed: f.count("confirmed"), Dismissed: f.count("dismissed")}
}

// reviewedRing is what an event of feedback says of its ring.
type reviewedRing struct {
	members, reports int
	band             graph.Band
}

// lastFeedback reads a ring and the agency's last feedback on it, zero where there is none.
func lastFeedback(ctx context.Context, tx neo4j.ManagedTransaction, f *graph.Feedback) (ring reviewedRing, last graph.Feedback, err error) {
	var status graph.Status
	params := map[string]any{"id": f.RingID, "agency": f.Agency.ID}
	err = query(ctx, tx, cypher.ReadLastFeedback, params, func(r *neo4j.Record) error {
		node, given := nodeOf(r, "ring"), fieldsOf(r)
		status = graph.Status(node.needText("status"))
		ring = reviewedRing{node.needCount("member_count"), node.needCount("report_count"), graph.Band(node.needText("band"))}
		last = graph.Feedback{
			RingID: f.RingID, Agency: f.Agency, Verdict: graph.Verdict(given.text("verdict")),
			Reason: given.text("reason"), Note: given.text("note"), Author: given.text("author"), At: given.time("at"),
		}
		if err := given.err("Feedback", f.RingID); err != nil {
			return err
		}
		return node.err("Ring", f.RingID)
	})
	switch {
	case err != nil:
	case status == "":
		err = graph.ErrNotFound
	case status == graph.Closed:
		err = graph.ErrConflict
	}
	return ring, last, err
}

func saveFeedback(ctx context.Context, tx neo4j.ManagedTransaction, f *graph.Feedback, ring reviewedRing) error {
	answer, err := queryOne(ctx, tx, cypher.SaveFeedback, map[string]any{
		"id": f.RingID, "agency": f.Agency.ID,
		"properties": map[string]any{
			"verdict": string(f.Verdict), "reason": f.Reason, "note": text(f.Note), "author": text(f.Author),
		},
	})
	if err != nil {
		return err
	}
	f.At = fieldsOf(answer).time("at")
	e := graph.Event{
		RingID: f.RingID, Kind: graph.EventFeedback, Reason: f.Summary(), BandBefore: ring.band, BandAfter: ring.band,
		Members: graph.Change{Before: ring.members, After: ring.members}, Reports: graph.Change{Before: ring.reports, After: ring.reports},
	}
	if err := addEvents(ctx, tx, "", []graph.Event{e}); err != nil {
		return err
	}
	return execute(ctx, tx, cypher.NextRevision, nil)
}
