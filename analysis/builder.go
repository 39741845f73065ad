package analysis

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// Builder builds a Network from a stream of edges that is read twice, so that the edges are never
// all in memory next to the network: Count takes them the first time, AllocateRows makes room,
// Place takes them the second time, and Network returns the result.
//
// Edges come in batches, in any order, from any number of goroutines. The order changes nothing.
// The builder takes 4 bytes a node on top of the network itself.
type Builder struct {
	maxNodes int
	growth   sync.RWMutex // held for writing while degree grows
	degree   []uint32     // of each node; after AllocateRows, how many places of its row are free

	order    atomic.Int64 // the highest node counted, plus one
	edges    atomic.Int64
	sum      atomic.Uint64 // of the weights, as long as all are whole numbers
	weighted atomic.Bool   // whether some weight is not 1
	broken   atomic.Bool   // whether some weight is not whole, or the sum is too large

	g *Network
}

// maxEdges is the largest number of edges of a Builder: a degree has 4 bytes.
const maxEdges = math.MaxUint32

// wholeSum is the limit below which the sum of the weights of all edge ends must stay for weights
// and their sums to have 4 bytes.
const wholeSum = 1 << 32

// ErrEdgesDiffer is wrapped by errors of a Builder whose edges differ between Count and Place.
var ErrEdgesDiffer = errors.New("the edges placed are not the edges that were counted")

// NewBuilder returns a Builder for a network of at most maxNodes nodes.
func NewBuilder(maxNodes int) *Builder {
	return &Builder{maxNodes: min(max(maxNodes, 0), MaxOrder)}
}

// Count counts a batch of edges, given in the form that NewNetwork takes. It returns ErrBadEdge for
// the same reasons as NewNetwork.
func (b *Builder) Count(from, to []uint32, weights []float64) error {
	if err := checkEdges(b.maxNodes, from, to, weights); err != nil {
		return err
	}
	if b.edges.Add(int64(len(from))) > maxEdges {
		return fmt.Errorf("%w: more than %d of them", ErrBadEdge, uint32(maxEdges))
	}
	b.countWeights(weights, len(from))
	if len(from) == 0 {
		return nil
	}
	last := max(slices.Max(from), slices.Max(to))
	b.grow(int(last) + 1)
	b.growth.RLock()
	defer b.growth.RUnlock()
	for i := 0; i < len(from); {
		u, same := from[i], uint32(0)
		for ; i < len(from) && from[i] == u; i++ { // a run of the same node, as in sorted files
			same++
			if v := to[i]; v != u {
				atomic.AddUint32(&b.degree[v], 1)
			}
		}
		atomic.AddUint32(&b.degree[u], same)
	}
	return nil
}

func checkEdges(n int, from, to []uint32, weights []float64) error {
	if len(from) != len(to) || weights != nil && len(weights) != len(from) {
		return fmt.Errorf("%w: columns of %d, %d and %d entries", ErrBadEdge, len(from), len(to), len(weights))
	}
	for i := range from {
		if int(from[i]) >= n || int(to[i]) >= n {
			return fmt.Errorf("%w %d: joins %d and %d of %d nodes", ErrBadEdge, i, from[i], to[i], n)
		}
	}
	for i, w := range weights {
		if !(w >= MinWeight && w <= math.MaxFloat64) {
			return fmt.Errorf("%w %d: weight %v: want a finite one of %v or more", ErrBadEdge, i, w, MinWeight)
		}
	}
	return nil
}

// countWeights updates what decides on the type of the weights.
func (b *Builder) countWeights(weights []float64, edges int) {
	if weights == nil {
		b.sum.Add(uint64(edges))
		return
	}
	sum, weighted, broken := uint64(0), false, false
	for _, w := range weights {
		n := uint32(min(w, wholeSum-1))
		sum += uint64(n)
		weighted = weighted || w != 1
		broken = broken || float64(n) != w
	}
	if weighted {
		b.weighted.Store(true)
	}
	if broken || b.sum.Add(sum) >= wholeSum {
		b.broken.Store(true)
	}
}

// grow makes room for the degrees of n nodes.
func (b *Builder) grow(n int) {
	for {
		order := b.order.Load()
		if order >= int64(n) || b.order.CompareAndSwap(order, int64(n)) {
			break
		}
	}
	b.growth.RLock()
	enough := n <= len(b.degree)
	b.growth.RUnlock()
	if enough {
		return
	}
	b.growth.Lock()
	defer b.growth.Unlock()
	if n > len(b.degree) {
		degree := makeLarge[uint32](min(b.maxNodes, max(n, 2*len(b.degree))))
		copy(degree, b.degree)
		b.degree = degree
	}
}

// Order returns the highest node counted, plus one.
func (b *Builder) Order() int { return int(b.order.Load()) }

// Edges returns the number of edges counted. Parallel edges count separately.
func (b *Builder) Edges() int { return int(b.edges.Load()) }

