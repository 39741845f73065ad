package analysis

// refine splits each community into connected parts that Leiden then merges into
// nodes of the next level: it starts from single nodes and lets each, while still
// alone, join the part of its own community that gains most (Traag, Waltman and van
// Eck 2019, doi:10.1038/s41598-019-41695-z; the choice is greedy as in
// arXiv:2312.13936). A part only ever grows, by nodes with an edge to it, so it is
// connected. Communities do not touch each other's nodes and are refined side by side.
//
// by lists the communities' nodes and total their mass. It returns the part of each
// node, named by a node in it.
func refine[W weight](c *crew, l *level[W], penalty float64, community []uint32, by grouping, total []float64, scratch []sums) (part []uint32, err error) {
	part = large[uint32](l.order())
	mass := large[float64](l.order()) // of each part, under its name
	for u := range part {
		part[u] = uint32(u)
	}
	copy(mass, l.mass)
	tasks := spans(by.starts, taskSize/16)
	err = c.do(len(tasks)-1, func(worker, task int) {
		s := &scratch[worker]
		ahead, end := by.starts[tasks[task]], by.starts[tasks[task+1]]
		for own := uint32(tasks[task]); own < uint32(tasks[task+1]); own++ {
			if by.starts[own+1] > ahead && ahead < end {
				next := min(max(ahead+touchAhead, by.starts[own+1]), end)
				l.touch(by.nodes[ahead:next], community)
				ahead = next
			}
			members := by.nodes[by.starts[own]:by.starts[own+1]]
			if len(members) == 1 {
				continue
			}
			for _, u := range members {
				if mass[u] != l.mass[u] || part[u] != u {
					continue // others have joined it, or it them
				}
				gatherInside(s, l, u, community, own, part)
				keys, values := s.drain()
				price := penalty * l.mass[u]
				best, most, inside := u, 0.0, 0.0
				for i, p := range keys {
					if p == u {
						continue // a loop
					}
					inside += values[i]
					if worth := values[i] - price*mass[p]; worth > most {
						best, most = p, worth
					}
				}
				s.clear()
				if best == u || inside < price*(total[own]-l.mass[u]) {
					continue // better alone, or not well connected to its community
				}
				part[u] = best
				mass[best] += l.mass[u]
			}
		}
	})
	return part, err
}

// gatherInside sums up the weight from u to each part of its own community.
func gatherInside[W weight](s *sums, l *level[W], u uint32, community []uint32, own uint32, part []uint32) {
	row, weights := l.row(u)
	labels, n := s.begin(len(row)), 0
	if weights == nil {
		for _, v := range row {
			labels[n] = v
			if community[v] == own {
				n++
			}
		}
	} else {
		for i, v := range row {
			labels[n] = v
			s.weights[n] = float64(weights[i])
			if community[v] == own {
				n++
			}
		}
	}
	labels = labels[:n]
	for i, v := range labels {
		labels[i] = part[v]
	}
	if weights == nil {
		add[float64](s, labels, nil)
	} else {
		add(s, labels, s.weights)
	}
}
