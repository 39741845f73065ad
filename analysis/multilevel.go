package analysis

import (
	"math"
	"math/rand/v2"
)

// leidenRun is the state of one run of Leiden.
type leidenRun[W weight] struct {
	pool      *pool
	options   LeidenOptions
	objective objective
	rnd       *rand.Rand
	scratch   []labelSums[W]
	buffer    rowBuffer[W]
	iteration int
	quality   float64 // of the partition that the current level starts from
}

func newLeidenRun[W weight](p *pool, base *level[W], o LeidenOptions) *leidenRun[W] {
	return &leidenRun[W]{
		pool: p, options: o, objective: newObjective(base, o),
		rnd: rand.New(rand.NewPCG(o.Seed, 0)), scratch: newLabelSums[W](p.workers, base.order()),
	}
}

// leidenLevels runs Leiden on a level, from single nodes.
func leidenLevels[W weight](p *pool, base *level[W], o LeidenOptions) (*Partition, error) {
	r := newLeidenRun(p, base, o)
	inside := 0.0
	for _, w := range base.loops {
		inside += float64(w)
	}
	community, total := singletons(base.order()), append(makeLarge[W](base.order())[:0], base.mass...)
	r.quality = r.objective.quality(inside, sumNullTerms(&r.objective, total))
	var err error
	for r.iteration = range o.Iterations {
		if r.iteration > 0 {
			total = base.communityMass(community, base.order())
		}
		if community, err = r.pass(base, community, total, 0, r.options.coarsenTolerance); err != nil {
			return nil, err
		}
	}
	return &Partition{Community: community, Count: numberByFirstNode(community, base.order()), Quality: r.quality}, nil
}

// The rounds on a level end when one gains less than the level's tolerance allows. The tolerance is
// a share of the weight of all edges, for a round that evaluates all edge ends; for one that
// evaluates half of them it is half as much. A level above is smaller and decides more, so its
// tolerance is a tenth of that of the level below, down to minTolerance.
const (
	defaultCoarsenTolerance   = 3e-2 // of the lowest level
	minTolerance              = 1e-4
	defaultUncoarsenTolerance = 5e-4   // of all levels on the way down
	sequentialTolerance       = 1e-5   // of levels moved sequentially on the way down: another round costs little
	minEvaluated              = 1. / 8 // a round that evaluates a smaller share counts as one of this share

	minUncoarsenGain = 1e-4 // the expected gain below which a round on the way down ends early
	negligibleGain   = 1e-6 // a level that gains less is the highest; both gains are shares of all weight
	rounding         = 1e-9 // by which share the quality may fall through rounding
)

// The first level of at most smallLevel nodes is searched smallPasses times. On lfr100k the second
// time takes a ninth of all the time, and gains as much as three seeds differ by.
const (
	smallLevel  = 1 << 14
	smallPasses = 2
)

// maxRounds bounds the rounds on one level, in case parallel moves undo each other.
const maxRounds = 20

// giantLevel is the largest number of edge ends of an aggregated level that stays in memory for the
// way down. If most edges are between communities, levels hardly shrink: of 100 million edges, such
// levels would take more memory than the network.
const giantLevel = 1 << 25

// hierarchy is the levels of one pass, from the lowest to the highest. For each level but the
// highest, partOf has the part of each node, which is a node of the next level.
type hierarchy[W weight] struct {
	levels []*level[W]
	partOf [][]uint32
}

// pass makes one pass of the multilevel search from a partition of a level, whose communities have
// the given masses: up, to a level on which there is nothing left to gain, and down again. It
// returns the new partition of the level. The level is at the given depth above the network, and
// has the given tolerance on the way up.
func (r *leidenRun[W]) pass(
	base *level[W], community []uint32, total []W, depth int, tolerance float64,
) ([]uint32, error) {
	h, community, total, err := r.coarsen(base, community, total, depth, tolerance)
	if err != nil {
		return nil, err
	}
	return r.uncoarsen(h, community, total)
}

