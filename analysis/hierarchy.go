package analysis

import (
	"math"
	"math/rand/v2"
)

// climb makes the climbs of one Leiden from single nodes.
func climb[W weight](c *crew, base *level[W], o LeidenOptions) (*Partition, error) {
	h := newHierarchy(c, base, o)
	inside := 0.0
	for _, w := range base.loops {
		inside += float64(w)
	}
	community, total := singles(base.order()), append(large[W](base.order())[:0], base.mass...)
	h.quality = h.objective.quality(inside, chances(&h.objective, total))
	var err error
	for h.iteration = range o.Iterations {
		if h.iteration > 0 {
			total = base.totals(community, base.order())
		}
		if community, err = h.climb(base, community, total, 0, h.up); err != nil {
			return nil, err
		}
	}
	return &Partition{Community: community, Count: renumber(community, base.order()), Quality: h.quality}, nil
}

// hierarchy is the run of one Leiden.
type hierarchy[W weight] struct {
	*crew
	LeidenOptions
	objective
	rnd       *rand.Rand
	scratch   []sums[W]
	room      room[W]
	iteration int
	quality   float64 // of the partition that the level at hand starts from
}

func newHierarchy[W weight](c *crew, base *level[W], o LeidenOptions) *hierarchy[W] {
	return &hierarchy[W]{
		crew: c, LeidenOptions: o, objective: newObjective(base, o),
		rnd: rand.New(rand.NewPCG(o.Seed, 0)), scratch: newSums[W](c.workers, base.order()),
	}
}

// Rounds on a level end when one has gained less than the level's tolerance for what it
// looked at: a round over all edge ends less than that share of all weight, one over half
// of them less than half as much. A level above is smaller and decides more, so that its
// tolerance is a tenth of the one below, down to the least.
const (
	firstTolerance = 3e-2
	leastTolerance = 1e-4
	downTolerance  = 5e-4   // on the way down
	downSmall      = 1e-5   // on the way down, of levels so small that another round costs little
	leastLook      = 1. / 8 // a round over less of the edge ends is taken for one over this much
	downEnough     = 1e-4   // the gain, as a share of all weight, that a level on the way down is worth looking at for
	nothing        = 1e-6   // the gain of a level that is not worth another
	rounding       = 1e-9   // what quality may seem to fall by
)

// A level of at most smallLevel nodes, the first one on the way up, is climbed from smallClimbs
// times. On lfr100k the second time takes a ninth of the time in all, and gains what three seeds differ by.
const (
	smallLevel  = 1 << 14
	smallClimbs = 2
)

// maxRounds bounds the rounds on one level, the worst case of a synchronous search.
const maxRounds = 20

// giantLevel is how many edge ends a level above the first may have and be kept for the way
// down. Where most edges are between communities levels hardly shrink: of 100 million edges,
// those levels would take more memory than the network.
const giantLevel = 1 << 25

// climb makes one climb from the partition of a level that community holds, whose masses are in
// total, to a level on which nothing is left to gain, and comes down again: on each level below,
// the nodes move once more among the communities found (Rotta and Noack 2011,
// doi:10.1145/1963190.1970376). It returns the partition of the lowest level, which stands at the
// given depth over the network and has that tolerance on the way up.
func (h *hierarchy[W]) climb(base *level[W], community []uint32, total []W, depth int, tolerance float64) ([]uint32, error) {
	var below []*level[W]
	var partsOf [][]uint32 // of the nodes of each level below
	l := base
	for ; ; depth++ {
		before := append(large[uint32](l.order())[:0], community...)
		m := newMover(l, h.penalty, community, total, h.scratch)
		m.markAll()
		moves, gain, err := h.rounds(m, tolerance, 0)
		if err != nil {
			return nil, err
		}
		if l != base && gain < nothing*h.scale && l.order() > smallNetwork {
			break
		}
		if total, err = m.number(h.crew); err != nil {
			return nil, err
		}
		h.Progress(LeidenLevel{h.iteration, depth, l.order(), len(total), moves, h.quality})
		p, err := h.split(l, community, total)
		if err != nil {
			return nil, err
		}
		if len(p.belongs) == l.order() {
			break
		}
		up, inside, err := aggregate(h.crew, l, p, h.scratch, &h.room)
		if err != nil {
			return nil, err
		}
		quality := h.objective.quality(inside, chances(&h.objective, total))
		h.trace("aggregated to %d %d: %.6f", up.order(), len(up.targets), quality)
		if quality < h.quality-rounding*math.Abs(h.quality) {
			// Moves made side by side have harmed each other, and the rounds did not
			// suffice to mend it: the last level's start was better.
			community, total = before, l.totals(before, l.order())
			break
		}
		h.quality = quality
		if last := len(below) - 1; last >= 0 && len(l.targets) > giantLevel {
			// Its nodes won't move on the way down: those of the level below are parts of
			// this one's parts.
			for u, part := range partsOf[last] {
				partsOf[last][u] = p.of[part]
			}
		} else {
			below, partsOf = append(below, l), append(partsOf, p.of)
		}
		l, community = up, p.belongs
		tolerance = max(tolerance/10, leastTolerance)
		if l.order() <= smallLevel && base.order() > smallLevel {
			if community, total, err = h.climbSmall(l, community, total, depth+1, tolerance); err != nil {
				return nil, err
			}
			break
		}
	}
	s := newSettling(append(below, l), len(total))
	s.community[len(below)] = community
	for i := len(below) - 1; i >= 0; i-- {
		of := large[uint32](below[i].order())
		if err := h.spread(len(of), func(lo, hi int) {
			for u, p := range partsOf[i][lo:hi] {
				of[lo+u] = community[p]
			}
		}); err != nil {
			return nil, err
		}
		m := newMover(below[i], h.penalty, of, total, h.scratch)
		m.markAll()
		tolerance := h.down
		if m.alone {
			tolerance = min(tolerance, downSmall)
		}
		moves, _, err := h.rounds(m, tolerance, downEnough*h.scale)
		if err != nil {
			return nil, err
		}
		s.community[i] = of
		if moves > 0 {
			if err := s.changed(h.crew, i, partsOf[i]); err != nil {
				return nil, err
			}
		}
		community = of
	}
	return h.settle(s)
}

