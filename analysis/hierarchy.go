package analysis

import (
	"math"
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
// nothing is left to gain, and comes down again: on each level below, the nodes move
// once more among the communities found (Rotta and Noack 2011,
// doi:10.1145/1963190.1970376). It returns the partition of the lowest level.
func (h *hierarchy[W]) climb(base *level[W], community []uint32) ([]uint32, error) {
	var below []*level[W]
	var parts [][]uint32 // of the nodes of each level below
	l := base
	tolerance := firstTolerance
	for depth := 0; ; depth++ {
		before := slices.Clone(community)
		moves, err := h.move(l, community, tolerance)
		if err != nil {
			return nil, err
		}
		count := renumber(community, l.order())
		total := l.totals(community, count)
		h.Progress(LeidenLevel{h.iteration, depth, l.order(), count, moves, h.quality})
		part, belongs, err := h.split(l, community, group(community, count), total)
		if err != nil {
			return nil, err
		}
		if len(belongs) == l.order() {
			break
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
		if quality < h.quality-rounding*math.Abs(h.quality) {
			// Moves made side by side have harmed each other, and the rounds did not
			// suffice to mend it: the last level's start was better.
			community = before
			break
		}
		h.quality = quality
		below, parts = append(below, l), append(parts, part)
		l, community = up, belongs
		tolerance /= 10
	}
	for i := len(below) - 1; i >= 0; i-- {
		of := make([]uint32, below[i].order())
		for u, p := range parts[i] {
			of[u] = community[p]
		}
		community = of
		if _, err := h.move(below[i], community, lastTolerance); err != nil {
			return nil, err
		}
	}
	return h.settle(base, community)
}

// Rounds on a level end when one gains less than its tolerance, as a share of all
// weight: tenfold less on each level, since a level above is smaller and decides more.
const (
	firstTolerance = 1e-2
	lastTolerance  = 1e-4 // on the way down
	rounding       = 1e-9 // what quality may seem to fall by
)

// settle cuts communities that are in pieces, which can only gain, and measures the
// quality.
func (h *hierarchy[W]) settle(base *level[W], community []uint32) ([]uint32, error) {
	count := renumber(community, base.order())
	part := large[uint32](base.order())
	belongs, err := connectedParts(h.crew, base, part, community, group(community, count))
	if err != nil {
		return nil, err
	}
	h.quality, err = h.of(h.crew, base, part, base.totals(part, len(belongs)))
	return part, err
}

// move moves the nodes of a level until a round gains less than the tolerance, as a
// share of all weight.
func (h *hierarchy[W]) move(l *level[W], community []uint32, tolerance float64) (moves int, err error) {
	m := newMover(l, h.penalty, community, l.totals(community, l.order()), h.scratch)
	m.markAll()
	return h.rounds(m, tolerance)
}

// rounds looks at the marked nodes, round after round, until one gains too little.
func (h *hierarchy[W]) rounds(m *mover[W], tolerance float64) (moves int, err error) {
	for range maxRounds {
		gain, moved, err := m.round(h.crew, h.rnd)
		if err != nil {
			return 0, err
		}
		moves += moved
		h.trace("n %d m %d gain %.6f moves %d", m.order(), len(m.targets), gain/h.scale, moved)
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