// coarsen moves the nodes of a level, aggregates it, and goes on with the level above. It returns
// the levels, and the partition of the highest one with the masses of its communities.
//
// The quality never falls from one level to the next: if parallel moves have harmed it, the moves
// of their level are undone, and the level is the highest.
func (r *leidenRun[W]) coarsen(
	base *level[W], community []uint32, total []W, depth int, tolerance float64,
) (hierarchy[W], []uint32, []W, error) {
	var h hierarchy[W]
	fail := func(err error) (hierarchy[W], []uint32, []W, error) { return h, nil, nil, err }
	l := base
	for ; ; depth++ {
		before := append(makeLarge[uint32](l.order())[:0], community...)
		m := newMover(l, r.objective.penalty, community, total, r.scratch)
		m.markAll()
		moves, gain, err := r.moveNodes(m, tolerance, 0)
		if err != nil {
			return fail(err)
		}
		if l != base && gain < negligibleGain*r.objective.scale && l.order() > smallNetwork {
			break
		}
		if total, err = m.compact(r.pool); err != nil {
			return fail(err)
		}
		r.options.Progress(LeidenLevel{r.iteration, depth, l.order(), len(total), moves, r.quality})
		ps, err := r.splitCommunities(l, community, total)
		if err != nil {
			return fail(err)
		}
		if ps.count() == l.order() {
			break
		}
		up, inside, err := aggregate(r.pool, l, ps, r.scratch, &r.buffer)
		if err != nil {
			return fail(err)
		}
		quality := r.objective.quality(inside, sumNullTerms(&r.objective, total))
		r.options.trace("aggregated to %d nodes, %d edge ends: quality %.6f", up.order(), len(up.targets), quality)
		if quality < r.quality-rounding*math.Abs(r.quality) {
			community, total = before, l.communityMass(before, l.order())
			break
		}
		r.quality = quality
		h.push(l, ps.of)
		l, community = up, ps.community
		tolerance = max(tolerance/10, minTolerance)
		if l.order() <= smallLevel && base.order() > smallLevel {
			if community, total, err = r.repeatSmall(l, community, total, depth+1, tolerance); err != nil {
				return fail(err)
			}
			break
		}
	}
	h.levels = append(h.levels, l)
	return h, community, total, nil
}

// push adds a level below the highest. It leaves out a giant one: its nodes won't move on the way
// down, and those of the level below are parts of its parts.
func (h *hierarchy[W]) push(l *level[W], partOf []uint32) {
	if last := len(h.levels) - 1; last >= 0 && len(l.targets) > giantLevel {
		for u, part := range h.partOf[last] {
			h.partOf[last][u] = partOf[part]
		}
		return
	}
	h.levels, h.partOf = append(h.levels, l), append(h.partOf, partOf)
}

// uncoarsen takes a partition of the highest level down to the lowest. On each level the nodes move
// once more between the communities found (multilevel refinement: Rotta and Noack 2011,
// doi:10.1145/1963190.1970376). In the end it splits communities that have come apart.
func (r *leidenRun[W]) uncoarsen(h hierarchy[W], community []uint32, total []W) ([]uint32, error) {
	t := newConnectivity(h.levels, len(total))
	t.community[len(h.partOf)] = community
	for i := len(h.partOf) - 1; i >= 0; i-- {
		l, partOf := h.levels[i], h.partOf[i]
		above := community
		community = makeLarge[uint32](l.order())
		if err := r.pool.runRanges(len(community), func(lo, hi int) {
			for u, part := range partOf[lo:hi] {
				community[lo+u] = above[part]
			}
		}); err != nil {
			return nil, err
		}
		m := newMover(l, r.objective.penalty, community, total, r.scratch)
		m.markAll()
		tolerance := r.options.uncoarsenTolerance
		if m.sequential {
			tolerance = min(tolerance, sequentialTolerance)
		}
		moves, _, err := r.moveNodes(m, tolerance, minUncoarsenGain*r.objective.scale)
		if err != nil {
			return nil, err
		}
		t.community[i] = community
		if moves > 0 {
			if err := t.noteChanges(r.pool, i, partOf); err != nil {
				return nil, err
			}
		}
	}
	return r.splitDisconnected(t)
}

