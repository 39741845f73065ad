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

// Builder builds a Network from edges that are told twice, so that they are never held
// beside it: first to Count, then, after Rows has made room, to Place. Edges come in
// batches, in any order, from any number of goroutines at once; the order of the edges
// changes nothing. It takes 4 bytes a node beside the network itself.
type Builder struct {
	most   int
	growth sync.RWMutex // held for writing while degree grows
	degree []uint32     // of each node; once there are rows, how much room is left in its own

	order    atomic.Int64 // the highest node counted, and one
	edges    atomic.Int64
	sum      atomic.Uint64 // of the weights, for as long as all are whole numbers
	weighted atomic.Bool   // whether some weight is not 1
	broken   atomic.Bool   // whether some weight is not whole, or the sum too high

	g *Network
}

// maxEdges bounds the edges that a Builder takes, so that a degree has 4 bytes.
const maxEdges = math.MaxUint32

// wholeSum is what the weights of all edge ends must stay below to be held, and added up,
// in 4 bytes.
const wholeSum = 1 << 32

// ErrEdgesDiffer is wrapped by the errors of a Builder that was told other edges the second
// time than the first.
var ErrEdgesDiffer = errors.New("not the edges that were counted")

// NewBuilder returns a Builder of a network of at most so many nodes.
func NewBuilder(most int) *Builder {
	return &Builder{most: min(max(most, 0), MaxOrder)}
}

// Count takes note of a batch of edges, as NewNetwork takes them. It fails with ErrBadEdge.
func (b *Builder) Count(from, to []uint32, weights []float64) error {
	if err := checkEdges(b.most, from, to, weights); err != nil {
		return err
	}
	if b.edges.Add(int64(len(from))) > maxEdges {
		return fmt.Errorf("%w: more than %d of them", ErrBadEdge, uint32(maxEdges))
	}
	b.weigh(weights, len(from))
	if len(from) == 0 {
		return nil
	}
	last := max(slices.Max(from), slices.Max(to))
	b.grow(int(last) + 1)
	b.growth.RLock()
	defer b.growth.RUnlock()
	for i := 0; i < len(from); {
		u, same := from[i], uint32(0)
		for ; i < len(from) && from[i] == u; i++ { // as in files that are sorted
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

// weigh finds out which type the weights take.
func (b *Builder) weigh(weights []float64, edges int) {
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
		degree := large[uint32](min(b.most, max(n, 2*len(b.degree))))
		copy(degree, b.degree)
		b.degree = degree
	}
}

// Order returns how many nodes there are up to the highest counted.
func (b *Builder) Order() int { return int(b.order.Load()) }

// Edges returns how many edges have been counted, parallel ones each for itself.
func (b *Builder) Edges() int { return int(b.edges.Load()) }

// AllocateRows ends the counting and makes room for the rows of n nodes, which are at least
// Order().
func (b *Builder) AllocateRows(n int) error {
	if n < b.Order() || n > b.most {
		return fmt.Errorf("rows of %d nodes: want %d to %d", n, b.Order(), b.most)
	}
	b.grow(n)
	b.degree = b.degree[:n]
	g := &Network{offsets: large[int](n + 1)}
	for u, d := range b.degree {
		g.offsets[u+1] = g.offsets[u] + int(d)
	}
	g.targets = large[uint32](g.offsets[n])
	switch {
	case !b.weighted.Load():
	case b.whole():
		g.whole = large[uint32](len(g.targets))
	default:
		g.weights = large[float64](len(g.targets))
	}
	b.g = g
	return nil
}

// whole reports whether the weights of all edge ends add up in 4 bytes.
func (b *Builder) whole() bool { return !b.broken.Load() && 2*b.sum.Load() < wholeSum }

// errNoRows tells of a call before Rows, or after Network.
var errNoRows = errors.New("the network has no rows to place edges in: call Rows first, and Network last")

// Place puts a batch of edges into their rows. The batches may be cut otherwise than for
// Count. It fails with ErrOtherEdges where there is no room for an edge.
func (b *Builder) Place(from, to []uint32, weights []float64) error {
	if b.g == nil {
		return errNoRows
	}
	if err := checkEdges(b.g.Order(), from, to, weights); err != nil {
		return fmt.Errorf("%w: %w", ErrEdgesDiffer, err)
	}
	for len(from) > 0 {
		piece := min(placeAhead, len(from))
		b.touch(from[:piece], to[:piece])
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

// placeAhead is how many edges' rows are loaded at once. Taking a place is an atomic
// operation, which waits for what it needs and lets nothing pass.
const placeAhead = 64

//go:noinline
func (b *Builder) touch(from, to []uint32) (sum uint32) {
	for i, u := range from {
		sum += b.near(u) + b.near(to[i])
	}
	return sum
}

// near loads what put needs for u.
func (b *Builder) near(u uint32) uint32 {
	at := b.g.offsets[u+1] - int(atomic.LoadUint32(&b.degree[u]))
	if at >= 0 && at < len(b.g.targets) { // a full row's next may be neither
		return atomic.LoadUint32(&b.g.targets[at])
	}
	return 0
}

// put writes v into the next free place of u's row.
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

// Network returns the network once all edges are in their rows. It works with threads
// goroutines, or GOMAXPROCS where that is 0, and fails with ErrOtherEdges where edges are
// missing, and with the context's error.
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
	c := newCrew(ctx, threads)
	defer c.close()
	merge := func() error { return mergeParallels(c, g, &g.weights) }
	if g.weights == nil && b.whole() {
		merge = func() error { return mergeParallels(c, g, &g.whole) }
	}
	if err := merge(); err != nil {
		return nil, err
	}
	sum := 0.0
	for _, w := range g.weights {
		sum += w
	}
	if sum > math.MaxFloat64/2 { // each may be a loop
		return nil, fmt.Errorf("%w: the weights of all add up to more than %v", ErrBadEdge, math.MaxFloat64/4)
	}
	return g, nil
}
