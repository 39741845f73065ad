package analysis

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// A leaf shares its neighbour's community, an isolated node is alone, and folded nodes count in the
// quality.
func TestLeiden_LeavesAndIsolatedNodes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	const core, leaves, pairs, isolated = 1500, 4000, 200, 900
	const n = core + leaves + 2*pairs + isolated
	number := rnd.Perm(n)
	var from, to []uint32
	join := func(u, v int) { from, to = append(from, uint32(number[u])), append(to, uint32(number[v])) }
	for u := range core { // groups of ten, and some edges between them
		for range 4 {
			join(u, u/10*10+rnd.IntN(10)) // may be a loop
		}
		join(u, rnd.IntN(core))
	}
	for u := core; u < core+leaves; u++ {
		join(u, rnd.IntN(core))
	}
	for u := core + leaves; u < core+leaves+2*pairs; u += 2 {
		join(u, u+1)
	}
	g, err := NewNetwork(n, from, to, nil)
	require.NoError(t, err)
	var first *Partition
	for _, threads := range []int{1, 2, 7} {
		p, err := Leiden(t.Context(), g, LeidenOptions{Threads: threads})
		require.NoError(t, err)
		require.InDelta(t, Modularity(g, p.Communities(), 1), p.Quality, 1e-9)
		sizes := make([]int, p.Count)
		for _, c := range p.Community {
			sizes[c]++
		}
		for u := range n {
			switch row := g.Neighbours(u); len(row) {
			case 0:
				require.Equal(t, 1, sizes[p.Community[u]])
			case 1:
				require.Equal(t, p.Community[row[0]], p.Community[u])
			}
		}
		if first == nil {
			first = p
		}
		require.Equal(t, first, p)
	}
	pool := newPool(t.Context(), 1)
	base, err := networkLevel[uint32](pool, g, nil, ByModularity)
	require.NoError(t, err)
	unfolded, err := leidenLevels(pool, base, LeidenOptions{}.withDefaults())
	require.NoError(t, err)
	require.GreaterOrEqual(t, first.Quality, unfolded.Quality-0.002, "worse than without folding")
}
