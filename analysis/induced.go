package analysis

import "slices"

// Induced returns the subgraph that the nodes induce: the nodes, which are ascending and distinct,
// and all edges between two of them. Node i of the result is nodes[i] of g.
func (g *Network) Induced(nodes []int) *Network {
	sub := &Network{offsets: make([]int, 1, len(nodes)+1)}
	for _, u := range nodes {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			at, ok := slices.BinarySearch(nodes, int(g.targets[i]))
			if ok {
				sub.appendEntry(g, i, uint32(at))
			}
		}
		sub.offsets = append(sub.offsets, len(sub.targets))
	}
	return sub
}

// InducedBy does what Induced does, without a search for each neighbour: index returns the position
// of a node in nodes, or false if it isn't there.
func (g *Network) InducedBy(nodes []uint32, index func(node uint32) (uint32, bool)) *Network {
	ends := 0
	for _, u := range nodes {
		ends += g.Degree(int(u))
	}
	sub := &Network{offsets: make([]int, 1, len(nodes)+1), targets: make([]uint32, 0, ends)}
	for _, u := range nodes {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			if at, ok := index(g.targets[i]); ok {
				sub.appendEntry(g, i, at)
			}
		}
		sub.offsets = append(sub.offsets, len(sub.targets))
	}
	return sub
}
