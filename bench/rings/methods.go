package main

import (
	"context"
	"slices"

	"gonum.org/v1/gonum/graph/topo"

	"github.com/ringwatch/ringwatch/analysis"
	"github.com/ringwatch/ringwatch/analysis/rings"
)

// method is a way to find rings.
type method struct {
	name string
	find func(ctx context.Context, e *rings.Evidence) (*rings.Result, error)
}

func detect(p rings.Params) func(context.Context, *rings.Evidence) (*rings.Result, error) {
	return func(ctx context.Context, e *rings.Evidence) (*rings.Result, error) { return rings.Detect(ctx, e, p) }
}

// ablations returns the detection without one of its steps each, and with other parameters.
func ablations() []method {
	return []method{
		{"everything", detect(rings.Params{})},
		{"without removing hubs", detect(rings.Params{Without: rings.HubRemoval})},
		{"without merging fragments", detect(rings.Params{Without: rings.Merging})},
		{"without coherence in merging", detect(rings.Params{Without: rings.MergeCoherence})},
		{"without merging, resolution 0.02", detect(rings.Params{Without: rings.Merging, Resolution: 0.02})},
		{"without merging, resolution 0.002", detect(rings.Params{Without: rings.Merging, Resolution: 0.002})},
		{"resolution 0.05", detect(rings.Params{Resolution: 0.05})},
		{"resolution 0.5", detect(rings.Params{Resolution: 0.5})},
		{"hubs from degree 12", detect(rings.Params{MinHubDegree: 12})},
		{"hubs from degree 40", detect(rings.Params{MinHubDegree: 40})},
	}
}

// textbook returns the methods of textbooks. All but the last have their groups scored as Detect
// scores its candidates.
func textbook() []method {
	type find = func(context.Context, *rings.Evidence) (*rings.Result, error)
	capped := func(maxDegree int, groups func(context.Context, *analysis.Network) ([][]int, error)) find {
		return func(ctx context.Context, e *rings.Evidence) (*rings.Result, error) {
			g, err := rings.NewNetwork(ctx, e)
			if err != nil {
				return nil, err
			}
			labels := make([]uint32, g.Order())
			var nodes []int
			for u := range labels {
				labels[u] = ^uint32(0) // no group
				if g.Degree(u) <= maxDegree {
					nodes = append(nodes, u)
				}
			}
			communities, err := groups(ctx, g.Induced(nodes))
			if err != nil {
				return nil, err
			}
			for c, community := range communities {
				for _, u := range community {
					labels[nodes[u]] = uint32(c)
				}
			}
			return rings.ScoreGroups(ctx, e, labels, len(communities), rings.Params{})
		}
	}
	leiden := func(ctx context.Context, g *analysis.Network) ([][]int, error) {
		p, err := analysis.Leiden(ctx, g, analysis.LeidenOptions{})
		if err != nil {
			return nil, err
		}
		return p.Communities(), nil
	}
	components := func(_ context.Context, g *analysis.Network) (all [][]int, _ error) {
		for _, nodes := range topo.ConnectedComponents(g) {
			var c []int
			for _, n := range nodes {
				c = append(c, int(n.ID()))
			}
			slices.Sort(c)
			all = append(all, c)
		}
		return all, nil
	}
	louvain := func(ctx context.Context, g *analysis.Network) ([][]int, error) { return analysis.Louvain(ctx, g, 1, 1) }
	const unlimited = 1 << 30
	return []method{
		{"ringwatch", detect(rings.Params{})},
		{"Leiden, modularity", capped(unlimited, leiden)},
		{"Leiden, degree at most 100", capped(100, leiden)},
		{"Louvain, degree at most 100", capped(100, louvain)},
		{"components, degree at most 100", capped(100, components)},
		{"components, degree at most 20", capped(20, components)},
		{"Louvain with a size rule", func(ctx context.Context, e *rings.Evidence) (*rings.Result, error) {
			return rings.DetectLouvain(ctx, e, rings.Params{})
		}},
	}
}
