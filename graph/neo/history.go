package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.PreviousRings = (*Publications)(nil)
	_ graph.HistoryReader = (*Publications)(nil)
)

// keeping is the statements that hand on what hangs on rings which changed, in the order
// in which they must run.
var keeping = [...]cypher.Statement{cypher.MoveEvents, cypher.MoveOrigins, cypher.MoveOffspring, cypher.MoveFeedback}

// tell hands on the past of the rings that an edition changes, and adds to it.
func addHistory(ctx context.Context, tx neo4j.ManagedTransaction, runID string, edition *graph.NextPublication) error {
	for _, statement := range keeping {
		if err := execute(ctx, tx, statement, nil); err != nil {
			return err
		}
	}
	var lines, parts []any
	for _, line := range edition.Lineage {
		row := map[string]any{"ring": line.RingID, "from": line.Predecessor}
		lines = append(lines, row)
		if line.SplitOff {
			parts = append(parts, row)
		}
	}
	if len(lines) > 0 {
		if err := execute(ctx, tx, cypher.AddLineage, inBatch("rows", lines)); err != nil {
			return err
		}
	}
	if len(parts) > 0 {
		if err := execute(ctx, tx, cypher.InheritFeedback, inBatch("rows", parts)); err != nil {
			return err
		}
	}
	return addEvents(ctx, tx, runID, edition.Events)
}

// addEvents adds events to the histories of their rings: of every ring the first, then
// of every ring the second, and so on, since a statement sees a history as it was before.
func addEvents(ctx context.Context, tx neo4j.ManagedTransaction, runID string, events []graph.Event) error {
	var rounds [][]any
	told := map[string]int{}
	for i := range events {
		e := &events[i]
		round := told[e.RingID]
		told[e.RingID]++
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
		"kind": string(e.Kind), "run": said(runID), "reason": e.Reason, "others": e.Others,
		"members_before": e.Members.Before, "members_after": e.Members.After,
		"reports_before": e.Reports.Before, "reports_after": e.Reports.After,
		"band_before": said(string(e.BandBefore)), "band_after": said(string(e.BandAfter)),
	}}
	if !e.Day.IsZero() {
		row["day"] = neo4j.DateOf(e.Day)
	}
	return row
}

// History lists what happened to a ring, from the latest on: events before the number,
// or all where it is 0. It fails with graph.ErrNotFound and graph.ErrUnavailable.
func (s *Publications) History(ctx context.Context, ringID string, before int64, limit int) ([]graph.Event, error) {
	var events []graph.Event
	err := s.exists(ctx, ringID)
	if err == nil {
		err = s.db.read(ctx, cypher.ReadRingHistory, map[string]any{"id": ringID, "before": before, "limit": limit}, func(r *neo4j.Record) error {
			p, err := nodeOf(r, "event")
			if err == nil {
				events = append(events, eventOf(p))
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("reading a ring's history: %w", err)
	}
	return events, nil
}

func eventOf(p properties) graph.Event {
	e := graph.Event{
		RingID: p.text("ring"), Number: int64(p.number("number")), Kind: graph.EventKind(p.text("kind")),
		At: p.time("at"), RunID: p.text("run"), Reason: p.text("reason"), Others: p.texts("others"),
		Members:    graph.Change{Before: p.number("members_before"), After: p.number("members_after")},
		Reports:    graph.Change{Before: p.number("reports_before"), After: p.number("reports_after")},
		BandBefore: graph.Band(p.text("band_before")), BandAfter: graph.Band(p.text("band_after")),
	}
	if day, ok := p["day"].(neo4j.Date); ok {
		e.Day = time.Time(day)
	}
	return e
}

// exists fails with graph.ErrNotFound where no ring has the id.
func (s *Publications) exists(ctx context.Context, ringID string) error {
	found := int64(0)
	err := s.db.read(ctx, cypher.ReadRingExists, map[string]any{"id": ringID}, func(r *neo4j.Record) (err error) {
		found, err = number(r, "rings")
		return err
	})
	if err == nil && found == 0 {
		err = graph.ErrNotFound
	}
	return err
}
