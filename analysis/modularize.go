package analysis

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
)

// Modularize partitions g by Leiden. It has the shape of gonum's
// community.Modularize, so that a user of gonum changes one call: the resolution is
// the γ of doi:10.1103/PhysRevE.74.016110, and the seed is drawn from src, or is 1
// where src is nil. Like gonum's it panics for a weight that is negative, and for one
// that is not finite, or for such a resolution; ModularizeContext returns an error instead.
func Modularize(g graph.Undirected, resolution float64, src rand.Source) community.ReducedGraph {
	o := LeidenOptions{Resolution: resolution}
	if resolution == 0 { // which would stand for 1; with this, too, all that hangs together is one
		o.Resolution = math.SmallestNonzeroFloat64
	}
	if src != nil {
		o.Seed = src.Uint64()
	}
	r, err := ModularizeContext(context.Background(), g, o)
	if err != nil {
		panic(fmt.Sprintf("analysis: %v", err))
	}
	return r
}

// ModularizeContext partitions g by Leiden with the options, by modularity. Edges of
// weight 0 count as none. It fails with ErrBadEdge for a weight that is negative or
// not finite, and with the context's error.
func ModularizeContext(ctx context.Context, g graph.Undirected, o LeidenOptions) (*ReducedNetwork, error) {
	if o.Objective != ByModularity {
		return nil, errors.New("objective: want ByModularity")
	}
	network, nodes, err := fromGonum(g)
	if err != nil {
		return nil, err
	}
	p, err := Leiden(ctx, network, o)
	if err != nil {
		return nil, err
	}
	return reduce(network, nodes, p)
}

// ReducedNetwork is a graph whose nodes are the communities of another, from 0 on. Its
// edges carry the weight between two communities. The Weight of a community with itself is
// twice the weight inside, as gonum has it, so that community.Q of the reduced graph alone is that of
// the communities.
type ReducedNetwork struct {
	*Network
	communities [][]graph.Node // of the graph it was made from
}

var (
	_ community.ReducedGraph   = (*ReducedNetwork)(nil)
	_ graph.Undirected         = (*ReducedNetwork)(nil)
	_ graph.WeightedUndirected = (*ReducedNetwork)(nil)
)

// Communities returns the nodes of each community, as the graph that was partitioned
// gave them.
func (r *ReducedNetwork) Communities() [][]graph.Node { return r.communities }

// Structure returns the communities too: the hierarchy has one level.
func (r *ReducedNetwork) Structure() [][]graph.Node { return r.communities }

// Expanded returns nil: there is no level below.
func (r *ReducedNetwork) Expanded() community.ReducedGraph { return nil }

// fromGonum returns g as a network and its nodes, by id. gonum counts a loop once
// where a Network counts both its ends, so the network has loops of half the weight.
func fromGonum(g graph.Undirected) (*Network, []graph.Node, error) {
	nodes := graph.NodesOf(g.Nodes())
	slices.SortFunc(nodes, func(a, b graph.Node) int {
		if a.ID() < b.ID() {
			return -1
		}
		return 1
	})
	index := make(map[int64]uint32, len(nodes))
	for i, n := range nodes {
		index[n.ID()] = uint32(i)
	}
	var from, to []uint32
	var weights []float64
	weighted, _ := g.(graph.Weighted)
	for i, u := range nodes {
		if weighted != nil {
			if w, ok := weighted.Weight(u.ID(), u.ID()); ok && w != 0 {
				from, to, weights = append(from, uint32(i)), append(to, uint32(i)), append(weights, w/2)
			}
		}
		for others := g.From(u.ID()); others.Next(); {
			v := others.Node()
			if v.ID() <= u.ID() {
				continue
			}
			w := 1.0
			if weighted != nil {
				w, _ = weighted.Weight(u.ID(), v.ID())
			}
			if w != 0 {
				from, to, weights = append(from, uint32(i)), append(to, index[v.ID()]), append(weights, w)
			}
		}
	}
	if weighted == nil {
		weights = nil
	}
	network, err := NewNetwork(len(nodes), from, to, weights)
	return network, nodes, err
}

// reduce makes the graph of the communities.
func reduce(g *Network, nodes []graph.Node, p *Partition) (*ReducedNetwork, error) {
	var from, to []uint32
	var weights []float64
	for u := range g.Order() {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			v, w := int(g.targets[i]), g.weight(i)
			if v < u {
				continue // it came as an edge of v
			}
			if p.Community[u] == p.Community[v] {
				w *= 2
			}
			from, to, weights = append(from, p.Community[u]), append(to, p.Community[v]), append(weights, w)
		}
	}
	between, err := NewNetwork(p.Count, from, to, weights)
	if err != nil {
		return nil, err
	}
	r := &ReducedNetwork{Network: between, communities: make([][]graph.Node, p.Count)}
	for c, members := range p.Communities() {
		for _, u := range members {
			r.communities[c] = append(r.communities[c], nodes[u])
		}
	}
	return r, nil
}
