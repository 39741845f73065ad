package analysis_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"

	"github.com/ringwatch/ringwatch/analysis"
)

func TestModularize_ReplacesGonums(t *testing.T) {
	for seed := range uint64(4) {
		g := skewed(seed, 300, 900, seed%2 == 0).simpleGraph()
		ours := analysis.Modularize(g, 1, rand.NewPCG(seed, 1))
		theirs := community.Modularize(g, 1, rand.NewPCG(seed, 1))
		require.GreaterOrEqual(t, community.Q(g, ours.Communities(), 1), community.Q(g, theirs.Communities(), 1)-1e-3)
		require.Equal(t, len(ours.Communities()), ours.Nodes().Len())
		require.Nil(t, ours.Expanded())
	}
}

func TestModularizeContext(t *testing.T) {
	g := simple.NewWeightedUndirectedGraph(0.75, 0) // gonum counts each node's own weight
	for u := range int64(30) {
		g.SetWeightedEdge(g.NewWeightedEdge(simple.Node(u*7), simple.Node((u+1)%30*7), 1+float64(u%3)))
	}
	r, err := analysis.ModularizeContext(t.Context(), g, analysis.LeidenOptions{})
	require.NoError(t, err)
	require.Greater(t, community.Q(g, r.Communities(), 1), 0.5)

	g.SetWeightedEdge(g.NewWeightedEdge(simple.Node(0), simple.Node(14), -1))
	_, err = analysis.ModularizeContext(t.Context(), g, analysis.LeidenOptions{})
	require.ErrorIs(t, err, analysis.ErrBadEdge)
	require.Panics(t, func() { analysis.Modularize(g, 1, nil) })
}

// gonum's Q of the reduced graph is that of the communities in the original graph.
func TestModularize_ReducedIsAGraph(t *testing.T) {
	for seed := range uint64(4) {
		g := skewed(seed, 300, 900, seed%2 == 0).simpleGraph()
		ours := analysis.Modularize(g, 1, rand.NewPCG(seed, 1))
		require.InDelta(t, community.Q(g, ours.Communities(), 1), community.Q(ours, nil, 1), 1e-9)
	}
}

func TestModularize_ResolutionZero(t *testing.T) {
	g := simple.NewUndirectedGraph()
	for _, e := range [][2]int64{{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 5}, {5, 3}, {6, 7}} {
		g.SetEdge(g.NewEdge(simple.Node(e[0]), simple.Node(e[1])))
	}
	require.Len(t, analysis.Modularize(g, 0, nil).Communities(), 2)
	require.Len(t, community.Modularize(g, 0, rand.NewPCG(1, 1)).Communities(), 2)
}
