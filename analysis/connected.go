package analysis

// connectedParts fills part with the connected parts of the communities that by lists,
// each named by a node in it. It returns the weight of the edge ends inside the parts and
// the chance of their masses, each summed up in the same order on any number of workers.
func connectedParts[W weight](c *crew, l *level[W], b *objective, part, community []uint32, by grouping) (inside, chance float64, err error) {
	if err := c.spread(len(part), func(lo, hi int) {
		for u := lo; u < hi; u++ {
			part[u] = none
		}
	}); err != nil {
		return 0, 0, err
	}
	bounds := spans(by.starts, taskSize/16)
	tasks := len(bounds) - 1
	insides, chanceOf := make([]float64, tasks), make([]float64, tasks)
	queues := make([][]uint32, c.workers)
	if err := c.do(tasks, func(worker, task int) {
		queue := queues[worker]
		ready, end := by.starts[bounds[task]], by.starts[bounds[task+1]]
		for own := uint32(bounds[task]); own < uint32(bounds[task+1]); own++ {
			for i := by.starts[own]; i < by.starts[own+1]; i++ {
				if i >= ready {
					done, _ := l.touch(by.nodes[i:min(i+touchAhead, end)], community)
					ready = i + done
				}
				first := by.nodes[i]
				if part[first] != none {
					continue
				}
				part[first] = first
				ends, mass := W(0), W(0)
				queue = append(queue[:0], first)
				for popped := 1; len(queue) > 0; popped++ {
					if popped%touchAhead == 0 && c.ctx.Err() != nil {
						return
					}
					u := queue[len(queue)-1]
					queue = queue[:len(queue)-1]
					mass += l.mass[u]
					if l.loops != nil {
						ends += l.loops[u] - l.ownEnds(u) // the other half stands in the row
					}
					row, weights := l.row(u)
					for j, v := range row {
						if community[v] != own {
							continue
						}
						if weights == nil {
							ends++
						} else {
							ends += weights[j]
						}
						if part[v] == none {
							part[v] = first
							queue = append(queue, v)
						}
					}
				}
				insides[task] += float64(ends)
				if b.all > 0 {
					chanceOf[task] += b.chance(float64(mass))
				}
			}
		}
		queues[worker] = queue
	}); err != nil {
		return 0, 0, err
	}
	for task := range tasks {
		inside += insides[task]
		chance += chanceOf[task]
	}
	return inside, chance, nil
}
