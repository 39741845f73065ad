package analysis

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Network is an undirected weighted graph in compressed sparse rows: one array holds the neighbours
// of node 0, then those of node 1, and so on, each row in ascending order. Its nodes are 0 to
// Order()-1. It never changes once it is built, so any number of goroutines may read it.
//
// An edge is in the rows of both its ends. A self-loop is once in its node's row.
type Network struct {
	offsets []int     // row u is targets[offsets[u]:offsets[u+1]]
	targets []uint32  // neighbours, row after row
	whole   []uint32  // weight of each entry of targets, if all are whole; nil if all are 1, or weights is set
	weights []float64 // weight of each entry of targets; nil if all are whole and their sum is below wholeSum
}

// MaxOrder is the largest number of nodes of a Network.
const MaxOrder = math.MaxUint32

// MinWeight is the smallest weight of an edge, the smallest normal float64. The inverse of a
// smaller one may be infinite.
const MinWeight = 0x1p-1022

// ErrBadEdge is wrapped by errors about an edge that no Network can have.
var ErrBadEdge = errors.New("bad edge")

// NewNetwork builds the network of n nodes whose i-th edge joins from[i] and to[i] with weights[i],
// or with weight 1 if weights is nil. Parallel edges, in either direction, become one edge with the
// sum of their weights. The slices are not retained. A Builder does the same for more edges than
// memory holds.
//
// It takes O(n + m log d) time, d being the largest degree. The result does not depend on the order
// of the edges. It returns ErrBadEdge if an end is not a node, if a weight is not finite or is
// below MinWeight, and if the sum of the weights is not finite.
func NewNetwork(n int, from, to []uint32, weights []float64) (*Network, error) {
	return newNetwork(context.Background(), n, from, to, weights)
}

func newNetwork(ctx context.Context, n int, from, to []uint32, weights []float64) (*Network, error) {
	if n < 0 || n > MaxOrder {
		return nil, fmt.Errorf("a network of %d nodes: want 0 to %d", n, uint32(MaxOrder))
	}
	if err := checkEdges(n, from, to, weights); err != nil {
		return nil, err
	}
	b := NewBuilder(n)
	b.grow(n)
	if err := inBatches(ctx, from, to, weights, b.Count); err != nil {
		return nil, err
	}
	if err := b.AllocateRows(n); err != nil {
		return nil, err
	}
	if err := inBatches(ctx, from, to, weights, b.Place); err != nil {
		return nil, err
	}
	return b.Network(ctx, 0)
}

// inBatches passes the edges to take in batches, in parallel.
func inBatches(ctx context.Context, from, to []uint32, weights []float64,
	take func(from, to []uint32, weights []float64) error,
) error {
	p := newPool(ctx, 0)
	defer p.close()
	const batch = 1 << 16
	failed := make([]error, (len(from)+batch-1)/batch)
	if err := p.run(len(failed), func(_, i int) {
		lo, hi := i*batch, min((i+1)*batch, len(from))
		if weights == nil {
			failed[i] = take(from[lo:hi], to[lo:hi], nil)
			return
		}
		failed[i] = take(from[lo:hi], to[lo:hi], weights[lo:hi])
	}); err != nil {
		return err
	}
	return errors.Join(failed...)
}

// weight returns the weight of the i-th entry of targets.
func (g *Network) weight(i int) float64 {
	switch {
	case g.weights != nil:
		return g.weights[i]
	case g.whole != nil:
		return float64(g.whole[i])
	}
	return 1
}

// sumsFit reports whether a uint32 holds the sum of the weights of all edge ends.
func (g *Network) sumsFit() bool {
	return g.weights == nil && (g.whole != nil || 2*len(g.targets) < wholeSum) // twice: each may be a loop
}

// appendEntry appends the i-th entry of another network to the last row of this one, with another
// target.
func (g *Network) appendEntry(other *Network, i int, target uint32) {
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

// Degree returns the number of neighbours of u, u itself included if it has a loop.
func (g *Network) Degree(u int) int { return g.offsets[u+1] - g.offsets[u] }

// Neighbours returns the neighbours of u in ascending order, as a slice of the network's own
// memory. Don't write to it.
func (g *Network) Neighbours(u int) []uint32 { return g.targets[g.offsets[u]:g.offsets[u+1]] }

// Size returns the number of edges. Parallel edges count once, since they became one.
func (g *Network) Size() int {
	loops := 0
	for u := range g.Order() {
		if _, ok := g.find(u, uint32(u)); ok {
			loops++
		}
	}
	return (len(g.targets)-loops)/2 + loops
}

// find returns the index of v in targets, within the row of u.
func (g *Network) find(u int, v uint32) (int, bool) {
	i, ok := slices.BinarySearch(g.Neighbours(u), v)
	return g.offsets[u] + i, ok
}
