package main

import (
	"context"
	"slices"

	"gonum.org/v1/gonum/graph/topo"

	"github.com/ringwatch/ringwatch/analysis"
	"github.com/ringwatch/ringwatch/analysis/rings"
)

// recipe is a way to find rings.
type recipe struct {
	name string
	find func(ctx context.Context, e *rings.Evidence) (*rings.Result, error)
}

func detect(p rings.Params) func(context.Context, *rings.Evidence) (*rings.Result, error) {
	return func(ctx context.Context, e *rings.Evidence) (*rings.Result, error) { return rings.Detect(ctx, e, p) }
}

// ablations are the detection without one of its parts each.
func ablations() []recipe {
	return []recipe{
		{"all of it", detect(rings.Params{})},
		{"without setting hubs aside", detect(rings.Params{Without: rings.HubRemoval})},
		{"without joining fragments", detect(rings.Params{Without: rings.Merging})},
		{"without habits in joining", detect(rings.Params{Without: rings.MergeCoherence})},
		{"without joining, resolution 0.02", detect(rings.Params{Without: rings.Merging, Resolution: 0.02})},
		{"without joining, resolution 0.002", detect(rings.Params{Without: rings.Merging, Resolution: 0.002})},
		{"resolution 0.05", detect(rings.Params{Resolution: 0.05})},
		{"resolution 0.5", detect(rings.Params{Resolution: 0.5})},
		{"hubs from 12 ties on", detect(rings.Params{MinHubDegree: 12})},
		{"hubs from 40 ties on", detect(rings.Params{MinHubDegree: 40})},
	}
}

// recipes are those of the textbooks, each under the same rule of flagging.
func recipes() []recipe {
	capped := func(ties int, groups func(context.Context, *analysis.Network) ([][]int, error)) func(context.Context, *rings.Evidence) (*rings.Result, error) {
		return func(ctx context.Context, e *rings.Evidence) (*rings.Result, error) {
			g, err := rings.NewNetwork(ctx, e)
			if err != nil {
				return nil, err
			}
			of := make([]uint32, g.Order())
			var kept []int
			for u := range of {
				of[u] = ^uint32(0)
				if g.Degree(u) <= ties {
					kept = append(kept, u)
				}
			}
			communities, err := groups(ctx, g.Induced(kept))
			if err != nil {
				return nil, err
			}
			for c, nodes := range communities {
				for _, u := range nodes {
					of[kept[u]] = uint32(c)
				}
			}
			return rings.ScoreGroups(ctx, e, of, len(communities), rings.Params{})
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
	const all = 1 << 30
	return []recipe{
		{"ringwatch", detect(rings.Params{})},
		{"Leiden, modularity", capped(all, leiden)},
		{"Leiden, modularity, at most 100 ties", capped(100, leiden)},
		{"Louvain, at most 100 ties", capped(100, louvain)},
		{"components, at most 100 ties", capped(100, components)},
		{"components, at most 20 ties", capped(20, components)},
		{"Louvain with a size rule", func(ctx context.Context, e *rings.Evidence) (*rings.Result, error) {
			return rings.DetectLouvain(ctx, e, rings.Params{})
		}},
	}
}
