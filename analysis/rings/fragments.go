package rings

import (
	"context"

	"ringwatch/analysis"
)

// fragments puts identifiers that hang together densely into one group. The constant
// Potts model has no resolution limit: whether identifiers belong together does not
// depend on how large the rest of the graph is (Traag, Van Dooren and Nesterov 2011,
// doi:10.1103/PhysRevE.84.016114). An identifier with one tie follows it, since how
// many others do so too says nothing against it.
func fragments(ctx context.Context, g *analysis.Network, hubs []Hub, resolution float64, seed uint64) (of []uint32, count int, err error) {
	of = make([]uint32, g.Order())
	const loose = aside - 1
	for u := range of {
		of[u] = loose
	}
	for _, h := range hubs {
		of[h.Identifier] = aside
	}
	ties := make([]int32, g.Order()) // to what is not aside
	var core []int
	for u := range of {
		if of[u] == aside {
			continue
		}
		for _, v := range g.Neighbours(u) {
			if of[v] != aside {
				ties[u]++
			}
		}
		if ties[u] > 1 {
			core = append(core, u)
		}
	}
	p, err := analysis.Leiden(ctx, g.Induced(core), analysis.LeidenOptions{Objective: analysis.ByCPM, Resolution: resolution, Seed: seed})
	if err != nil {
		return nil, 0, err
	}
	for i, u := range core {
		of[u] = p.Of[i]
	}
	count = p.Count
	for u := range of {
		if of[u] != loose {
			continue
		}
		for _, v := range g.Neighbours(u) {
			switch {
			case of[v] == aside:
			case of[v] == loose: // a pair
				of[u], of[v] = uint32(count), uint32(count)
				count++
			default:
				of[u] = of[v]
			}
		}
		if of[u] == loose {
			of[u] = uint32(count)
			count++
		}
	}
	return of, renumber(of, count), nil
}
