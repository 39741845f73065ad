package rings

import (
	"context"

	"github.com/ringwatch/ringwatch/analysis"
)

// findFragments partitions the identifiers of a component into dense fragments: communities under
// the constant Potts model, which maximises the sum over communities of
//
//	edges inside − γ × pairs of nodes
//
// It has no resolution limit: whether identifiers belong together does not depend on the size of
// the rest of the network (Traag, Van Dooren and Nesterov 2011, doi:10.1103/PhysRevE.84.016114).
// Leiden runs on the core, the identifiers of degree 2 or more. One of degree 1 gets the fragment
// of its neighbour, since other leaves of that neighbour are no evidence against it.
func findFragments(ctx context.Context, g *analysis.Network, resolution float64, seed uint64) (labels []uint32, count int, err error) {
	labels = make([]uint32, g.Order())
	var core []int
	for u := range labels {
		if g.Degree(u) > 1 {
			core = append(core, u)
		}
	}
	if isSingleFragment(len(core), resolution) {
		return labels, 1, nil
	}
	// Components are searched in parallel, so a second thread pays only in a large one.
	options := analysis.LeidenOptions{Objective: analysis.ByCPM, Resolution: resolution, Seed: seed, Threads: 1, Restarts: 1}
	if len(core) >= largeCore {
		options.Threads = 0 // all processors
	}
	partition, err := analysis.Leiden(ctx, g.Induced(core), options)
	if err != nil {
		return nil, 0, err
	}
	const leaf = none - 1
	for u := range labels {
		labels[u] = leaf
	}
	for i, u := range core {
		labels[u] = partition.Community[i]
	}
	for u := range labels {
		if labels[u] == leaf {
			labels[u] = labels[g.Neighbours(u)[0]]
		}
	}
	return labels, renumber(labels, partition.Count), nil
}

// largeCore is the size of a core from which Leiden runs on several threads.
const largeCore = 1 << 16

// isSingleFragment reports whether a connected core of n identifiers is certainly best left in one
// fragment. Cutting k of them off costs one edge at least and gains γ for each of k (n−k) ≤ n²/4
// pairs. So no cut pays if γ n²/4 < 1.
func isSingleFragment(coreSize int, resolution float64) bool {
	n := float64(coreSize)
	return resolution*n*n/4 < 1
}
