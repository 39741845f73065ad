package analysis

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whether parallel edges are merged or not, a level has the sums by neighbour, the masses, loops
// and weight inside communities that follow from the level below.
func TestAggregate(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	merging := map[bool]int{}
	for range 200 {
		n := 2 + rnd.IntN(3000)
		from, to := make([]uint32, n), make([]uint32, n)
		for i := range n {
			from[i], to[i] = uint32(i), uint32((i+1+rnd.IntN(n-1))%n)
			if rnd.IntN(20) == 0 {
				to[i] = from[i]
			}
		}
		g, err := NewNetwork(n, from, to, nil)
		require.NoError(t, err)
		pool := newPool(t.Context(), 2)
		l, err := networkLevel[uint32](pool, g, g.whole, ByModularity)
		require.NoError(t, err)
		count := 1 + rnd.IntN(n)
		p := parts{of: make([]uint32, n), community: make([]uint32, count)}
		for u := range p.of {
			p.of[u] = uint32(rnd.IntN(count))
		}
		for q := range p.community {
			p.community[q] = uint32(q / 3)
		}
		p.groups = groupByLabel(p.of, count)
		up, inside, err := aggregate(pool, l, p, newLabelSums[uint32](2, n), new(rowBuffer[uint32]))
		require.NoError(t, err)
		pool.close()

		sums, mass, loops, within := make(map[[2]uint32]uint32), make([]uint32, count), make([]uint32, count), 0.
		for u := range uint32(n) {
			q := p.of[u]
			mass[q] += l.mass[u]
			for i, v := range g.Neighbours(int(u)) {
				w := uint32(g.weight(g.offsets[u] + i))
				if v == u {
					w *= 2
				}
				if other := p.of[v]; other == q {
					loops[q] += w
				} else {
					sums[[2]uint32{q, other}] += w
				}
				if p.community[p.of[v]] == p.community[q] {
					within += float64(w)
				}
			}
		}
		found := make(map[[2]uint32]uint32)
		for q := range uint32(count) {
			row, weights := up.row(q)
			for i, other := range row {
				w := uint32(1)
				if weights != nil {
					w = weights[i]
				}
				found[[2]uint32{q, other}] += w
			}
		}
		require.Equal(t, sums, found)
		require.Equal(t, mass, up.mass)
		require.Equal(t, loops, up.loops)
		require.Equal(t, within, inside)
		if l.weights == nil {
			merging[up.weights != nil]++
		}
	}
	require.NotZero(t, merging[true], "no level merged")
	require.NotZero(t, merging[false], "no level left unmerged")
}
