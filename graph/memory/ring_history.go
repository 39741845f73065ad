package memory

import (
	"context"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// addEvents appends events to the histories of their rings.
func (s *state) addEvents(runID string, events []graph.Event) {
	for _, e := range events {
		if s.rings[e.RingID] == nil {
			continue
		}
		history := s.events[e.RingID]
		e.Number, e.At, e.RunID, e.Others = int64(len(history))+1, s.now(), runID, slices.Clone(e.Others)
		if e.Day.IsZero() {
			e.Day = e.At
		}
		year, month, day := e.Day.Date()
		e.Day = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		s.events[e.RingID] = append(history, e)
	}
}

// History implements graph.HistoryReader.
func (s *Publications) History(ctx context.Context, ringID string, before int64, limit int) (events []graph.Event, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.rings[ringID] == nil {
		return nil, graph.ErrNotFound
	}
	for _, e := range slices.Backward(s.events[ringID]) {
		if (before == 0 || e.Number < before) && len(events) < limit {
			e.Others = slices.Clone(e.Others)
			events = append(events, e)
		}
	}
	return events, nil
}