// AllocateRows ends the counting and allocates the rows of n nodes. It fails unless n is at least
// Order() and at most the builder's limit.
func (b *Builder) AllocateRows(n int) error {
	if n < b.Order() || n > b.maxNodes {
		return fmt.Errorf("rows of %d nodes: want %d to %d", n, b.Order(), b.maxNodes)
	}
	b.grow(n)
	b.degree = b.degree[:n]
	g := &Network{offsets: makeLarge[int](n + 1)}
	for u, d := range b.degree {
		g.offsets[u+1] = g.offsets[u] + int(d)
	}
	g.targets = makeLarge[uint32](g.offsets[n])
	switch {
	case !b.weighted.Load():
	case b.whole():
		g.whole = makeLarge[uint32](len(g.targets))
	default:
		g.weights = makeLarge[float64](len(g.targets))
	}
	b.g = g
	return nil
}

// whole reports whether all weights are whole and a uint32 holds the sum over all edge ends.
func (b *Builder) whole() bool { return !b.broken.Load() && 2*b.sum.Load() < wholeSum }

// errNoRows is returned for a call before AllocateRows or after Network.
var errNoRows = errors.New("the builder has no rows: call AllocateRows first, and Network last")

// Place writes a batch of edges to their rows. The batches may differ from those that were counted,
// the edges may not: it returns ErrEdgesDiffer if an edge has no place.
func (b *Builder) Place(from, to []uint32, weights []float64) error {
	if b.g == nil {
		return errNoRows
	}
	if err := checkEdges(b.g.Order(), from, to, weights); err != nil {
		return fmt.Errorf("%w: %w", ErrEdgesDiffer, err)
	}
	for len(from) > 0 {
		piece := min(placeAhead, len(from))
		b.prefetch(from[:piece], to[:piece])
		for i, u := range from[:piece] {
			w := 1.0
			if weights != nil {
				w = weights[i]
			}
			v := to[i]
			if !b.put(u, v, w) || u != v && !b.put(v, u, w) {
				return ErrEdgesDiffer
			}
		}
		from, to = from[piece:], to[piece:]
		if weights != nil {
			weights = weights[piece:]
		}
	}
	return nil
}

// placeAhead is for how many edges the rows are prefetched together. Taking a place is an atomic
// operation, which the processor doesn't overlap with other loads.
const placeAhead = 64

// prefetch loads what put needs into the cache. The sum has no meaning: it stops the compiler from
// leaving the loads out.
//
//go:noinline
func (b *Builder) prefetch(from, to []uint32) (sum uint32) {
	for i, u := range from {
		sum += b.loadFree(u) + b.loadFree(to[i])
	}
	return sum
}

// loadFree loads the next free place of u's row.
func (b *Builder) loadFree(u uint32) uint32 {
	at := b.g.offsets[u+1] - int(atomic.LoadUint32(&b.degree[u]))
	if at >= 0 && at < len(b.g.targets) { // a full row has no free place
		return atomic.LoadUint32(&b.g.targets[at])
	}
	return 0
}

// put writes v to the next free place of u's row. It reports false if the row is full.
func (b *Builder) put(u, v uint32, w float64) bool {
	g := b.g
	left := atomic.AddUint32(&b.degree[u], ^uint32(0))
	end := g.offsets[u+1]
	at := end - 1 - int(left)
	if at < g.offsets[u] {
		return false
	}
	atomic.StoreUint32(&g.targets[at], v)
	switch {
	case g.whole != nil:
		g.whole[at] = uint32(w)
	case g.weights != nil:
		g.weights[at] = w
	}
	return true
}

// Network sorts the rows, merges parallel edges, and returns the network. It runs on as many
// goroutines as threads says; 0 means GOMAXPROCS. The builder is empty afterwards.
//
// It returns ErrEdgesDiffer if edges are missing, ErrBadEdge if the sum of the weights is not
// finite, and the context's error.
func (b *Builder) Network(ctx context.Context, threads int) (*Network, error) {
	if b.g == nil {
		return nil, errNoRows
	}
	for _, left := range b.degree {
		if left != 0 {
			return nil, ErrEdgesDiffer
		}
	}
	g := b.g
	b.g, b.degree = nil, nil
	p := newPool(ctx, threads)
	defer p.close()
	merge := func() error { return mergeParallelEdges(p, g, &g.weights) }
	if g.weights == nil && b.whole() {
		merge = func() error { return mergeParallelEdges(p, g, &g.whole) }
	}
	if err := merge(); err != nil {
		return nil, err
	}
	sum := 0.0
	for _, w := range g.weights {
		sum += w
	}
	if sum > math.MaxFloat64/2 { // half: each may be a loop
		return nil, fmt.Errorf("%w: the weights of all add up to more than %v", ErrBadEdge, math.MaxFloat64/4)
	}
	return g, nil
}
