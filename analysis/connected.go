package analysis

// connectedParts fills part with the connected parts of the communities that by lists and
// check asks for, each named by a node in it. It tells of each part the weight of its edge
// ends inside and its mass: of one community, always in the same order.
func connectedParts[W weight](c *crew, l *level[W], part, community []uint32, by grouping, check func(own uint32) bool, tell func(own uint32, inside, mass float64)) error {
	if err := c.spread(len(part), func(lo, hi int) {
		for u := lo; u < hi; u++ {
			part[u] = none
		}
	}); err != nil {
		return err
	}
	bounds := spans(by.starts, taskSize/16)
	queues := make([][]uint32, c.workers)
	return c.do(len(bounds)-1, func(worker, task int) {
		queue := queues[worker]
		ready := 0
		for own := uint32(bounds[task]); own < uint32(bounds[task+1]); own++ {
			if !check(own) {
				continue
			}
			end := by.starts[own+1]
			for i := by.starts[own]; i < end; i++ {
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
				tell(own, float64(ends), float64(mass))
			}
		}
		queues[worker] = queue
	})
}
