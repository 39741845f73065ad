package analysis

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
)

// Network is an undirected weighted graph in compressed sparse rows: the
// neighbours of every node stand side by side, in ascending order, in one array.
// Its nodes are 0 to Order()-1. It does not change once built, so any number of
// goroutines may read it.
//
// A self-loop stands once in its node's row.
type Network struct {
	offsets []int     // of each node's row; one more than there are nodes
	targets []uint32  // neighbours, row after row
	whole   []uint32  // weights beside targets; nil where every weight is 1, or some aren't whole
	weights []float64 // weights beside targets; nil where all are whole, with a sum below wholeSum
}

var _ graph.WeightedUndirected = (*Network)(nil)

// MaxOrder is the most nodes a Network holds.
const MaxOrder = math.MaxUint32

// MinWeight is the least weight of an edge: of smaller ones the inverse may be infinite.
const MinWeight = 0x1p-1022

// ErrBadEdge is wrapped by the errors of NewNetwork that an edge causes.
var ErrBadEdge = errors.New("bad edge")

// NewNetwork builds the network of n nodes whose i-th edge joins from[i] and to[i]
// with weights[i], or with 1 where weights is nil. Parallel edges, whichever way
// round, become one with the sum of their weights. It keeps none of its arguments. A
// Builder does the same for edges that are too many to be held at once.
//
// It takes O(n + m log d) time, d the largest degree. It fails with ErrBadEdge for
// an end that is not a node, for a weight that is not finite and MinWeight or more, and
// for weights whose sum is not finite.
func NewNetwork(n int, from, to []uint32, weights []float64) (*Network, error) {
	if n < 0 || n > MaxOrder {
		return nil, fmt.Errorf("a network of %d nodes: want 0 to %d", n, uint32(MaxOrder))
	}
	if err := checkEdges(n, from, to, weights); err != nil {
		return nil, err
	}
	b := NewBuilder(n)
	b.grow(n)
	if err := inBatches(from, to, weights, b.Count); err != nil {
		return nil, err
	}
	if err := b.AllocateRows(n); err != nil {
		return nil, err
	}
	if err := inBatches(from, to, weights, b.Place); err != nil {
		return nil, err
	}
	return b.Network(context.Background(), 0)
}

// inBatches tells the edges to some goroutines at once.
func inBatches(from, to []uint32, weights []float64, tell func(from, to []uint32, weights []float64) error) error {
	c := newCrew(context.Background(), 0)
	defer c.close()
	const batch = 1 << 16
	failed := make([]error, (len(from)+batch-1)/batch)
	if err := c.do(len(failed), func(_, i int) {
		lo, hi := i*batch, min((i+1)*batch, len(from))
		if weights == nil {
			failed[i] = tell(from[lo:hi], to[lo:hi], nil)
			return
		}
		failed[i] = tell(from[lo:hi], to[lo:hi], weights[lo:hi])
	}); err != nil {
		return err
	}
	return errors.Join(failed...)
}

func (g *Network) weight(i int) float64 {
	switch {
	case g.weights != nil:
		return g.weights[i]
	case g.whole != nil:
		return float64(g.whole[i])
	}
	return 1
}

// sumsFit reports whether the weights of all edge ends add up in 4 bytes.
func (g *Network) sumsFit() bool {
	return g.weights == nil && (g.whole != nil || 2*len(g.targets) < wholeSum) // twice, since each may be a loop
}

// adopt adds to the network's last row an entry of another: the i-th, under another name.
func (g *Network) adopt(other *Network, i int, target uint32) {
	g.targets = append(g.targets, target)
	if other.whole != nil {
		g.whole = append(g.whole, other.whole[i])
	}
	if other.weights != nil {
		g.weights = append(g.weights, other.weights[i])
	}
}

// Order returns the number of nodes.
func (g *Network) Order() int { return len(g.offsets) - 1 }

