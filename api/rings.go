package api

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"ringwatch/api/gen"
	"ringwatch/graph"
)

const (
	// freshFor is how old a look at the publication may be.
	freshFor = 500 * time.Millisecond
	// lookTimeout bounds a quick question to Neo4j, so that a client soon learns that
	// it is away.
	lookTimeout = 10 * time.Second
	// loadTimeout bounds reading a published set.
	loadTimeout = time.Minute
)

// ringSet is one published set of rings. It never changes.
type ringSet struct {
	publication graph.Publication
	rings       []graph.Ring // in the order of their ids
	summaries   []gen.Ring   // of the rings, in their order
	flagged     int          // how many are held against their members
}

func newRingSet(p graph.Publication, rings []graph.Ring) *ringSet {
	s := &ringSet{publication: p, rings: rings, summaries: make([]gen.Ring, len(rings))}
	for i := range rings {
		s.summaries[i] = summary(&rings[i])
		if rings[i].Status.Flagged() {
			s.flagged++
		}
	}
	return s
}

// find returns where the ring with an id is, or would be.
func (s *ringSet) find(id string) (int, bool) {
	return slices.BinarySearchFunc(s.rings, id, func(r graph.Ring, id string) int { return cmp.Compare(r.ID, id) })
}

// ringCache holds the published set in memory and keeps it fresh.
type ringCache struct {
	source graph.Rings
	group  singleflight.Group
	held   atomic.Pointer[heldSet]
}

type heldSet struct {
	set    *ringSet
	looked time.Time // when it was known to be the published one
}

func newRingCache(source graph.Rings) *ringCache { return &ringCache{source: source} }

// current is the set in memory, however old; nil before the first.
func (r *ringCache) current() *ringSet {
	if h := r.held.Load(); h != nil {
		return h.set
	}
	return nil
}

// published is the published set, at most freshFor behind. Many that ask at a time
// cause one look. It fails with graph.ErrUnavailable and the context's error.
func (r *ringCache) published(ctx context.Context) (*ringSet, error) {
	if h := r.held.Load(); h != nil && time.Since(h.looked) <= freshFor {
		return h.set, nil
	}
	// The look is everyone's, so it doesn't end with the request that began it.
	look := r.group.DoChan("", func() (any, error) { return r.look(context.WithoutCancel(ctx)) })
	select {
	case result := <-look:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*ringSet), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *ringCache) look(ctx context.Context) (*ringSet, error) {
	looked := time.Now()
	quick, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	p, err := r.source.Publication(quick)
	if err != nil {
		return nil, err
	}
	if set := r.current(); set != nil && set.publication == p {
		r.held.Store(&heldSet{set, looked})
		return set, nil
	}
	ctx, cancel = context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	p, rings, err := r.source.Published(ctx)
	if err != nil {
		return nil, err
	}
	set := newRingSet(p, rings)
	r.held.Store(&heldSet{set, looked})
	return set, nil
}
