package analysis_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis"
)

func TestUpdateLeiden(t *testing.T) {
	c := plantedCommunities(1, 500, 20, 5, 2, false)
	before := c.network(t)
	o := analysis.LeidenOptions{}
	earlier, err := analysis.Leiden(t.Context(), before, o)
	require.NoError(t, err)

	rnd := rand.New(rand.NewPCG(2, 2))
	var changed []int
	for range len(c.from) / 100 { // one edge in a hundred is replaced, and two nodes come
		i := rnd.IntN(len(c.from))
		u := rnd.IntN(c.n)
		v := u/20*20 + rnd.IntN(20)
		changed = append(changed, int(c.from[i]), int(c.to[i]), u, v)
		c.from[i], c.to[i] = uint32(u), uint32(v)
	}
	c.n += 2
	c.join(c.n-1, 7)
	changed = append(changed, 7)
	after := c.network(t)

	full, err := analysis.Leiden(t.Context(), after, o)
	require.NoError(t, err)
	updated, err := analysis.UpdateLeiden(t.Context(), after, earlier, changed, o)
	require.NoError(t, err)
	requireSound(t, after, updated)
	require.InDelta(t, analysis.Modularity(after, updated.Communities(), 1), updated.Quality, 1e-9)
	require.Greater(t, updated.Quality, full.Quality-5e-4)
	require.Equal(t, updated.Community[7], updated.Community[c.n-1])
	for _, threads := range []int{1, 7} {
		again, err := analysis.UpdateLeiden(t.Context(), after, earlier, changed, analysis.LeidenOptions{Threads: threads})
		require.NoError(t, err)
		require.Equal(t, updated, again)
	}

	_, err = analysis.UpdateLeiden(t.Context(), after, earlier, []int{c.n}, o)
	require.Error(t, err)
	_, err = analysis.UpdateLeiden(t.Context(), before, updated, nil, o)
	require.Error(t, err)
	_, err = analysis.UpdateLeiden(t.Context(), before, &analysis.Partition{Community: []uint32{9}}, nil, o)
	require.Error(t, err)
}