// Degree returns the number of neighbours of u, itself included if it has a loop.
func (g *Network) Degree(u int) int { return g.offsets[u+1] - g.offsets[u] }

// Neighbours returns the neighbours of u in ascending order. It is a part of the
// network: don't write to it.
func (g *Network) Neighbours(u int) []uint32 { return g.targets[g.offsets[u]:g.offsets[u+1]] }

// Size returns the number of edges, parallel ones counted once.
func (g *Network) Size() int {
	loops := 0
	for u := range g.Order() {
		if _, ok := g.find(u, uint32(u)); ok {
			loops++
		}
	}
	return (len(g.targets)-loops)/2 + loops
}

// find returns where v stands in the row of u.
func (g *Network) find(u int, v uint32) (int, bool) {
	i, ok := slices.BinarySearch(g.Neighbours(u), v)
	return g.offsets[u] + i, ok
}

// Node returns the node with the id, or nil.
func (g *Network) Node(id int64) graph.Node {
	if !g.has(id) {
		return nil
	}
	return node(id)
}

func (g *Network) has(id int64) bool { return id >= 0 && id < int64(g.Order()) }

// Nodes returns all nodes in ascending order.
func (g *Network) Nodes() graph.Nodes {
	if g.Order() == 0 {
		return graph.Empty
	}
	return iterator.NewImplicitNodes(0, g.Order(), func(id int) graph.Node { return node(id) })
}

// From returns the neighbours of a node in ascending order, without the node
// itself.
func (g *Network) From(id int64) graph.Nodes {
	if !g.has(id) {
		return graph.Empty
	}
	row := g.Neighbours(int(id))
	nodes := make([]graph.Node, 0, len(row))
	for _, v := range row {
		if int64(v) != id {
			nodes = append(nodes, node(v))
		}
	}
	if len(nodes) == 0 {
		return graph.Empty
	}
	return iterator.NewOrderedNodes(nodes)
}

// HasEdgeBetween reports whether an edge joins the two nodes. A self-loop is not
// counted: gonum's algorithms take simple graphs.
func (g *Network) HasEdgeBetween(x, y int64) bool {
	if x == y || !g.has(x) || !g.has(y) {
		return false
	}
	_, ok := g.find(int(x), uint32(y))
	return ok
}

// Edge returns the edge between u and v, or nil.
func (g *Network) Edge(u, v int64) graph.Edge { return g.EdgeBetween(u, v) }

// EdgeBetween returns the edge between x and y, or nil.
func (g *Network) EdgeBetween(x, y int64) graph.Edge {
	if e := g.WeightedEdgeBetween(x, y); e != nil {
		return e
	}
	return nil
}

// WeightedEdge returns the edge between u and v, or nil.
func (g *Network) WeightedEdge(u, v int64) graph.WeightedEdge { return g.WeightedEdgeBetween(u, v) }

// WeightedEdgeBetween returns the edge between x and y, or nil.
func (g *Network) WeightedEdgeBetween(x, y int64) graph.WeightedEdge {
	w, ok := g.Weight(x, y)
	if x == y || !ok {
		return nil
	}
	return edge{node(x), node(y), w}
}

// Weight returns the weight of the edge between x and y. ok is false, and the
// weight 0, where there is none, unless x and y are one node: then ok is true and
// the weight that of its self-loop, or 0.
func (g *Network) Weight(x, y int64) (w float64, ok bool) {
	if !g.has(x) || !g.has(y) {
		return 0, false
	}
	i, ok := g.find(int(x), uint32(y))
	if !ok {
		return 0, x == y
	}
	return g.weight(i), true
}

type node int64

func (n node) ID() int64 { return int64(n) }

type edge struct {
	from, to node
	weight   float64
}

func (e edge) From() graph.Node         { return e.from }
func (e edge) To() graph.Node           { return e.to }
func (e edge) Weight() float64          { return e.weight }
func (e edge) ReversedEdge() graph.Edge { return edge{e.to, e.from, e.weight} }
