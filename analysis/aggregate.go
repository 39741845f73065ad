package analysis

import (
	"slices"
	"sort"
)

// aggregate makes the level above: its nodes are the parts of this one. It returns the
// weight of the edge ends inside communities too.
func aggregate[W weight](c *crew, l *level[W], p parts, scratch []sums[W], r *room[W]) (up *level[W], inside float64, err error) {
	count := len(p.belongs)
	a := &aggregation[W]{parts: p, below: l, work: make([]int, count+1), room: r, scratch: scratch}
	a.up = &level[W]{offsets: make([]int, count+1), mass: large[W](count), loops: large[W](count)}
	if err := c.spread(count, func(lo, hi int) {
		for q := lo; q < hi; q++ {
			for _, u := range p.by.nodes[p.by.starts[q]:p.by.starts[q+1]] {
				a.work[q+1] += l.degree(u)
			}
		}
	}); err != nil {
		return nil, 0, err
	}
	for q := range count {
		a.work[q+1] += a.work[q]
	}
	if a.merges, err = a.worthMerging(c); err != nil {
		return nil, 0, err
	}
	ends := a.work[count]
	a.up.targets = large[uint32](ends)
	if a.merges {
		a.up.weights = large[W](ends)
	}
	tasks := spans(a.work, max(taskSize, ends/aggregateTasks))
	for first := 0; first < len(tasks)-1; first += aggregateStep {
		part, err := a.step(c, tasks[first:min(first+aggregateStep+1, len(tasks))])
		if err != nil {
			return nil, 0, err
		}
		inside += part
	}
	a.up.fit(a.filled)
	return a.up, inside, nil
}

// A level is made in at most aggregateTasks tasks, and in steps of aggregateStep of them, whose
// rows the nearer caches hold until they have their place.
const (
	aggregateTasks = 1 << 8
	aggregateStep  = 1 << 4
)

// aggregation is the making of a level.
type aggregation[W weight] struct {
	parts
	below, up *level[W]
	work      []int // edge ends of each part, summed up
	merges    bool  // whether parallel edges become one
	filled    int   // edge ends that are in place
	room      *room[W]
	scratch   []sums[W]
}

// room is where the rows of a level's next parts are made.
type room[W weight] struct {
	targets []uint32
	weights []W
}

// of returns slices for as many edge ends.
func (r *room[W]) of(ends int) ([]uint32, []W) {
	if ends > len(r.targets) {
		r.targets, r.weights = large[uint32](ends), large[W](ends)
	}
	return r.targets[:ends], r.weights[:ends]
}

// Where most edges between parts are the only one between their two, merging parallels costs
// more than it spares later: one that is not merged needs no weight.
const (
	mergedShare   = 2. / 3 // of the edge ends, left after merging: if fewer are, that is worth it
	mergedSamples = 32
)

// worthMerging reports whether parallel edges had better become one, by the parts that
// mergedSamples edge ends are of, evenly apart.
func (a *aggregation[W]) worthMerging(c *crew) (bool, error) {
	ends := a.work[len(a.work)-1]
	if a.below.weights != nil || ends == 0 {
		return true, nil
	}
	var of []int        // the parts that are looked at
	var times []float64 // how many samples each is
	for i := range mergedSamples {
		at := ends / mergedSamples * i
		q := sort.Search(len(a.belongs), func(q int) bool { return a.work[q+1] > at })
		if last := len(of) - 1; last >= 0 && of[last] == q {
			times[last]++
			continue
		}
		of, times = append(of, q), append(times, 1)
	}
	left := make([]float64, len(of))
	if err := c.do(len(of), func(worker, i int) { left[i] = a.shareMerged(c, of[i], &a.scratch[worker]) }); err != nil {
		return false, err
	}
	share := 0.0
	for i := range left {
		share += left[i] * times[i] / mergedSamples
	}
	return share < mergedShare, nil
}

// shareMerged is how many others the part has for each of its edge ends to others.
func (a *aggregation[W]) shareMerged(c *crew, q int, s *sums[W]) float64 {
	s.begin(uint32(q), a.work[q+1]-a.work[q], len(a.belongs))
	for i, u := range a.by.nodes[a.by.starts[q]:a.by.starts[q+1]] {
		if i%touchAhead == 0 && c.ctx.Err() != nil {
			break
		}
		row, ends := a.below.row(u)
		s.addOf(row, ends, a.of)
	}
	keys, values := s.drain()
	defer s.clear()
	outside := W(0)
	for _, ends := range values[1:] { // the first is the part itself
		outside += ends
	}
	if outside == 0 {
		return 0
	}
	return float64(len(keys)-1) / float64(outside)
}