// climbSmall climbs from a small level smallClimbs times, each time from what was found: what
// its nodes do decides most, and costs least. It returns the partition of that level, and the
// communities' masses.
func (h *hierarchy[W]) climbSmall(l *level[W], community []uint32, total []W, depth int, tolerance float64) ([]uint32, []W, error) {
	for range smallClimbs {
		var err error
		if community, err = h.climb(l, community, total, depth, tolerance); err != nil {
			return nil, nil, err
		}
		count, err := numberLabels(h.crew, community, l.order())
		if err != nil {
			return nil, nil, err
		}
		total = l.totals(community, count)
	}
	return community, total, nil
}

// settle cuts communities that are in pieces, which can only gain, and measures the
// quality. Communities are named by numbers below the count of nodes.
func (h *hierarchy[W]) settle(s *settling[W]) ([]uint32, error) {
	part, inside, chance, err := s.cut(h.crew, &h.objective)
	h.quality = h.objective.quality(inside, chance)
	return part, err
}

// rounds looks at the marked nodes, round after round, until one gains less than the
// tolerance asks of it, or seems about to gain less than enough.
func (h *hierarchy[W]) rounds(m *mover[W], tolerance, enough float64) (moves int, gain float64, err error) {
	last := math.Inf(1)
	for range maxRounds {
		gained, moved, looked, err := m.round(h.crew, h.rnd, enough)
		if err != nil {
			return 0, 0, err
		}
		if gained >= last && moved < m.order()/8 {
			// Few move, and seem to gain as much as before: side by side, they undo what
			// the others did.
			m.alone, m.next = true, m.community
		}
		last = gained
		moves += moved
		gain += gained
		share := float64(looked) / float64(max(len(m.targets), 1))
		h.trace("%d nodes, %d edge ends: looked at %.3f, gained %.6f by %d moves", m.order(), len(m.targets), share, gained/h.scale, moved)
		if gained <= tolerance*h.scale*max(share, leastLook) {
			break
		}
	}
	return moves, gain, nil
}

// split cuts the communities into the parts that become the next level's nodes.
func (h *hierarchy[W]) split(l *level[W], community []uint32, total []W) (parts, error) {
	by, err := groupBy(h.crew, community, len(total))
	if err != nil {
		return parts{}, err
	}
	p, err := refine(h.crew, l, h.penalty, community, by, total, h.scratch)
	if err != nil || len(p.belongs) <= l.order()*19/20 {
		return p, err
	}
	// Too few nodes have found together to be worth a level.
	if err = connectedParts(h.crew, l, p.of, community, by, func(uint32) bool { return true }, func(uint32, float64, float64) {}); err != nil {
		return p, err
	}
	p.belongs = numberParts(p.of, by, community)
	p.by, err = groupBy(h.crew, p.of, len(p.belongs))
	return p, err
}

// numberParts gives the parts numbers from 0 on, community after community. It returns
// the community of each.
func numberParts(part []uint32, by grouping, community []uint32) (belongs []uint32) {
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
