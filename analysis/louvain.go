package analysis

import (
	"context"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/topo"
)

// Louvain partitions each connected component of a network by gonum's Louvain (Blondel et al. 2008,
// doi:10.1088/1742-5468/2008/10/P10008), by modularity at the resolution. A component of at most 32
// nodes is one community. It returns the nodes of each community in ascending order, and the
// communities in the order of their first nodes. The same network, resolution and seed give the
// same communities.
//
// Its time grows with the square of the size of communities: it suits components of some thousand
// nodes. Leiden is faster and better on larger ones.
//
// It returns the context's error, which it checks between passes.
func Louvain(ctx context.Context, g *Network, resolution float64, seed uint64) ([][]int, error) {
	var found [][]int
	for _, component := range components(g) {
		if len(component) <= smallComponent {
			found = append(found, component)
			continue
		}
		// Seeded by the component, so that changes elsewhere in the network change nothing here.
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

// GonumLouvain partitions a network by gonum's community.Modularize as it is, for comparison. It
// returns the context's error, which it checks between passes.
func GonumLouvain(ctx context.Context, g *Network, resolution float64, seed uint64) (*Partition, error) {
	src := &cancellable{ctx: ctx, src: rand.NewPCG(seed, 0)}
	communities, err := src.modularize(g, resolution)
	if err != nil {
		return nil, err
	}
	return NewPartition(g, communities, resolution)
}

// smallComponent is the largest number of nodes of a component that is one community: modularity of
// so few nodes cuts a ring into pieces.
const smallComponent = 32

// components returns the nodes of each connected component in ascending order.
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

// cancellable is a source of random numbers that stops gonum's Modularize, which takes no context:
// Modularize draws in every pass, and the draw panics once the context has ended. The panic never
// leaves modularize.
type cancellable struct {
	ctx context.Context
	src rand.Source
}

type cancelled struct{ err error }

// Uint64 implements rand.Source.
func (c *cancellable) Uint64() uint64 {
	if err := c.ctx.Err(); err != nil {
		panic(cancelled{err})
	}
	return c.src.Uint64()
}

// modularize returns the communities that gonum's Louvain finds, or the context's error.
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
