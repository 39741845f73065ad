package neo

import (
	"context"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.FeedbackStore = (*Reviews)(nil)

// GiveFeedback keeps feedback on a ring, tells of it in the ring's history, and fills in
// its At. No run publishes meanwhile. It fails with graph.ErrNotFound, with
// graph.ErrConflict for a closed ring, and with graph.ErrUnavailable.
func (s *Reviews) AddFeedback(ctx context.Context, f *graph.Feedback) (fresh bool, tally graph.Tally, err error) {
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := execute(ctx, tx, cypher.LockPublication, nil); err != nil {
			return err
		}
		ring, last, err := s.opinion(ctx, tx, f)
		if err != nil {
			return err
		}
		if fresh = !last.Same(f); fresh {
			err = s.keepFeedback(ctx, tx, f, ring)
		}
		if err != nil {
			return err
		}
		return query(ctx, tx, cypher.CountFeedback, map[string]any{"id": f.RingID}, func(r *neo4j.Record) error {
			p := properties(r.AsMap())
			tally = graph.Tally{Confirmed: p.number("confirmed"), Dismissed: p.number("dismissed")}
			return nil
		})
	})
	if err != nil {
		return false, graph.Tally{}, fmt.Errorf("keeping feedback on a ring: %w", err)
	}
	return fresh, tally, nil
}

// opinion reads a ring and what the agency said of it last, with the time of which f is
// filled in, so that the same words compare equal.
func (s *Reviews) opinion(ctx context.Context, tx neo4j.ManagedTransaction, f *graph.Feedback) (ring properties, last graph.Feedback, err error) {
	err = query(ctx, tx, cypher.ReadLastFeedback, map[string]any{"id": f.RingID, "agency": f.Agency.ID}, func(r *neo4j.Record) (err error) {
		ring, err = nodeOf(r, "ring")
		p := properties(r.AsMap())
		last = graph.Feedback{
			RingID: f.RingID, Agency: f.Agency, Verdict: graph.Verdict(p.text("verdict")),
			Reason: p.text("reason"), Note: p.text("note"), Author: p.text("author"), At: p.time("at"),
		}
		return err
	})
	f.At = last.At
	switch {
	case err != nil:
		return nil, last, err
	case ring == nil:
		return nil, last, graph.ErrNotFound
	case ring.text("status") == string(graph.Closed):
		return nil, last, graph.ErrConflict
	}
	return ring, last, nil
}

func (s *Reviews) keepFeedback(ctx context.Context, tx neo4j.ManagedTransaction, f *graph.Feedback, ring properties) error {
	err := query(ctx, tx, cypher.SaveFeedback, map[string]any{"id": f.RingID, "agency": f.Agency.ID, "properties": map[string]any{
		"verdict": string(f.Verdict), "reason": f.Reason, "note": said(f.Note), "author": said(f.Author),
	}}, takeTime(&f.At))
	if err != nil {
		return err
	}
	members, reports, band := ring.number("member_count"), ring.number("report_count"), graph.Band(ring.text("band"))
	e := graph.Event{
		RingID: f.RingID, Kind: graph.EventFeedback, Reason: toldOf(f), BandBefore: band, BandAfter: band,
		Members: graph.Change{Before: members, After: members}, Reports: graph.Change{Before: reports, After: reports},
	}
	if err := addEvents(ctx, tx, "", []graph.Event{e}); err != nil {
		return err
	}
	return execute(ctx, tx, cypher.NextRevision, nil)
}

// toldOf is what others are told of feedback: not which agency it is from, but of what
// kind.
func toldOf(f *graph.Feedback) string {
	who, known := map[graph.AgencyKind]string{
		graph.Telco: "a telco", graph.Bank: "a bank", graph.Police: "the police", graph.Regulator: "a regulator", graph.Operator: "the operator",
	}[f.Agency.Kind]
	if !known {
		who = "an agency"
	}
	return fmt.Sprintf("%s %s it: %s", who, f.Verdict, strings.ReplaceAll(f.Reason, "_", " "))
}
