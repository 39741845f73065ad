package analysis

// aggregate makes the level above: its nodes are the parts of this one. It returns the
// weight of the edge ends inside communities too.
func aggregate[W weight](c *crew, l *level[W], p parts, scratch []sums[W]) (up *level[W], inside float64, err error) {
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
	// Rows are written where there is room for all the ends of the task's parts, and moved
	// together once it is known how many are left.
	up.targets, up.weights = large[uint32](work[count]), large[W](work[count])
	tasks := spans(work, max(4*taskSize, work[count]/aggregateTasks))
	insides := make([]float64, len(tasks))
	err = c.do(len(tasks)-1, func(worker, task int) {
		insides[task] = aggregateRows(c, l, up, p, work, tasks[task], tasks[task+1], &scratch[worker])
	})
	if err != nil {
		return nil, 0, err
	}
	at := 0
	sizes := make([]int, len(tasks)-1)
	for task := range sizes {
		sizes[task] = up.offsets[tasks[task+1]] - work[tasks[task]]
		at += sizes[task]
	}
	targets, weights := up.targets, up.weights
	move := work[count]-at > roomToSpare
	if move {
		up.targets, up.weights = large[uint32](at), large[W](at)
	}
	at = 0
	for task, size := range sizes {
		inside += insides[task]
		from := work[tasks[task]]
		copy(up.targets[at:], targets[from:from+size])
		copy(up.weights[at:], weights[from:from+size])
		if move {
			release(targets[from : from+size])
			release(weights[from : from+size])
		}
		for q := tasks[task]; q < tasks[task+1]; q++ {
			up.offsets[q+1] -= from - at
		}
		at += size
	}
	up.targets, up.weights = up.targets[:at], up.weights[:at]
	return up, inside, nil
}

// roomToSpare is how many edge ends may stay empty behind a level's last: rather than more,
// the rows move to arrays of their size, a task's memory given back as soon as it has moved.
const roomToSpare = 1 << 25

// aggregateTasks is how many tasks there are at most, so that what a task leaves empty is
// small next to a page.
const aggregateTasks = 1 << 6

// aggregateRows makes the rows of the parts from lo to hi-1 and returns the weight of their
// edge ends inside communities.
func aggregateRows[W weight](c *crew, l, up *level[W], p parts, work []int, lo, hi int, s *sums[W]) (inside float64) {
	at, ready, end := work[lo], p.by.starts[lo], p.by.starts[hi]
	// The parts of one community follow one another.
	from, to := uint32(lo), uint32(lo)
	for from > 0 && p.belongs[from-1] == p.belongs[lo] {
		from--
	}
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
			row, weights := l.row(u)
			s.addOf(row, weights, p.of)
		}
		own, others := s.drainTo(up.targets[at:], up.weights[at:])
		loops += own
		// Which neighbours are in the same community can't be foretold: better no branch on it.
		var ends [2]W // inside, and to others
		for i, other := range up.targets[at : at+others] {
			outside := 0
			if other-from >= to-from {
				outside = 1
			}
			ends[outside] += up.weights[at+i]
		}
		at += others
		inside += float64(loops + ends[0])
		up.mass[q], up.loops[q] = mass, loops
		up.offsets[q+1] = at
	}
	return inside
}
