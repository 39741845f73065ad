package analysis

import "fmt"

// Partition puts each node of a network in one community.
type Partition struct {
	Community []uint32 // of each node; communities are numbered from 0 in the order of their first nodes
	Count     int      // number of communities
	Quality   float64  // by the objective that the partition was made for
}

// NewPartition returns the partition of g into the given communities. Its quality is the modularity
// at the resolution. It fails unless each node of g is in exactly one community.
func NewPartition(g *Network, communities [][]int, resolution float64) (*Partition, error) {
	p := &Partition{Community: make([]uint32, g.Order())}
	for u := range p.Community {
		p.Community[u] = noLabel
	}
	for c, nodes := range communities {
		for _, u := range nodes {
			if u < 0 || u >= g.Order() || p.Community[u] != noLabel {
				return nil, fmt.Errorf("node %d of community %d is not in the network, or in two communities", u, c)
			}
			p.Community[u] = uint32(c)
		}
	}
	for u, c := range p.Community {
		if c == noLabel {
			return nil, fmt.Errorf("node %d is in no community", u)
		}
	}
	p.Count = numberByFirstNode(p.Community, len(communities))
	p.Quality = Modularity(g, communities, resolution)
	return p, nil
}

// Communities returns the nodes of each community in ascending order.
func (p *Partition) Communities() [][]int {
	groups := groupByLabel(p.Community, p.Count)
	nodes := make([]int, len(groups.nodes))
	for i, u := range groups.nodes {
		nodes[i] = int(u)
	}
	all := make([][]int, p.Count)
	for c := range all {
		lo, hi := groups.starts[c], groups.starts[c+1]
		all[c] = nodes[lo:hi:hi]
	}
	return all
}
