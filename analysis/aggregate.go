package analysis

import (
	"slices"
	"sort"
)

// aggregate is the aggregation phase: it returns the level above, whose nodes are the parts of this
// one. The edge between two parts has the weight of all edges between their nodes, a part's loop
// the weight inside it, and its mass is the sum of its nodes' masses (Blondel et al. 2008,
// doi:10.1088/1742-5468/2008/10/P10008). So the quality of a partition of the parts is that of the
// same partition of their nodes. It also returns the weight of the edge ends inside communities.
//
// It takes time linear in the nodes and edges of the level below. Every row is made by one task,
// from rows that no task changes, so the result is the same on any number of workers.
func aggregate[W weight](
	p *pool, l *level[W], ps parts, scratch []labelSums[W], buffer *rowBuffer[W],
) (up *level[W], inside float64, err error) {
	count := ps.count()
	a := &aggregation[W]{parts: ps, below: l, ends: make([]int, count+1), buffer: buffer, scratch: scratch}
	a.up = &level[W]{offsets: make([]int, count+1), mass: makeLarge[W](count), loops: makeLarge[W](count)}
	if err := p.runRanges(count, func(lo, hi int) {
		for q := lo; q < hi; q++ {
			for _, u := range ps.groups.members(q) {
				a.ends[q+1] += l.degree(u)
			}
		}
	}); err != nil {
		return nil, 0, err
	}
	for q := range count {
		a.ends[q+1] += a.ends[q]
	}
	if a.merges, err = a.worthMerging(p); err != nil {
		return nil, 0, err
	}
	ends := a.ends[count]
	a.up.targets = makeLarge[uint32](ends)
	if a.merges {
		a.up.weights = makeLarge[W](ends)
	}
	bounds := splitRows(a.ends, max(taskWork, ends/aggregateTasks))
	for first := 0; first < len(bounds)-1; first += aggregateStep {
		stepInside, err := a.step(p, bounds[first:min(first+aggregateStep+1, len(bounds))])
		if err != nil {
			return nil, 0, err
		}
		inside += stepInside
	}
	a.up.truncate(a.filled)
	return a.up, inside, nil
}

// A level is made in at most aggregateTasks tasks, and in steps of aggregateStep tasks, whose rows
// the nearer caches hold until they are moved to their place.
const (
	aggregateTasks = 1 << 8
	aggregateStep  = 1 << 4
)

// aggregation is the state of one aggregation phase.
type aggregation[W weight] struct {
	parts
	below, up *level[W]
	ends      []int // prefix sums of the parts' edge ends below
	merges    bool  // whether parallel edges become one
	filled    int   // edge ends of up that are in place
	buffer    *rowBuffer[W]
	scratch   []labelSums[W]
}

// rowBuffer is where the rows of the next parts are made.
type rowBuffer[W weight] struct {
	targets []uint32
	weights []W
}

// slices returns slices for the given number of edge ends.
func (r *rowBuffer[W]) slices(ends int) ([]uint32, []W) {
	if ends > len(r.targets) {
		r.targets, r.weights = makeLarge[uint32](ends), makeLarge[W](ends)
	}
	return r.targets[:ends], r.weights[:ends]
}

// If most edges between two parts are the only one between them, merging parallel edges costs more
// than it saves later: without it, edges need no weights.
const (
	mergedShare   = 2. / 3 // merge if merging leaves a smaller share of the edge ends
	mergedSamples = 32
)

// worthMerging reports whether parallel edges should become one. It samples the parts of
// mergedSamples edge ends at even distances.
func (a *aggregation[W]) worthMerging(p *pool) (bool, error) {
	ends := a.ends[len(a.ends)-1]
	if a.below.weights != nil || ends == 0 {
		return true, nil
	}
	var sampled []int   // distinct parts
	var times []float64 // how many samples fall in each
	for i := range mergedSamples {
		at := ends / mergedSamples * i
		q := sort.Search(a.count(), func(q int) bool { return a.ends[q+1] > at })
		if last := len(sampled) - 1; last >= 0 && sampled[last] == q {
			times[last]++
			continue
		}
		sampled, times = append(sampled, q), append(times, 1)
	}
	shares := make([]float64, len(sampled))
	if err := p.run(len(sampled), func(worker, i int) {
		shares[i] = a.shareMerged(p, sampled[i], &a.scratch[worker])
	}); err != nil {
		return false, err
	}
	share := 0.0
	for i := range shares {
		share += shares[i] * times[i] / mergedSamples
	}
	return share < mergedShare, nil
}

// shareMerged returns the number of other parts that a part has edges to, per edge end to other
// parts.
func (a *aggregation[W]) shareMerged(p *pool, q int, s *labelSums[W]) float64 {
	s.begin(uint32(q), a.ends[q+1]-a.ends[q], a.count())
	for i, u := range a.groups.members(q) {
		if i%prefetchNodes == 0 && p.ctx.Err() != nil {
			break
		}
		row, weights := a.below.row(u)
		s.addNodes(row, weights, a.of)
	}
	keys, values := s.drain()
	defer s.clear()
	outside := W(0)
	for _, w := range values[1:] { // the first is the part itself
		outside += w
	}
	if outside == 0 {
		return 0
	}
	return float64(len(keys)-1) / float64(outside)
}