// step makes the rows of some tasks' parts, task i those from step[i] to step[i+1]-1, and
// returns the weight of their edge ends inside communities.
//
// They are made in the room, where they find place whatever their size, and moved to where the
// rows before them end: memory that nothing is written to costs nothing.
func (a *aggregation[W]) step(c *crew, step []int) (inside float64, err error) {
	base := a.work[step[0]]
	targets, weights := a.room.of(a.work[step[len(step)-1]] - base)
	insides, starts := make([]float64, len(step)-1), make([]int, len(step))
	if err := c.do(len(insides), func(worker, i int) {
		from := a.work[step[i]] - base
		insides[i] = a.rows(c, step[i], step[i+1], targets[from:], weights[from:], &a.scratch[worker])
	}); err != nil {
		return 0, err
	}
	starts[0] = a.filled
	for i := range insides {
		inside += insides[i]
		starts[i+1] = starts[i] + a.up.offsets[step[i+1]]
	}
	a.filled = starts[len(insides)]
	return inside, c.do(len(insides), func(_, i int) {
		from := a.work[step[i]] - base
		copy(a.up.targets[starts[i]:starts[i+1]], targets[from:])
		if a.merges {
			copy(a.up.weights[starts[i]:starts[i+1]], weights[from:])
		}
		for q := step[i]; q < step[i+1]; q++ {
			a.up.offsets[q+1] += starts[i]
		}
	})
}

// rows makes the rows of the parts from lo to hi-1, one after the other from the start of the
// slices on, and returns the weight of their edge ends inside communities. Their offsets count
// from there.
func (a *aggregation[W]) rows(c *crew, lo, hi int, targets []uint32, weights []W, s *sums[W]) (inside float64) {
	at, ready, end := 0, a.by.starts[lo], a.by.starts[hi]
	// The parts of one community follow one another.
	first, _ := slices.BinarySearch(a.belongs, a.belongs[lo])
	from, to := uint32(first), uint32(lo)
	for q := lo; q < hi; q++ {
		if q == int(to) {
			if q > lo {
				from = to
			}
			for int(to) < len(a.belongs) && a.belongs[to] == a.belongs[q] {
				to++
			}
		}
		mass, loops := W(0), W(0)
		for _, u := range a.by.nodes[a.by.starts[q]:a.by.starts[q+1]] {
			mass += a.below.mass[u]
			if a.below.loops != nil {
				loops += a.below.loops[u] - a.below.ownEnds(u) // the other half stands in the row
			}
		}
		var own, near W
		var others int
		if a.merges {
			own, near, others = a.merged(c, q, from, to, targets[at:], weights[at:], s, &ready, end)
		} else {
			own, near, others = a.gathered(c, q, from, to, targets[at:])
		}
		at += others
		inside += float64(loops + own + near)
		a.up.mass[q], a.up.loops[q] = mass, loops+own
		a.up.offsets[q+1] = at
	}
	return inside
}

// merged makes the row of a part with each other part once. It returns the weight of the edge ends
// inside it, that of those to other parts of its community, from from to to-1, and how many others
// there are. Rows of nodes before ready in the list, whose task ends at end, have been loaded.
func (a *aggregation[W]) merged(c *crew, q int, from, to uint32, targets []uint32, weights []W, s *sums[W], ready *int, end int) (own, near W, others int) {
	s.begin(uint32(q), a.work[q+1]-a.work[q], len(a.belongs))
	for i := a.by.starts[q]; i < a.by.starts[q+1]; i++ {
		if i >= *ready {
			if c.ctx.Err() != nil {
				return 0, 0, 0
			}
			done, _ := a.below.touch(a.by.nodes[i:min(i+touchAhead, end)], a.of)
			*ready = i + done
		}
		row, ends := a.below.row(a.by.nodes[i])
		s.addOf(row, ends, a.of)
	}
	own, others = s.drainTo(targets, weights)
	// Which neighbours are in the same community can't be foretold: better no branch on it.
	var ends [2]W // to the same community, and to others
	weights = weights[:others]
	for i, other := range targets[:others] {
		outside := 0
		if other-from >= to-from {
			outside = 1
		}
		ends[outside] += weights[i]
	}
	return own, ends[0], others
}

// gathered makes the row of a part with another as often as there are edges to it, and returns
// what merged does.
func (a *aggregation[W]) gathered(c *crew, q int, from, to uint32, targets []uint32) (own, near W, others int) {
	all := 0
	for i, u := range a.by.nodes[a.by.starts[q]:a.by.starts[q+1]] {
		if i%touchAhead == 0 && c.ctx.Err() != nil {
			return 0, 0, 0
		}
		row, _ := a.below.row(u)
		all += len(row)
		for _, v := range row {
			other := a.of[v]
			targets[others] = other
			kept, close := 1, W(0)
			if other == uint32(q) {
				kept = 0
			}
			if other-from < to-from {
				close = 1
			}
			others += kept
			near += close
		}
	}
	own = W(all - others)
	return own, near - own, others
}

// roomToSpare is how many edge ends may stay empty behind a level's last: rather than more,
// the rows move to arrays of their size.
const roomToSpare = 1 << 25

// fit cuts the rows off behind so many edge ends.
func (l *level[W]) fit(ends int) {
	spare := len(l.targets) - ends
	l.targets = fitted(l.targets, ends, spare)
	if l.weights != nil {
		l.weights = fitted(l.weights, ends, spare)
	}
}

func fitted[T uint32 | float64](all []T, ends, spare int) []T {
	if spare <= roomToSpare {
		return all[:ends]
	}
	// Memory is given back as soon as what it held has moved: not all is there twice.
	kept := large[T](ends)
	for lo := 0; lo < ends; lo += hugePage {
		hi := min(lo+hugePage, ends)
		copy(kept[lo:hi], all[lo:hi])
		release(all[lo:hi])
	}
	return kept
}
