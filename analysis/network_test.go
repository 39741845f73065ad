package analysis_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"

	"github.com/ringwatch/ringwatch/analysis"
)

// columns is a graph as NewNetwork takes it.
type columns struct {
	n        int
	from, to []uint32
	weights  []float64
}

// random returns m random edges between n nodes, some of them loops or parallel.
func random(seed uint64, n, m int, weighted bool) columns {
	rnd := rand.New(rand.NewPCG(seed, 0))
	c := columns{n: n}
	for range m {
		c.from = append(c.from, uint32(rnd.IntN(n)))
		c.to = append(c.to, uint32(rnd.IntN(n)))
		if weighted {
			c.weights = append(c.weights, 0.1+rnd.Float64())
		}
	}
	return c
}

// simpleGraph builds gonum's own graph of the same edges, without loops.
func (c columns) simpleGraph() *simple.WeightedUndirectedGraph {
	g := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range c.n {
		g.AddNode(simple.Node(i))
	}
	for i := range c.from {
		u, v, w := int64(c.from[i]), int64(c.to[i]), 1.0
		if c.weights != nil {
			w = c.weights[i]
		}
		if u == v {
			continue
		}
		if e := g.WeightedEdge(u, v); e != nil {
			w += e.Weight()
		}
		g.SetWeightedEdge(g.NewWeightedEdge(simple.Node(u), simple.Node(v), w))
	}
	return g
}

func ids(nodes graph.Nodes) []int64 {
	var list []int64
	for nodes.Next() {
		list = append(list, nodes.Node().ID())
	}
	slices.Sort(list)
	return list
}

func TestNetwork_AgreesWithGonumsGraph(t *testing.T) {
	for seed := range uint64(20) {
		for _, weighted := range []bool{false, true} {
			c := random(seed, 1+int(seed)*3, int(seed)*12, weighted)
			want := c.simpleGraph()
			got, err := analysis.NewNetwork(c.n, c.from, c.to, c.weights)
			require.NoError(t, err)
			require.Equal(t, ids(want.Nodes()), ids(got.Nodes()))
			require.Equal(t, c.n, got.Nodes().Len())
			for u := range int64(c.n) {
				require.Equal(t, ids(want.From(u)), ids(got.From(u)))
				for v := range int64(c.n) {
					require.Equal(t, want.HasEdgeBetween(u, v), got.HasEdgeBetween(u, v))
					require.Equal(t, want.Edge(u, v) == nil, got.Edge(u, v) == nil)
					w, ok := got.Weight(u, v)
					back, _ := got.Weight(v, u)
					require.Equal(t, w, back, "both rows of an edge hold the same weight")
					if u != v {
						wantWeight, wantOK := want.Weight(u, v)
						require.Equal(t, wantOK, ok)
						require.InDelta(t, wantWeight, w, 1e-12)
					}
				}
			}
			require.Nil(t, got.Node(int64(c.n)))
			require.Nil(t, got.Node(-1))
			require.Zero(t, got.From(-1).Len())
			require.False(t, got.HasEdgeBetween(0, int64(c.n)))
		}
	}
}

func TestNetwork_WorksWithGonumsAlgorithms(t *testing.T) {
	c := random(7, 60, 80, true)
	for i := range c.from { // gonum's measure counts loops differently: leave them out of both
		if c.from[i] == c.to[i] {
			c.to[i] = (c.to[i] + 1) % uint32(c.n)
		}
	}
	want := c.simpleGraph()
	got, err := analysis.NewNetwork(c.n, c.from, c.to, c.weights)
	require.NoError(t, err)
	require.Equal(t, len(topo.ConnectedComponents(want)), len(topo.ConnectedComponents(got)))

	found := community.Modularize(got, 1, rand.NewPCG(1, 1)).Communities()
	require.Greater(t, len(found), 1)
	require.InDelta(t, community.Q(want, found, 1), community.Q(got, found, 1), 1e-9)
	require.Greater(t, community.Q(got, found, 1), 0.3)
}

func TestNetwork_CountsEdges(t *testing.T) {
	g, err := analysis.NewNetwork(4, []uint32{0, 1, 1, 2, 2}, []uint32{1, 0, 2, 2, 2}, nil)
	require.NoError(t, err)
	require.Equal(t, 3, g.Size()) // 0-1 twice, 1-2, and a loop on 2 twice
	require.Equal(t, 2, g.Degree(2))
	w, ok := g.Weight(0, 1)
	require.True(t, ok)
	require.Equal(t, 2.0, w)
	loop, ok := g.Weight(2, 2)
	require.True(t, ok)
	require.Equal(t, 2.0, loop)
	require.Zero(t, g.Degree(3))
}

func TestNewNetwork_OrderOfEdgesDoesNotMatter(t *testing.T) {
	c := random(3, 50, 400, false)
	a, err := analysis.NewNetwork(c.n, c.from, c.to, nil)
	require.NoError(t, err)
	slices.Reverse(c.from)
	slices.Reverse(c.to)
	b, err := analysis.NewNetwork(c.n, c.to, c.from, nil)
	require.NoError(t, err)
	require.Equal(t, a, b)
}

