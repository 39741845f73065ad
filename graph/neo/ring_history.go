package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// addHistory moves the past of replaced rings to their new versions, and adds lineage and events.
func addHistory(ctx context.Context, tx neo4j.ManagedTransaction, runID string, next *graph.NextPublication) error {
	// In this order: a ring and its predecessor may both be replaced.
	for _, statement := range []cypher.Statement{cypher.MoveEvents, cypher.MoveOrigins, cypher.MoveOffspring, cypher.MoveFeedback} {
		if err := execute(ctx, tx, statement, nil); err != nil {
			return err
		}
	}
	var lineage, splitOff []any
	for _, l := range next.Lineage {
		row := map[string]any{"ring": l.RingID, "from": l.Predecessor}
		lineage = append(lineage, row)
		if l.SplitOff {
			splitOff = append(splitOff, row)
		}
	}
	if len(lineage) > 0 {
		if err := execute(ctx, tx, cypher.AddLineage, inBatch("rows", lineage)); err != nil {
			return err
		}
	}
	if len(splitOff) > 0 {
		if err := execute(ctx, tx, cypher.InheritFeedback, inBatch("rows", splitOff)); err != nil {
			return err
		}
	}
	return addEvents(ctx, tx, runID, next.Events)
}

// addEvents adds events to the histories of their rings: the first event of every ring, then the
// second of every ring, and so on, since a statement sees a history as it was before.
func addEvents(ctx context.Context, tx neo4j.ManagedTransaction, runID string, events []graph.Event) error {
	var rounds [][]any
	added := map[string]int{}
	for i := range events {
		e := &events[i]
		round := added[e.RingID]
		added[e.RingID]++
		if round == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[round] = append(rounds[round], eventRow(e, runID))
	}
	for _, rows := range rounds {
		if err := execute(ctx, tx, cypher.AddEvents, inBatch("rows", rows)); err != nil {
			return err
		}
	}
	return nil
}

func eventRow(e *graph.Event, runID string) map[string]any {
	row := map[string]any{"ring": e.RingID, "day": nil, "properties": map[string]any{
		"kind": string(e.Kind), "run": text(runID), "reason": e.Reason, "others": e.Others,
		"members_before": e.Members.Before, "members_after": e.Members.After,
		"reports_before": e.Reports.Before, "reports_after": e.Reports.After,
		"band_before": text(string(e.BandBefore)), "band_after": text(string(e.BandAfter)),
	}}
	if !e.Day.IsZero() {
		row["day"] = neo4j.DateOf(e.Day)
	}
	return row
}

// History lists the events of a ring, from the latest on: those before the number, or all where it
// is 0. Events that can't be read are logged and left out. It returns graph.ErrNotFound and
// graph.ErrUnavailable.
func (s *Publications) History(ctx context.Context, ringID string, before int64, limit int) (events []graph.Event, err error) {
	err = s.requireRing(ctx, ringID)
	if err == nil {
		params := map[string]any{"id": ringID, "before": before, "limit": limit}
		events, err = readList(ctx, s.db, cypher.ReadRingHistory, params, eventOf)
	}
	if err != nil {
		return nil, fmt.Errorf("reading a ring's history: %w", err)
	}
	return events, nil
}

func eventOf(r *neo4j.Record) (graph.Event, error) {
	f := nodeOf(r, "event")
	e := graph.Event{
		RingID: f.needText("ring"), Number: f.needInteger("number"), Kind: graph.EventKind(f.needText("kind")),
		At: f.needTime("at"), Day: f.day("day"), RunID: f.text("run"), Reason: f.text("reason"), Others: f.texts("others"),
		Members:    graph.Change{Before: f.count("members_before"), After: f.count("members_after")},
		Reports:    graph.Change{Before: f.count("reports_before"), After: f.count("reports_after")},
		BandBefore: graph.Band(f.text("band_before")), BandAfter: graph.Band(f.text("band_after")),
	}
	return e, f.err("RingEvent", fmt.Sprint(e.RingID, " ", e.Number))
}
