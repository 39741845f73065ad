package analysis

// Modularity is how much more weight lies inside the communities than chance would
// put there, at the resolution (Newman and Girvan 2004,
// doi:10.1103/PhysRevE.69.026113; the resolution after Reichardt and Bornholdt 2006,
// doi:10.1103/PhysRevE.74.016110). Each node is in exactly one of the communities. It
// is 0 for a network without edges. A loop counts at both its ends, as in a multigraph; gonum's
// community.Q counts it once. It takes time linear in the network's size.
func Modularity(g *Network, communities [][]int, resolution float64) float64 {
	of := make([]int, g.Order())
	for c, nodes := range communities {
		for _, u := range nodes {
			of[u] = c
		}
	}
	var inside, all float64
	degree := make([]float64, len(communities))
	for u := range g.Order() {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			v, w := int(g.targets[i]), g.weight(i)
			if u == v {
				w *= 2 // a loop has both its ends here
			}
			all += w
			degree[of[u]] += w
			if of[u] == of[v] {
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
