package analysis

import (
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
	weights []float64 // beside targets; nil where every weight is 1
}

var _ graph.WeightedUndirected = (*Network)(nil)

// MaxOrder is the most nodes a Network holds.
const MaxOrder = math.MaxUint32

// ErrBadEdge is wrapped by the errors of NewNetwork that an edge causes.
var ErrBadEdge = errors.New("bad edge")

// NewNetwork builds the network of n nodes whose i-th edge joins from[i] and to[i]
// with weights[i], or with 1 where weights is nil. Parallel edges, whichever way
// round, become one with the sum of their weights. It keeps none of its arguments.
//
// It takes O(n + m log d) time, d the largest degree. It fails with ErrBadEdge for
// an end that is not a node and for a weight that is not finite and positive.
func NewNetwork(n int, from, to []uint32, weights []float64) (*Network, error) {
	if n < 0 || n > MaxOrder {
		return nil, fmt.Errorf("a network of %d nodes: want 0 to %d", n, uint32(MaxOrder))
	}
	if len(from) != len(to) || weights != nil && len(weights) != len(from) {
		return nil, fmt.Errorf("%w: columns of %d, %d and %d entries", ErrBadEdge, len(from), len(to), len(weights))
	}
	for i := range from {
		if int(from[i]) >= n || int(to[i]) >= n {
			return nil, fmt.Errorf("%w %d: joins %d and %d of %d nodes", ErrBadEdge, i, from[i], to[i], n)
		}
		if weights != nil && !(weights[i] > 0 && weights[i] <= math.MaxFloat64) {
			return nil, fmt.Errorf("%w %d: weight %v is not finite and positive", ErrBadEdge, i, weights[i])
		}
	}
	g := &Network{offsets: make([]int, n+1)}
	g.place(from, to, weights)
	g.merge()
	return g, nil
}

// place fills the rows in the order of the edges: a counting sort by node.
func (g *Network) place(from, to []uint32, weights []float64) {
	degree := g.offsets[1:]
	for i := range from {
		degree[from[i]]++
		if from[i] != to[i] {
			degree[to[i]]++
		}
	}
	for i := range degree {
		degree[i] += g.offsets[i]
	}
	g.targets = large[uint32](g.offsets[len(g.offsets)-1])
	if weights != nil {
		g.weights = make([]float64, len(g.targets))
	}
	next := slices.Clone(g.offsets)
	put := func(u, v uint32, i int) {
		g.targets[next[u]] = v
		if weights != nil {
			g.weights[next[u]] = weights[i]
		}
		next[u]++
	}
	for i := range from {
		put(from[i], to[i], i)
		if from[i] != to[i] {
			put(to[i], from[i], i)
		}
	}
}

// merge sorts every row and sums its parallel edges, closing the gaps.
//
// The two rows of an edge hold its parallels in the same order, that of the input,
// and the sort is stable: so both sum to the same floating-point number.
func (g *Network) merge() {
	var row []neighbour
	kept := 0
	parallel := false
	for u := range g.Order() {
		lo, hi := g.offsets[u], g.offsets[u+1]
		unit := g.weights == nil
		if unit {
			slices.Sort(g.targets[lo:hi])
		}
		row = row[:0]
		for i := lo; i < hi; i++ {
			row = append(row, neighbour{g.targets[i], g.weight(i)})
		}
		if !unit {
			slices.SortStableFunc(row, func(a, b neighbour) int { return int(a.node) - int(b.node) })
		}
		g.offsets[u] = kept
		for i, e := range row {
			if i > 0 && e.node == row[i-1].node {
				if g.weights == nil && !parallel {
					g.weights = ones(len(g.targets))
				}
				parallel = true
				g.weights[kept-1] += e.weight
				continue
			}
			g.targets[kept] = e.node
			if g.weights != nil {
				g.weights[kept] = e.weight
			}
			kept++
		}
	}
	g.offsets[g.Order()] = kept
	g.targets = g.targets[:kept:kept]
	if g.weights != nil {
		g.weights = g.weights[:kept:kept]
	}
}

type neighbour struct {
	node   uint32
	weight float64
}

func ones(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1
	}
	return w
}

func (g *Network) weight(i int) float64 {
	if g.weights == nil {
		return 1
	}
	return g.weights[i]
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