// Sums of floats depend on their order, but the network doesn't depend on the order of the edges.
func TestNewNetwork_OrderOfParallelEdgesDoesNotMatter(t *testing.T) {
	for _, scale := range []float64{0.1, 1, 1 << 30} {
		c := random(5, 20, 3000, true)
		for i := range c.weights {
			c.weights[i] *= scale
			if scale > 0.1 {
				c.weights[i] = math.Ceil(c.weights[i]) // as whole numbers, and as a sum of them that is too high
			}
		}
		a := c.network(t)
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(c.from), func(i, j int) {
			c.from[i], c.to[i], c.from[j], c.to[j] = c.to[j], c.from[j], c.from[i], c.to[i]
			c.weights[i], c.weights[j] = c.weights[j], c.weights[i]
		})
		require.Equal(t, a, c.network(t))
	}
}

func TestBuilder(t *testing.T) {
	c := random(1, 5000, 40_000, false)
	want := c.network(t)
	b := analysis.NewBuilder(c.n + 7)
	inParallel := func(take func(from, to []uint32, weights []float64) error, batch int) {
		var group errgroup.Group
		for lo := 0; lo < len(c.from); lo += batch {
			hi := min(lo+batch, len(c.from))
			group.Go(func() error { return take(c.from[lo:hi], c.to[lo:hi], nil) })
		}
		require.NoError(t, group.Wait())
	}
	inParallel(b.Count, 1000)
	require.Equal(t, len(c.from), b.Edges())
	require.Equal(t, c.n, b.Order())
	require.Error(t, b.AllocateRows(c.n-1))
	require.Error(t, b.AllocateRows(c.n+8))
	require.NoError(t, b.AllocateRows(c.n))
	inParallel(b.Place, 300)
	got, err := b.Network(t.Context(), 2)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// Edges that differ from those counted have no place, or leave places empty.
func TestBuilder_EdgesDiffer(t *testing.T) {
	counted := func() *analysis.Builder {
		b := analysis.NewBuilder(10)
		require.NoError(t, b.Count([]uint32{0, 1}, []uint32{1, 2}, nil))
		require.NoError(t, b.AllocateRows(3))
		return b
	}
	require.ErrorIs(t, counted().Place([]uint32{0, 0}, []uint32{1, 1}, nil), analysis.ErrEdgesDiffer)
	require.ErrorIs(t, counted().Place([]uint32{9}, []uint32{1}, nil), analysis.ErrEdgesDiffer)
	b := counted()
	require.NoError(t, b.Place([]uint32{0}, []uint32{1}, nil))
	_, err := b.Network(t.Context(), 0)
	require.ErrorIs(t, err, analysis.ErrEdgesDiffer)
	b = analysis.NewBuilder(10)
	require.ErrorIs(t, b.Count([]uint32{0}, []uint32{10}, nil), analysis.ErrBadEdge)
}

func TestNewNetwork_BadEdges(t *testing.T) {
	for name, c := range map[string]columns{
		"from is no node":   {1, []uint32{1}, []uint32{0}, nil},
		"to is no node":     {1, []uint32{0}, []uint32{1}, nil},
		"no nodes at all":   {0, []uint32{0}, []uint32{0}, nil},
		"columns differ":    {2, []uint32{0, 1}, []uint32{0}, nil},
		"too few weights":   {2, []uint32{0}, []uint32{1}, []float64{}},
		"a weight of zero":  {2, []uint32{0}, []uint32{1}, []float64{0}},
		"a negative weight": {2, []uint32{0}, []uint32{1}, []float64{-1}},
		"NaN":               {2, []uint32{0}, []uint32{1}, []float64{math.NaN()}},
		"infinity":          {2, []uint32{0}, []uint32{1}, []float64{math.Inf(1)}},
		"a denormal weight": {2, []uint32{0}, []uint32{1}, []float64{math.SmallestNonzeroFloat64}},
		"an infinite sum":   {2, []uint32{0, 0}, []uint32{1, 1}, []float64{math.MaxFloat64, math.MaxFloat64}},
	} {
		_, err := analysis.NewNetwork(c.n, c.from, c.to, c.weights)
		require.ErrorIs(t, err, analysis.ErrBadEdge, name)
	}
	_, err := analysis.NewNetwork(-1, nil, nil, nil)
	require.Error(t, err)
	empty, err := analysis.NewNetwork(0, nil, nil, nil)
	require.NoError(t, err)
	require.Zero(t, empty.Nodes().Len())
}

func BenchmarkNewNetwork(b *testing.B) {
	for _, m := range []int{1e4, 1e6} {
		b.Run(fmt.Sprintf("edges=%.0e", float64(m)), func(b *testing.B) {
			c := random(1, m/4, m, false)
			b.ReportAllocs()
			for b.Loop() {
				g, err := analysis.NewNetwork(c.n, c.from, c.to, nil)
				require.NoError(b, err)
				require.Equal(b, c.n, g.Order())
			}
			b.ReportMetric(float64(m)*float64(b.N)/b.Elapsed().Seconds(), "edges/s")
		})
	}
}

// asNodes returns communities in the form of gonum's functions.
func asNodes(g *analysis.Network, communities [][]int) [][]graph.Node {
	all := make([][]graph.Node, len(communities))
	for i, c := range communities {
		for _, u := range c {
			all[i] = append(all[i], g.Node(int64(u)))
		}
	}
	return all
}