// step makes the rows of the parts of some tasks: task i has the parts bounds[i] to bounds[i+1]-1.
// It returns the weight of their edge ends inside communities.
//
// Rows are made in the buffer, where each task has room for all its edge ends, and moved to where
// the rows before them end. So nothing is written to the memory that merging leaves empty, and the
// system need not provide it.
func (a *aggregation[W]) step(p *pool, bounds []int) (inside float64, err error) {
	base, tasks := a.ends[bounds[0]], len(bounds)-1
	targets, weights := a.buffer.slices(a.ends[bounds[tasks]] - base)
	insides, starts := make([]float64, tasks), make([]int, tasks+1)
	if err := p.run(tasks, func(worker, i int) {
		from := a.ends[bounds[i]] - base
		insides[i] = a.rows(p, bounds[i], bounds[i+1], targets[from:], weights[from:], &a.scratch[worker])
	}); err != nil {
		return 0, err
	}
	starts[0] = a.filled
	for i := range insides {
		inside += insides[i]
		starts[i+1] = starts[i] + a.up.offsets[bounds[i+1]]
	}
	a.filled = starts[tasks]
	return inside, p.run(tasks, func(_, i int) {
		from := a.ends[bounds[i]] - base
		copy(a.up.targets[starts[i]:starts[i+1]], targets[from:])
		if a.merges {
			copy(a.up.weights[starts[i]:starts[i+1]], weights[from:])
		}
		for q := bounds[i]; q < bounds[i+1]; q++ {
			a.up.offsets[q+1] += starts[i]
		}
	})
}

// rows makes the rows of the parts from lo to hi-1, one after the other from the start of the
// slices, and returns the weight of their edge ends inside communities. Their offsets count from
// the start of the slices.
func (a *aggregation[W]) rows(p *pool, lo, hi int, targets []uint32, weights []W, s *labelSums[W]) (inside float64) {
	at, ready, end := 0, a.groups.starts[lo], a.groups.starts[hi]
	// The parts of a community have consecutive numbers, from from to to-1.
	first, _ := slices.BinarySearch(a.community, a.community[lo])
	from, to := uint32(first), uint32(lo)
	for q := lo; q < hi; q++ {
		if q == int(to) {
			if q > lo {
				from = to
			}
			for int(to) < a.count() && a.community[to] == a.community[q] {
				to++
			}
		}
		mass, loops := W(0), W(0)
		for _, u := range a.groups.members(q) {
			mass += a.below.mass[u]
			if a.below.loops != nil {
				loops += a.below.loops[u] - a.below.loopInRow(u) // the row has the rest
			}
		}
		var own, near W
		var others int
		if a.merges {
			own, near, others = a.mergedRow(p, q, from, to, targets[at:], weights[at:], s, &ready, end)
		} else {
			own, near, others = a.unmergedRow(p, q, from, to, targets[at:])
		}
		at += others
		inside += float64(loops + own + near)
		a.up.mass[q], a.up.loops[q] = mass, loops+own
		a.up.offsets[q+1] = at
	}
	return inside
}

// mergedRow makes the row of part q, with one entry for each neighbouring part. It returns the
// weight of the edge ends inside q (own), of those to the other parts of its community, which are
// from to to-1 (near), and the number of entries. The rows of the nodes before ready in the list
// have been prefetched; the task's list ends at end.
func (a *aggregation[W]) mergedRow(
	p *pool, q int, from, to uint32, targets []uint32, weights []W, s *labelSums[W], ready *int, end int,
) (own, near W, others int) {
	s.begin(uint32(q), a.ends[q+1]-a.ends[q], a.count())
	for i := a.groups.starts[q]; i < a.groups.starts[q+1]; i++ {
		if i >= *ready {
			if p.ctx.Err() != nil {
				return 0, 0, 0
			}
			done, _ := a.below.prefetch(a.groups.nodes[i:min(i+prefetchNodes, end)], a.of)
			*ready = i + done
		}
		row, rowWeights := a.below.row(a.groups.nodes[i])
		s.addNodes(row, rowWeights, a.of)
	}
	own, others = s.drainTo(targets, weights)
	// Which neighbours are in the same community is unpredictable: index by it, without a branch.
	var sums [2]W // to the same community, and to others
	weights = weights[:others]
	for i, other := range targets[:others] {
		outside := 0
		if other-from >= to-from {
			outside = 1
		}
		sums[outside] += weights[i]
	}
	return own, sums[0], others
}

// unmergedRow makes the row of part q with one entry for each edge to another part. It returns what
// mergedRow does.
func (a *aggregation[W]) unmergedRow(p *pool, q int, from, to uint32, targets []uint32) (own, near W, others int) {
	all := 0
	for i, u := range a.groups.members(q) {
		if i%prefetchNodes == 0 && p.ctx.Err() != nil {
			return 0, 0, 0
		}
		row, _ := a.below.row(u)
		all += len(row)
		for _, v := range row {
			other := a.of[v]
			targets[others] = other
			outside, nearby := 1, W(0)
			if other == uint32(q) {
				outside = 0
			}
			if other-from < to-from {
				nearby = 1
			}
			others += outside
			near += nearby
		}
	}
	own = W(all - others)
	return own, near - own, others
}

// maxSpareEnds is how many edge ends may stay unused behind a level's last one. If there are more,
// the rows move to arrays of the right size.
const maxSpareEnds = 1 << 25

// truncate cuts the rows to the given number of edge ends.
func (l *level[W]) truncate(ends int) {
	spare := len(l.targets) - ends
	l.targets = truncated(l.targets, ends, spare)
	if l.weights != nil {
		l.weights = truncated(l.weights, ends, spare)
	}
}

func truncated[T uint32 | float64](all []T, ends, spare int) []T {
	if spare <= maxSpareEnds {
		return all[:ends]
	}
	// Each piece's memory is released as soon as it has been copied, so that not all of it is there
	// twice.
	short := makeLarge[T](ends)
	for lo := 0; lo < ends; lo += hugePage {
		hi := min(lo+hugePage, ends)
		copy(short[lo:hi], all[lo:hi])
		releasePages(all[lo:hi])
	}
	return short
}
