package analysis

import (
	"slices"
	"sync/atomic"
)

// settling is the end of a climb: communities that have come apart on the way are cut.
//
// A node of a level above the network is a connected part of it. So where the nodes of a
// community are those of a level, unchanged since, it is connected if it is so on that
// level, which is smaller than the network. On the way down few communities change.
type settling[W weight] struct {
	levels    []*level[W] // the network's first
	community [][]uint32  // of the nodes of each level, as its moves left them
	lowest    []uint32    // of each community, the lowest level on which its nodes have changed
}

// newSettling starts with the communities of the highest level.
func newSettling[W weight](levels []*level[W], communities int) *settling[W] {
	s := &settling[W]{levels, make([][]uint32, len(levels)), make([]uint32, communities)}
	for own := range s.lowest {
		s.lowest[own] = uint32(len(levels) - 1)
	}
	return s
}

// changed notes which communities the moves on a level have changed: partOf says of its
// nodes in which node of the level above they are.
func (s *settling[W]) changed(c *crew, depth int, partOf []uint32) error {
	above, community := s.community[depth+1], s.community[depth]
	return c.spread(len(partOf), func(lo, hi int) {
		for u := lo; u < hi; u++ {
			if left, own := above[partOf[u]], community[u]; left != own {
				atomic.StoreUint32(&s.lowest[left], uint32(depth))
				atomic.StoreUint32(&s.lowest[own], uint32(depth))
			}
		}
	})
}

// cut returns the partition of the network with its communities cut into connected parts,
// named by numbers below the count of nodes, the weight of the edge ends inside them and the
// chance of their masses, both summed up in the same order on any number of workers.
func (s *settling[W]) cut(c *crew, b *objective) (part []uint32, inside, chance float64, err error) {
	insides, chanceOf := make([]float64, len(s.lowest)), make([]float64, len(s.lowest))
	pieces := make([]uint32, len(s.lowest))
	part = s.community[0]
	for depth := len(s.levels) - 1; depth >= 0; depth-- {
		if !slices.Contains(s.lowest, uint32(depth)) {
			continue
		}
		l, community := s.levels[depth], s.community[depth]
		by, err := groupBy(c, community, len(s.lowest))
		if err != nil {
			return nil, 0, 0, err
		}
		part = large[uint32](l.order())
		here := func(own uint32) bool { return s.lowest[own] == uint32(depth) }
		if err := connectedParts(c, l, part, community, by, here, func(own uint32, ends, mass float64) {
			pieces[own]++
			insides[own] += ends
			if b.all > 0 {
				chanceOf[own] += b.chance(mass)
			}
		}); err != nil {
			return nil, 0, 0, err
		}
		if depth == 0 {
			if err := s.keep(c, part, by); err != nil {
				return nil, 0, 0, err
			}
			break
		}
		for own, count := range pieces {
			if count > 1 { // is cut on the network itself
				s.lowest[own], pieces[own], insides[own], chanceOf[own] = 0, 0, 0, 0
			}
		}
		part = s.community[0]
	}
	for own := range s.lowest {
		inside += insides[own]
		chance += chanceOf[own]
	}
	return part, inside, chance, nil
}

// keep names the communities that are known to be connected as the parts of others are: by a
// node.
func (s *settling[W]) keep(c *crew, part []uint32, by grouping) error {
	return c.spread(len(part), func(lo, hi int) {
		for u, own := range s.community[0][lo:hi] {
			if part[lo+u] == none {
				part[lo+u] = by.nodes[by.starts[own]]
			}
		}
	})
}
