package analysis

// Modularity returns the modularity of a partition of g,
//
//	Q = Σ_c [ w_c/m − γ·(K_c/2m)² ]
//
// where w_c is the weight of the edges inside community c, K_c the sum of its nodes' weighted
// degrees, m the weight of all edges, and γ the resolution (Newman and Girvan 2004,
// doi:10.1103/PhysRevE.69.026113; γ from Reichardt and Bornholdt 2006,
// doi:10.1103/PhysRevE.74.016110). Each node must be in exactly one of the communities. A network
// without edges has modularity 0.
//
// A self-loop counts at both its ends, as in a multigraph; gonum's community.Q counts it once. It
// takes time linear in the size of the network.
func Modularity(g *Network, communities [][]int, resolution float64) float64 {
	community := make([]int, g.Order())
	for c, nodes := range communities {
		for _, u := range nodes {
			community[u] = c
		}
	}
	var inside, all float64 // of edge ends: twice w and twice m
	degree := make([]float64, len(communities))
	for u := range g.Order() {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			v, w := int(g.targets[i]), g.weight(i)
			if u == v {
				w *= 2 // the row holds a loop once, for both its ends
			}
			all += w
			degree[community[u]] += w
			if community[u] == community[v] {
				inside += w
			}
		}
	}
	if all == 0 {
		return 0
	}
	q := inside / all
	for _, d := range degree {
		q -= resolution * (d / all) * (d / all)
	}
	return q
}
