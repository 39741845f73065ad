package rings

import (
	"context"

	"github.com/ringwatch/ringwatch/analysis"
)

// fragments puts the identifiers of a component that hang together densely into one group. The constant
// Potts model has no resolution limit: whether identifiers belong together does not
// depend on how large the rest of the graph is (Traag, Van Dooren and Nesterov 2011,
// doi:10.1103/PhysRevE.84.016114). An identifier with one tie follows it, since how
// many others do so too says nothing against it.
func fragments(ctx context.Context, g *analysis.Network, resolution float64, seed uint64) (of []uint32, count int, err error) {
	of = make([]uint32, g.Order())
	var core []int
	for u := range of {
		if g.Degree(u) > 1 {
			core = append(core, u)
		}
	}
	if whole(len(core), resolution) {
		return of, 1, nil
	}
	// A small component is not worth a second goroutine: others are looked at beside it.
	o := analysis.LeidenOptions{Objective: analysis.ByCPM, Resolution: resolution, Seed: seed, Threads: 1, Restarts: 1}
	if len(core) >= largeCore {
		o.Threads = 0
	}
	p, err := analysis.Leiden(ctx, g.Induced(core), o)
	if err != nil {
		return nil, 0, err
	}
	const loose = aside - 1
	for u := range of {
		of[u] = loose
	}
	for i, u := range core {
		of[u] = p.Community[i]
	}
	for u := range of {
		if of[u] == loose {
			of[u] = of[g.Neighbours(u)[0]]
		}
	}
	return of, renumber(of, p.Count), nil
}

const largeCore = 1 << 16

// whole tells whether a connected core of so many identifiers is best left in one: to cut
// off k of n costs one tie at least, and is worth the resolution for each of the k(n-k)
// pairs.
func whole(core int, resolution float64) bool {
	n := float64(core)
	return resolution*n*n/4 < 1
}
