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
