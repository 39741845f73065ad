package memory

import (
	"context"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Publications publishes rings and reads them.
type Publications struct{ *state }

var (
	_ graph.Publisher     = (*Publications)(nil)
	_ graph.PreviousRings = (*Publications)(nil)
	_ graph.RingReader    = (*Publications)(nil)
	_ graph.HistoryReader = (*Publications)(nil)
)

// Publication implements graph.RingReader.
func (s *Publications) Publication(ctx context.Context) (graph.Publication, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Publication{}, err
	}
	defer unlock()
	return s.publication, nil
}

// Published implements graph.RingReader.
func (s *Publications) Published(ctx context.Context) (graph.Publication, []graph.Ring, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Publication{}, nil, err
	}
	defer unlock()
	laterTokens := s.laterTokens()
	var rings []graph.Ring
	for _, id := range slices.Sorted(maps.Keys(s.rings)) {
		r := copyRing(&s.rings[id].Ring)
		if r.Status == graph.Closed {
			r.Members = nil
		}
		for _, m := range r.Members {
			r.LaterTokens = append(r.LaterTokens, laterTokens[m.Token]...)
		}
		for l := range s.lineage {
			if l.RingID == id {
				r.CameFrom = append(r.CameFrom, l.Predecessor)
			}
			if l.Predecessor == id {
				r.LedTo = append(r.LedTo, l.RingID)
			}
		}
		slices.Sort(r.CameFrom)
		slices.Sort(r.LedTo)
		r.Feedback = s.tally(id)
		rings = append(rings, r)
	}
	return s.publication, rings, nil
}