// repeatSmall makes smallPasses passes over a small level, each from the partition that the one
// before found: its nodes decide most about the communities, and cost least. It returns the
// partition of the level and the masses of its communities.
func (r *leidenRun[W]) repeatSmall(
	l *level[W], community []uint32, total []W, depth int, tolerance float64,
) ([]uint32, []W, error) {
	for range smallPasses {
		var err error
		if community, err = r.pass(l, community, total, depth, tolerance); err != nil {
			return nil, nil, err
		}
		count, err := compactLabels(r.pool, community, l.order())
		if err != nil {
			return nil, nil, err
		}
		total = l.communityMass(community, count)
	}
	return community, total, nil
}

// splitDisconnected splits communities that are not connected, which never lowers the quality, and
// measures it. It returns the partition of the lowest level, with labels below the number of its
// nodes.
func (r *leidenRun[W]) splitDisconnected(t *connectivity[W]) ([]uint32, error) {
	part, inside, nullTerms, err := t.split(r.pool, &r.objective)
	r.quality = r.objective.quality(inside, nullTerms)
	return part, err
}

// moveNodes makes rounds over the marked nodes until one gains less than the tolerance allows, or
// seems about to gain less than minGain. It returns the number of moves and what they gained.
func (r *leidenRun[W]) moveNodes(m *mover[W], tolerance, minGain float64) (moves int, gain float64, err error) {
	last := math.Inf(1)
	for range maxRounds {
		gained, moved, evaluated, err := m.round(r.pool, r.rnd, minGain)
		if err != nil {
			return 0, 0, err
		}
		if gained >= last && moved < m.level.order()/8 {
			// Few nodes move, and seem to gain as much as before: blocks undo each other's moves.
			m.sequential, m.next = true, m.community
		}
		last = gained
		moves += moved
		gain += gained
		share := float64(evaluated) / float64(max(len(m.level.targets), 1))
		r.options.trace("%d nodes, %d edge ends: evaluated %.3f, gained %.6f by %d moves",
			m.level.order(), len(m.level.targets), share, gained/r.objective.scale, moved)
		if gained <= tolerance*r.objective.scale*max(share, minEvaluated) {
			break
		}
	}
	return moves, gain, nil
}

// splitCommunities splits the communities into the parts that become the nodes of the level above:
// the refined parts or, if these are nearly as many as the nodes, so that the level would hardly be
// smaller, the connected parts.
func (r *leidenRun[W]) splitCommunities(l *level[W], community []uint32, total []W) (parts, error) {
	groups, err := groupInParallel(r.pool, community, len(total))
	if err != nil {
		return parts{}, err
	}
	ps, err := refine(r.pool, l, r.objective.penalty, community, groups, total, r.scratch)
	if err != nil || ps.count() <= l.order()*19/20 {
		return ps, err
	}
	all, ignore := func(uint32) bool { return true }, func(uint32, float64, float64) {}
	if err = connectedParts(r.pool, l, ps.of, community, groups, all, ignore); err != nil {
		return ps, err
	}
	ps.community = numberParts(ps.of, groups, community)
	ps.groups, err = groupInParallel(r.pool, ps.of, ps.count())
	return ps, err
}

// numberParts numbers the parts from 0 on, community after community. It returns the community of
// each.
func numberParts(part []uint32, groups grouping, community []uint32) (communityOf []uint32) {
	to := makeLarge[uint32](len(part))
	for i := range to {
		to[i] = noLabel
	}
	for _, u := range groups.nodes {
		if p := part[u]; to[p] == noLabel {
			to[p] = uint32(len(communityOf))
			communityOf = append(communityOf, community[u])
		}
	}
	for u, p := range part {
		part[u] = to[p]
	}
	return communityOf
}
