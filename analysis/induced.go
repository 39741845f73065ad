package analysis

import "slices"

// Induced returns the network of the given nodes, which are ascending and without
// repeats, and the edges among them. Node i of it is nodes[i] of g.
func (g *Network) Induced(nodes []int) *Network {
	sub := &Network{offsets: make([]int, 1, len(nodes)+1)}
	for _, u := range nodes {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			at, ok := slices.BinarySearch(nodes, int(g.targets[i]))
			if ok {
				sub.adopt(g, i, uint32(at))
			}
		}
		sub.offsets = append(sub.offsets, len(sub.targets))
	}
	return sub
}

// InducedBy returns the network of the given nodes, ascending, and the edges among them, as Induced
// does, for who knows already where among them a node is, if it is.
func (g *Network) InducedBy(nodes []uint32, place func(node uint32) (uint32, bool)) *Network {
	ends := 0
	for _, u := range nodes {
		ends += g.Degree(int(u))
	}
	sub := &Network{offsets: make([]int, 1, len(nodes)+1), targets: make([]uint32, 0, ends)}
	for _, u := range nodes {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			if at, ok := place(g.targets[i]); ok {
				sub.adopt(g, i, at)
			}
		}
		sub.offsets = append(sub.offsets, len(sub.targets))
	}
	return sub
}
