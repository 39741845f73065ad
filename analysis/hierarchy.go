package analysis

import (
	"math/rand/v2"
	"slices"
)

// climb improves the partition of the lowest level that community holds, which it
// takes over.
func climb[W weight](c *crew, base *level[W], o LeidenOptions, community []uint32) (*Partition, error) {
	h := &hierarchy[W]{
		crew: c, LeidenOptions: o, objective: newObjective(base, o),
		rnd: rand.New(rand.NewPCG(o.Seed, 0)), scratch: newSums(c.workers, base.order()),
	}
	var err error
	if h.quality, err = h.of(c, base, community, base.totals(community, base.order())); err != nil {
		return nil, err
	}
	for h.iteration = range o.Iterations {
		if community, err = h.climb(base, community); err != nil {
			return nil, err
		}
	}
	count := renumber(community, base.order())
	return &Partition{Of: community, Count: count, Quality: h.quality}, nil
}

// hierarchy is the run of one Leiden.
type hierarchy[W weight] struct {
	*crew
	LeidenOptions
	objective
	rnd       *rand.Rand
	scratch   []sums
	iteration int
	quality   float64 // of the partition that the level at hand starts from
}

// maxRounds bounds the rounds on one level, the worst case of a synchronous search.
const maxRounds = 20

// climb makes one climb from the partition that community holds to a level on which
// nothing is left to gain, and returns the partition found there.
func (h *hierarchy[W]) climb(base *level[W], community []uint32) ([]uint32, error) {
	var parts [][]uint32 // of the nodes of each level below l
	l := base
	tolerance := 1e-3
	for depth := 0; ; depth++ {
		total := l.totals(community, l.order())
		before := slices.Clone(community)
		moves, err := h.move(l, community, total, tolerance)
		if err != nil {
			return nil, err
		}
		count := renumber(community, l.order())
		total = l.totals(community, count)
		h.Progress(LeidenLevel{h.iteration, depth, l.order(), count, moves, h.quality})
		by := group(community, count)
		h.trace("%d nodes in %d communities after %d moves", l.order(), count, moves)
		part, belongs, err := h.split(l, community, by, total)
		if err != nil {
			return nil, err
		}
		h.trace("refined")
		if len(belongs) == l.order() {
			community = part // each community is one node, or in pieces that are
		}
		up, err := aggregate(h.crew, l, part, group(part, len(belongs)), h.scratch)
		if err != nil {
			return nil, err
		}
		quality, err := h.of(h.crew, up, belongs, total)
		if err != nil {
			return nil, err
		}
		h.trace("aggregated to %d %d: %.6f", up.order(), len(up.targets), quality)
		if quality < h.quality {
			// Moves made side by side have harmed each other, and the rounds did not
			// suffice to mend it: the last level's start was the best.
			if _, err := connectedParts(h.crew, l, part, before, group(before, len(before))); err != nil {
				return nil, err
			}
			community = part
			break
		}
		h.quality = quality
		if len(belongs) == l.order() {
			break
		}
		parts = append(parts, part)
		l, community = up, belongs
		tolerance /= 10
	}
	for i := len(parts) - 1; i >= 0; i-- {
		below := parts[i]
		for u, p := range below {
			below[u] = community[p]
		}
		community = below
	}
	return community, nil
}

// move moves the nodes of a level until a round gains less than the tolerance, as a
// share of all weight. It keeps community and total up to date.
func (h *hierarchy[W]) move(l *level[W], community []uint32, total []float64, tolerance float64) (moves int, err error) {
	m := newMover(l, h.penalty, community, total, h.scratch)
	m.markAll()
	for range maxRounds {
		gain, moved, err := m.round(h.crew, h.rnd)
		if err != nil {
			return 0, err
		}
		moves += moved
		h.trace("n %d m %d gain %.6f moves %d", l.order(), len(l.targets), gain/h.scale, moved)
		if gain <= tolerance*h.scale {
			break
		}
	}
	return moves, nil
}

// split cuts the communities into the parts that become the next level's nodes. It
// returns the part of each node and the community of each part.
func (h *hierarchy[W]) split(l *level[W], community []uint32, by grouping, total []float64) (part, belongs []uint32, err error) {
	part, err = refine(h.crew, l, h.penalty, community, by, total, h.scratch)
	if err != nil {
		return nil, nil, err
	}
	belongs = numberParts(part, by, community)
	if len(belongs) > l.order()*19/20 {
		// Too few nodes have found together to be worth a level.
		belongs, err = connectedParts(h.crew, l, part, community, by)
	}
	return part, belongs, err
}

// numberParts gives the parts numbers from 0 on, community after community, so that
// what is near in the network is near in memory. It returns the community of each.
func numberParts(part []uint32, by grouping, community []uint32) (belongs []uint32) {
	const none = ^uint32(0)
	to := large[uint32](len(part))
	for i := range to {
		to[i] = none
	}
	for _, u := range by.nodes {
		if p := part[u]; to[p] == none {
			to[p] = uint32(len(belongs))
			belongs = append(belongs, community[u])
		}
	}
	for u, p := range part {
		part[u] = to[p]
	}
	return belongs
}
