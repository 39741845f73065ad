package analysis

// grouping lists the nodes of a level group by group, in ascending order within each.
type grouping struct {
	starts []int    // of each group; one more than there are groups
	nodes  []uint32 // group after group
}

// group lists the nodes by label, a counting sort. Labels are below count.
func group(labels []uint32, count int) grouping {
	g := grouping{make([]int, count+1), large[uint32](len(labels))}
	for _, c := range labels {
		g.starts[c+1]++
	}
	for c := range count {
		g.starts[c+1] += g.starts[c]
	}
	// Filled from behind, a group's start ends up where its first node is.
	ends := g.starts[1:]
	for u := len(labels) - 1; u >= 0; u-- {
		c := labels[u]
		ends[c]--
		g.nodes[ends[c]] = uint32(u)
	}
	copy(g.starts, ends)
	g.starts[count] = len(labels)
	return g
}

// renumber gives the labels the numbers from 0 on, in the order of their first
// nodes, and returns how many there are. Labels are below size.
func renumber(labels []uint32, size int) int {
	const none = ^uint32(0)
	to := make([]uint32, size)
	for i := range to {
		to[i] = none
	}
	count := uint32(0)
	for u, c := range labels {
		if to[c] == none {
			to[c] = count
			count++
		}
		labels[u] = to[c]
	}
	return int(count)
}
