package analysis

import "fmt"

// Partition puts each node of a network in one community.
type Partition struct {
	Community []uint32 // the community of each node, numbered from 0 in the order of their first nodes
	Count     int      // how many communities there are
	Quality   float64  // by the objective it was made for
}

// NewPartition returns the partition into the given communities, with its modularity
// at the resolution as its quality. It fails unless each node of the network is in
// exactly one community.
func NewPartition(g *Network, communities [][]int, resolution float64) (*Partition, error) {
	const none = ^uint32(0)
	p := &Partition{Community: make([]uint32, g.Order())}
	for u := range p.Community {
		p.Community[u] = none
	}
	for c, nodes := range communities {
		for _, u := range nodes {
			if u < 0 || u >= g.Order() || p.Community[u] != none {
				return nil, fmt.Errorf("node %d of community %d is not in the network, or in two communities", u, c)
			}
			p.Community[u] = uint32(c)
		}
	}
	for u, c := range p.Community {
		if c == none {
			return nil, fmt.Errorf("node %d is in no community", u)
		}
	}
	p.Count = renumber(p.Community, len(communities))
	p.Quality = Modularity(g, communities, resolution)
	return p, nil
}

// Communities lists the nodes of each community, in ascending order.
func (p *Partition) Communities() [][]int {
	by := group(p.Community, p.Count)
	nodes := make([]int, len(by.nodes))
	for i, u := range by.nodes {
		nodes[i] = int(u)
	}
	all := make([][]int, p.Count)
	for c := range all {
		all[c] = nodes[by.starts[c]:by.starts[c+1]:by.starts[c+1]]
	}
	return all
}
