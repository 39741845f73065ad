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

// laterTokens returns the later tokens by canonical token. Where several tokens of one epoch are
// claimed for one identifier, or one token for several, none of them counts.
func (s *Publications) laterTokens() map[graph.Token][]graph.Token {
	type identifierEpoch struct {
		canonical graph.Token
		epoch     int
	}
	byEpoch := map[identifierEpoch][]graph.Token{}
	for later, e := range s.equivalences {
		if !s.contradicted(later) {
			key := identifierEpoch{e.canonical, later.Epoch()}
			byEpoch[key] = append(byEpoch[key], later)
		}
	}
	tokens := map[graph.Token][]graph.Token{}
	for key, later := range byEpoch {
		if len(later) == 1 {
			tokens[key.canonical] = append(tokens[key.canonical], later[0])
		}
	}
	for _, later := range tokens {
		slices.Sort(later)
	}
	return tokens
}

// contradicted reports whether agencies claim that a later token equals two earlier ones of the
// same epoch.
func (s *Publications) contradicted(later graph.Token) bool {
	earlier := map[int]graph.Token{}
	for _, c := range s.records.claims {
		if c.later != later {
			continue
		}
		if other, ok := earlier[c.earlier.Epoch()]; ok && other != c.earlier {
			return true
		}
		earlier[c.earlier.Epoch()] = c.earlier
	}
	return false
}
