package analysis

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
)

// scattered returns a random network with loops and parallel edges.
func scattered(tb testing.TB, rnd *rand.Rand, n, m int, whole bool) *Network {
	tb.Helper()
	from, to, weights := make([]uint32, m), make([]uint32, m), make([]float64, m)
	for i := range m {
		from[i], to[i], weights[i] = uint32(rnd.IntN(n)), uint32(rnd.IntN(n)), float64(1+rnd.IntN(9))
		if !whole {
			weights[i] += rnd.Float64()
		}
	}
	g, err := NewNetwork(n, from, to, weights)
	require.NoError(tb, err)
	return g
}

// The connected parts of random communities are gonum's components of the edges inside them.
func TestConnectedParts(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		n := 1 + rnd.IntN(400)
		g := scattered(t, rnd, n, rnd.IntN(3*n), false)
		labels := 1 + rnd.IntN(8)
		community := make([]uint32, n)
		for u := range community {
			community[u] = uint32(rnd.IntN(labels))
		}
		p := newPool(t.Context(), 2)
		l, err := networkLevel(p, g, g.weights, ByModularity)
		require.NoError(t, err)
		groups, skipped := groupByLabel(community, labels), uint32(rnd.IntN(labels))
		for own := range labels { // in any order, as after refinement
			members := groups.members(own)
			rnd.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		}
		part, reported := make([]uint32, n), make([][2]float64, labels)
		count := make([]int, labels)
		check := func(own uint32) bool { return own != skipped }
		require.NoError(t, connectedParts(p, l, part, community, groups, check, func(own uint32, inside, mass float64) {
			reported[own][0] += inside
			reported[own][1] += mass
			count[own]++
		}))
		p.close()

		want, total := make([]uint32, n), make([][2]float64, labels)
		within := simple.NewUndirectedGraph()
		for u := range n {
			within.AddNode(simple.Node(u))
		}
		for u := range n {
			total[community[u]][1] += l.mass[u]
			for i, v := range g.Neighbours(u) {
				if community[v] == community[u] {
					w := g.weight(g.offsets[u] + i)
					if total[community[u]][0] += w; int(v) == u {
						total[community[u]][0] += w // both ends of a loop
					}
					if int(v) > u {
						within.SetEdge(simple.Edge{F: simple.Node(u), T: simple.Node(v)})
					}
				}
			}
		}
		pieces := make([]int, labels)
		for _, component := range topo.ConnectedComponents(within) {
			lowest := slices.MinFunc(component, func(a, b graph.Node) int { return int(a.ID() - b.ID()) }).ID()
			for _, u := range component {
				want[u.ID()] = uint32(lowest)
			}
			pieces[community[lowest]]++
		}
		for u := range want {
			if community[u] == skipped {
				want[u] = noLabel
			}
		}
		pieces[skipped], total[skipped] = 0, [2]float64{}
		require.Equal(t, want, part)
		require.Equal(t, pieces, count)
		for own := range total {
			require.InDeltaSlice(t, total[own][:], reported[own][:], 1e-9)
		}
	}
}
