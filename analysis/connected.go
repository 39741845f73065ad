package analysis

// connectedParts fills part with the connected parts of the communities that by lists,
// numbered from 0 on, community after community, and returns the community of each.
func connectedParts[W weight](c *crew, l *level[W], part, community []uint32, by grouping) (belongs []uint32, err error) {
	const none = ^uint32(0)
	for u := range part {
		part[u] = none
	}
	tasks := spans(by.starts, taskSize/16)
	err = c.do(len(tasks)-1, func(_, task int) {
		var queue []uint32
		for own := uint32(tasks[task]); own < uint32(tasks[task+1]); own++ {
			for _, first := range by.nodes[by.starts[own]:by.starts[own+1]] {
				if part[first] != none {
					continue
				}
				part[first] = first
				queue = append(queue[:0], first)
				for len(queue) > 0 {
					u := queue[len(queue)-1]
					queue = queue[:len(queue)-1]
					row, _ := l.row(u)
					for _, v := range row {
						if community[v] == own && part[v] == none {
							part[v] = first
							queue = append(queue, v)
						}
					}
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return numberParts(part, by, community), nil
}
