package analysis

import (
	"slices"
	"sync/atomic"
)

// connectivity finds and splits the communities that are not connected at the end of a pass.
//
// A node of an aggregated level is a connected part of the network. So a community that consists of
// nodes of a level, and has not changed since, is connected if it is connected on that level, which
// is smaller than the network. Few communities change on the way down, so most are checked on a
// small level.
type connectivity[W weight] struct {
	levels    []*level[W] // from the lowest to the highest
	community [][]uint32  // of the nodes of each level, after the moves on that level
	checkAt   []uint32    // of each community, the lowest level on which its nodes have changed
}

// newConnectivity returns a connectivity whose communities have changed on the highest level only.
func newConnectivity[W weight](levels []*level[W], communities int) *connectivity[W] {
	t := &connectivity[W]{levels, make([][]uint32, len(levels)), make([]uint32, communities)}
	for c := range t.checkAt {
		t.checkAt[c] = uint32(len(levels) - 1)
	}
	return t
}

// noteChanges notes which communities the moves on a level have changed. partOf gives the node of
// the level above of each of its nodes. Levels must be noted from the highest to the lowest.
func (t *connectivity[W]) noteChanges(p *pool, depth int, partOf []uint32) error {
	above, community := t.community[depth+1], t.community[depth]
	return p.runRanges(len(partOf), func(lo, hi int) {
		for u := lo; u < hi; u++ {
			if left, joined := above[partOf[u]], community[u]; left != joined {
				atomic.StoreUint32(&t.checkAt[left], uint32(depth))
				atomic.StoreUint32(&t.checkAt[joined], uint32(depth))
			}
		}
	})
}

// split returns the partition of the lowest level with its communities split into connected parts,
// with labels below the number of nodes. It also returns the weight of the edge ends inside the
// parts, and the sum of the parts' null terms. Both are summed community by community, so they are
// the same on any number of workers.
func (t *connectivity[W]) split(p *pool, b *objective) (part []uint32, inside, nullTerms float64, err error) {
	insides, nullTermsOf := make([]float64, len(t.checkAt)), make([]float64, len(t.checkAt))
	pieces := make([]uint32, len(t.checkAt))
	part = t.community[0]
	for depth := len(t.levels) - 1; depth >= 0; depth-- {
		if !slices.Contains(t.checkAt, uint32(depth)) {
			continue
		}
		l, community := t.levels[depth], t.community[depth]
		groups, err := groupInParallel(p, community, len(t.checkAt))
		if err != nil {
			return nil, 0, 0, err
		}
		part = makeLarge[uint32](l.order())
		here := func(c uint32) bool { return t.checkAt[c] == uint32(depth) }
		if err := connectedParts(p, l, part, community, groups, here, func(c uint32, ends, mass float64) {
			pieces[c]++
			insides[c] += ends
			if b.allEnds > 0 {
				nullTermsOf[c] += b.nullTerm(mass)
			}
		}); err != nil {
			return nil, 0, 0, err
		}
		if depth == 0 {
			if err := t.labelUnchecked(p, part, groups); err != nil {
				return nil, 0, 0, err
			}
			break
		}
		for c, count := range pieces {
			if count > 1 { // not connected: split it on the lowest level
				t.checkAt[c], pieces[c], insides[c], nullTermsOf[c] = 0, 0, 0, 0
			}
		}
		part = t.community[0]
	}
	for c := range t.checkAt {
		inside += insides[c]
		nullTerms += nullTermsOf[c]
	}
	return part, inside, nullTerms, nil
}

// labelUnchecked labels the communities that need no check on the lowest level as connectedParts
// labels the others: by one of their nodes.
func (t *connectivity[W]) labelUnchecked(p *pool, part []uint32, groups grouping) error {
	return p.runRanges(len(part), func(lo, hi int) {
		for u, c := range t.community[0][lo:hi] {
			if part[lo+u] == noLabel {
				part[lo+u] = groups.nodes[groups.starts[c]]
			}
		}
	})
}
