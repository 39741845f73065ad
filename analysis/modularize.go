package analysis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
)

// Modularize partitions g by Leiden. It is a drop-in replacement for gonum's community.Modularize,
// some thousand times as fast on a network of 100,000 nodes: resolution is γ
// (doi:10.1103/PhysRevE.74.016110), and the seed is drawn from src, or is 1 if src is nil. Like
// gonum's, it panics if a weight is negative or, unlike gonum's, if a weight or the resolution is
// not finite; ModularizeContext returns an error instead.
func Modularize(g graph.Undirected, resolution float64, src rand.Source) community.ReducedGraph {
	o := LeidenOptions{Resolution: resolution}
	if resolution == 0 { // LeidenOptions takes 0 for 1; with this γ too, each component is one community
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

// ModularizeContext partitions g by Leiden with the options, whose objective must be modularity.
// Edges of weight 0 count as none. It returns ErrBadEdge if a weight is negative or not finite, an
// error if an option is out of range, and the context's error.
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

// ReducedNetwork is the graph of the communities of another graph, numbered from 0. An edge has the
// weight of all edges between two communities. The Weight of a community with itself is twice the
// weight inside it, as in gonum, so that community.Q of the reduced graph alone is the modularity
// of the communities.
type ReducedNetwork struct {
	*Network
	communities [][]graph.Node // of the original graph
}

var (
	_ community.ReducedGraph   = (*ReducedNetwork)(nil)
	_ graph.Undirected         = (*ReducedNetwork)(nil)
	_ graph.WeightedUndirected = (*ReducedNetwork)(nil)
)

// Communities returns the nodes of each community, as the original graph has them.
func (r *ReducedNetwork) Communities() [][]graph.Node { return r.communities }

// Structure returns the same as Communities: the hierarchy has one level.
func (r *ReducedNetwork) Structure() [][]graph.Node { return r.communities }

// Expanded returns nil: there is no level below.
func (r *ReducedNetwork) Expanded() community.ReducedGraph { return nil }

// fromGonum returns g as a network, and its nodes by ID. gonum counts a loop once and a Network at
// both its ends, so the network's loops have half the weight.
func fromGonum(g graph.Undirected) (*Network, []graph.Node, error) {
	nodes := graph.NodesOf(g.Nodes())
	slices.SortFunc(nodes, func(a, b graph.Node) int { return cmp.Compare(a.ID(), b.ID()) })
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

// reduce returns the graph of the communities.
func reduce(g *Network, nodes []graph.Node, p *Partition) (*ReducedNetwork, error) {
	var from, to []uint32
	var weights []float64
	for u := range g.Order() {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			v, w := int(g.targets[i]), g.weight(i)
			if v < u {
				continue // the row of v has this edge
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
