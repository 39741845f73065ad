package analysis

import (
	"context"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/topo"
)

// Louvain partitions the network into communities: gonum's connected components,
// then gonum's Louvain (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008)
// inside each that is not small, at the resolution. Communities come with their nodes ascending, in
// the order of their first nodes. The same network, resolution and seed give the
// same communities.
//
// A component's cost grows with the square of its communities' sizes: it suits
// components of some thousands of nodes. The context is looked at between passes.
func Louvain(ctx context.Context, g *Network, resolution float64, seed uint64) ([][]int, error) {
	var found [][]int
	for _, component := range components(g) {
		if len(component) <= smallComponent {
			found = append(found, component)
			continue
		}
		// Seeded by the component itself, so that news elsewhere in the graph
		// changes nothing here.
		src := &cancellable{ctx: ctx, src: rand.NewPCG(seed, uint64(len(component)))}
		communities, err := src.modularize(g.Induced(component), resolution)
		if err != nil {
			return nil, err
		}
		for _, c := range communities {
			for i, local := range c {
				c[i] = component[local]
			}
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b []int) int { return a[0] - b[0] })
	return found, ctx.Err()
}

// GonumLouvain partitions the whole network by gonum's community.Modularize alone, for
// comparison. It looks at the context between passes, and fails with its error.
func GonumLouvain(ctx context.Context, g *Network, resolution float64, seed uint64) (*Partition, error) {
	src := &cancellable{ctx: ctx, src: rand.NewPCG(seed, 0)}
	communities, err := src.modularize(g, resolution)
	if err != nil {
		return nil, err
	}
	return NewPartition(g, communities, resolution)
}

// smallComponent is the nodes up to which a component is one community: modularity
// measured inside so few nodes cuts a single crew into pieces.
const smallComponent = 32

// components lists the connected components, nodes ascending.
func components(g *Network) [][]int {
	var all [][]int
	for _, nodes := range topo.ConnectedComponents(g) {
		all = append(all, ascending(nodes))
	}
	return all
}

func ascending(nodes []graph.Node) []int {
	ids := make([]int, len(nodes))
	for i, n := range nodes {
		ids[i] = int(n.ID())
	}
	slices.Sort(ids)
	return ids
}

// cancellable is a source of randomness that ends gonum's Modularize, which takes
// no context, at its next draw: it draws in every pass. The panic never leaves
// modularize.
type cancellable struct {
	ctx context.Context
	src rand.Source
}

type cancelled struct{ err error }

func (c *cancellable) Uint64() uint64 {
	if err := c.ctx.Err(); err != nil {
		panic(cancelled{err})
	}
	return c.src.Uint64()
}

func (c *cancellable) modularize(g *Network, resolution float64) (communities [][]int, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case cancelled:
			err = p.err
		default:
			panic(p)
		}
	}()
	for _, nodes := range community.Modularize(g, resolution, c).Communities() {
		communities = append(communities, ascending(nodes))
	}
	return communities, nil
}
