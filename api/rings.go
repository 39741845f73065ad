package api

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

const (
	// freshFor is how old a look at the publication may be.
	freshFor = 500 * time.Millisecond
	// loadTimeout bounds reading a published set.
	loadTimeout = time.Minute
)

// ringSet is one published set of rings. It never changes.
type ringSet struct {
	publication graph.Publication
	rings       []graph.Ring // in the order of their ids
	summaries   []gen.Ring   // of the rings, in their order
	written     [][]byte     // the summaries in JSON: writing them takes most of a page's time
	published   string       // the publication in JSON
	checked     []string     // what a check tells of the rings, in their order
	index       *checkIndex  // of the members of those that are flagged
	flagged     int          // how many are held against their members
	views       sync.Map     // of agencies that see a part, by their regions: string to *view
	// asked lists the numbers that telcos are asked about; put together when it is first called.
	asked func() []askedNumber
}

func newRingSet(p graph.Publication, rings []graph.Ring) (*ringSet, error) {
	s := &ringSet{
		publication: p, rings: rings, summaries: make([]gen.Ring, len(rings)), written: make([][]byte, len(rings)),
		published: checkedPublication(&p), checked: make([]string, len(rings)), index: newCheckIndex(rings),
		asked: sync.OnceValue(func() []askedNumber { return askedNumbers(rings) }),
	}
	for i := range rings {
		s.checked[i] = checkedRing(&rings[i])
		s.summaries[i] = summary(&rings[i])
		text, err := json.Marshal(&s.summaries[i])
		if err != nil {
			return nil, fmt.Errorf("writing the summary of a ring: %w", err)
		}
		s.written[i] = text
		if rings[i].Status.Flagged() {
			s.flagged++
		}
	}
	return s, nil
}

// find returns where the ring with an id is, or would be.
func (s *ringSet) find(id string) (int, bool) {
	return graph.FindRing(s.rings, id)
}

// newRingCache holds the published set in memory and keeps it fresh.
func newRingCache(source graph.RingReader) *kept[ringSet] {
	return &kept[ringSet]{look: func(ctx context.Context, current *ringSet) (*ringSet, error) {
		quick, cancel := context.WithTimeout(ctx, glanceTimeout)
		defer cancel()
		p, err := source.Publication(quick)
		if err != nil {
			return nil, err
		}
		if current != nil && current.publication == p {
			return current, nil
		}
		ctx, cancel = context.WithTimeout(ctx, loadTimeout)
		defer cancel()
		p, rings, err := source.Published(ctx)
		if err != nil {
			return nil, err
		}
		return newRingSet(p, rings)
	}}
}
