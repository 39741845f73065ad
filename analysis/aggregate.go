package analysis

// aggregate makes the level above: its nodes are the parts of this one, numbered as
// by lists them. part is the part of each node.
func aggregate[W weight](c *crew, l *level[W], part []uint32, by grouping, scratch []sums) (*level[W], error) {
	count := len(by.starts) - 1
	up := &level[W]{offsets: make([]int, count+1), mass: make([]float64, count), loops: make([]float64, count)}
	work := make([]int, count+1) // edge ends of each part, summed up
	for p := range count {
		ends := 0
		for _, u := range by.nodes[by.starts[p]:by.starts[p+1]] {
			ends += l.offsets[u+1] - l.offsets[u]
		}
		work[p+1] = work[p] + ends
	}
	tasks := spans(work, 4*taskSize)
	type rows struct {
		targets []uint32
		weights []W
	}
	done := make([]rows, len(tasks)-1)
	err := c.do(len(done), func(worker, task int) {
		s := &scratch[worker]
		lo, hi := tasks[task], tasks[task+1]
		guess := (work[hi] - work[lo]) / 2
		r := rows{make([]uint32, 0, guess), make([]W, 0, guess)}
		ahead, end := by.starts[lo], by.starts[hi]
		for p := lo; p < hi; p++ {
			if by.starts[p+1] > ahead && ahead < end {
				next := min(max(ahead+touchAhead, by.starts[p+1]), end)
				l.touch(by.nodes[ahead:next], part)
				ahead = next
			}
			mass, loops := 0.0, 0.0
			labels := s.begin(work[p+1] - work[p])
			for _, u := range by.nodes[by.starts[p]:by.starts[p+1]] {
				mass += l.mass[u]
				if l.loops != nil {
					loops += l.loops[u] - l.ownEnds(u) // the other half stands in the row
				}
				start, end := l.offsets[u], l.offsets[u+1]
				row := l.targets[start:end]
				for i, v := range row {
					labels[i] = part[v]
				}
				var weights []W
				if l.weights != nil {
					weights = l.weights[start:end]
				}
				add(s, labels[:len(row)], weights)
			}
			start := len(r.targets)
			keys, values := s.drain()
			for i, q := range keys {
				if q == uint32(p) {
					loops += values[i]
				} else {
					r.targets = append(r.targets, q)
					r.weights = append(r.weights, W(values[i]))
				}
			}
			s.clear()
			up.mass[p], up.loops[p] = mass, loops
			up.offsets[p+1] = len(r.targets) - start
		}
		done[task] = r
	})
	if err != nil {
		return nil, err
	}
	for p := range count {
		up.offsets[p+1] += up.offsets[p]
	}
	up.targets = large[uint32](up.offsets[count])
	up.weights = large[W](up.offsets[count])
	return up, c.do(len(done), func(_, task int) {
		at := up.offsets[tasks[task]]
		copy(up.targets[at:], done[task].targets)
		copy(up.weights[at:], done[task].weights)
		done[task] = rows{}
	})
}
