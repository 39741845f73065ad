package analysis

import "slices"

// aggregate makes the level above: its nodes are the parts of this one. It returns the
// weight of the edge ends inside communities too.
func aggregate[W weight](c *crew, l *level[W], p parts, scratch []sums[W], r *room[W]) (up *level[W], inside float64, err error) {
	count := len(p.belongs)
	up = &level[W]{offsets: make([]int, count+1), mass: large[W](count), loops: large[W](count)}
	work := make([]int, count+1) // edge ends of each part, summed up
	if err := c.spread(count, func(lo, hi int) {
		for q := lo; q < hi; q++ {
			for _, u := range p.by.nodes[p.by.starts[q]:p.by.starts[q+1]] {
				work[q+1] += l.degree(u)
			}
		}
	}); err != nil {
		return nil, 0, err
	}
	for q := range count {
		work[q+1] += work[q]
	}
	up.targets, up.weights = large[uint32](work[count]), large[W](work[count])
	tasks := spans(work, max(taskSize, work[count]/aggregateTasks))
	at := 0
	for first := 0; first < len(tasks)-1; first += aggregateStep {
		// Rows are made in the room, where they find place whatever their size, and follow one
		// another in the level: memory that nothing is written to costs nothing.
		step := tasks[first:min(first+aggregateStep+1, len(tasks))]
		base := work[step[0]]
		targets, weights := r.of(work[step[len(step)-1]] - base)
		insides, starts := make([]float64, len(step)-1), make([]int, len(step))
		if err := c.do(len(step)-1, func(worker, i int) {
			from := work[step[i]] - base
			insides[i] = aggregateRows(c, l, up, p, work, step[i], step[i+1], targets[from:], weights[from:], &scratch[worker])
		}); err != nil {
			return nil, 0, err
		}
		starts[0] = at
		for i := range insides {
			inside += insides[i]
			starts[i+1] = starts[i] + up.offsets[step[i+1]]
		}
		if err := c.do(len(step)-1, func(_, i int) {
			from := work[step[i]] - base
			copy(up.targets[starts[i]:starts[i+1]], targets[from:])
			copy(up.weights[starts[i]:starts[i+1]], weights[from:])
			for q := step[i]; q < step[i+1]; q++ {
				up.offsets[q+1] += starts[i]
			}
		}); err != nil {
			return nil, 0, err
		}
		at = starts[len(step)-1]
	}
	up.fit(at)
	return up, inside, nil
}

// A level is made in at most aggregateTasks tasks, and in steps of aggregateStep of them, whose
// rows the nearer caches hold until they have their place.
const (
	aggregateTasks = 1 << 8
	aggregateStep  = 1 << 4
)

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

// roomToSpare is how many edge ends may stay empty behind a level's last: rather than more,
// the rows move to arrays of their size.
const roomToSpare = 1 << 25

// fit cuts the rows off behind so many edge ends.
func (l *level[W]) fit(ends int) {
	targets, weights := l.targets[:ends], l.weights[:ends]
	if cap(targets)-ends > roomToSpare {
		// Memory is given back as soon as what it held has moved: not all is there twice.
		l.targets, l.weights = large[uint32](ends), large[W](ends)
		for lo := 0; lo < ends; lo += hugePage {
			hi := min(lo+hugePage, ends)
			copy(l.targets[lo:], targets[lo:hi])
			copy(l.weights[lo:], weights[lo:hi])
			release(targets[lo:hi])
			release(weights[lo:hi])
		}
		return
	}
	l.targets, l.weights = targets, weights
}

// aggregateRows makes the rows of the parts from lo to hi-1, one after the other from the start
// of the slices on, and returns the weight of their edge ends inside communities. Their offsets
// count from there.
func aggregateRows[W weight](c *crew, l, up *level[W], p parts, work []int, lo, hi int, targets []uint32, weights []W, s *sums[W]) (inside float64) {
	at, ready, end := 0, p.by.starts[lo], p.by.starts[hi]
	// The parts of one community follow one another.
	first, _ := slices.BinarySearch(p.belongs, p.belongs[lo])
	from, to := uint32(first), uint32(lo)
	for q := lo; q < hi; q++ {
		if q == int(to) {
			if q > lo {
				from = to
			}
			for int(to) < len(p.belongs) && p.belongs[to] == p.belongs[q] {
				to++
			}
		}
		mass, loops := W(0), W(0)
		s.begin(uint32(q), work[q+1]-work[q], len(p.belongs))
		for i := p.by.starts[q]; i < p.by.starts[q+1]; i++ {
			if i >= ready {
				if c.ctx.Err() != nil {
					return 0
				}
				done, _ := l.touch(p.by.nodes[i:min(i+touchAhead, end)], p.of)
				ready = i + done
			}
			u := p.by.nodes[i]
			mass += l.mass[u]
			if l.loops != nil {
				loops += l.loops[u] - l.ownEnds(u) // the other half stands in the row
			}
			row, ends := l.row(u)
			s.addOf(row, ends, p.of)
		}
		own, others := s.drainTo(targets[at:], weights[at:])
		loops += own
		// Which neighbours are in the same community can't be foretold: better no branch on it.
		var ends [2]W // inside, and to others
		for i, other := range targets[at : at+others] {
			outside := 0
			if other-from >= to-from {
				outside = 1
			}
			ends[outside] += weights[at+i]
		}
		at += others
		inside += float64(loops + ends[0])
		up.mass[q], up.loops[q] = mass, loops
		up.offsets[q+1] = at
	}
	return inside
}
