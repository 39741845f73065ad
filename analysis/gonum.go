package analysis

import (
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
)

// A Network is a gonum graph, with its nodes' numbers as IDs. gonum's interfaces are of simple
// graphs: they leave self-loops out, except for Weight.
var _ graph.WeightedUndirected = (*Network)(nil)

// Node returns the node with the ID, or nil if there is none.
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

// From returns the neighbours of a node in ascending order, without the node itself.
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

// HasEdgeBetween reports whether an edge joins two different nodes.
func (g *Network) HasEdgeBetween(x, y int64) bool {
	if x == y || !g.has(x) || !g.has(y) {
		return false
	}
	_, ok := g.find(int(x), uint32(y))
	return ok
}

// Edge returns the edge between u and v, or nil if there is none.
func (g *Network) Edge(u, v int64) graph.Edge { return g.EdgeBetween(u, v) }

// EdgeBetween returns the edge between x and y, or nil if there is none.
func (g *Network) EdgeBetween(x, y int64) graph.Edge {
	if e := g.WeightedEdgeBetween(x, y); e != nil {
		return e
	}
	return nil
}

// WeightedEdge returns the edge between u and v, or nil if there is none.
func (g *Network) WeightedEdge(u, v int64) graph.WeightedEdge { return g.WeightedEdgeBetween(u, v) }

// WeightedEdgeBetween returns the edge between x and y, or nil if there is none.
func (g *Network) WeightedEdgeBetween(x, y int64) graph.WeightedEdge {
	w, ok := g.Weight(x, y)
	if x == y || !ok {
		return nil
	}
	return edge{node(x), node(y), w}
}

// Weight returns the weight of the edge between x and y, or 0 and false if there is none. If x and
// y are the same node, ok is true and the weight that of its self-loop, or 0 if it has none.
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
