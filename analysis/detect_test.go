package analysis_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/topo"

	"ringwatch/analysis"
)

// planted is two rings of 5 identifiers and 8 reports each, a hub that names every
// report, and strangers reported once.
func planted(t *testing.T) analysis.Evidence {
	t.Helper()
	const identifiers, ringReports, strangers = 11, 16, 150
	c := columns{n: identifiers + strangers + ringReports + strangers}
	join := func(u, v int) { c.from, c.to = append(c.from, uint32(u)), append(c.to, uint32(v)) }
	firstReport := identifiers + strangers
	for ring := range 2 {
		for r := range 8 {
			report := firstReport + ring*8 + r
			for i := range 4 {
				join(report, ring*5+(r+i)%5)
			}
			join(report, 10)
		}
	}
	for s := range strangers {
		join(firstReport+ringReports+s, identifiers+s)
		join(firstReport+ringReports+s, 10)
	}
	g, err := analysis.NewNetwork(c.n, c.from, c.to, nil)
	require.NoError(t, err)
	return analysis.Evidence{Network: g, Identifiers: identifiers + strangers}
}

func TestDetect_FindsPlantedRings(t *testing.T) {
	e := planted(t)
	found, err := analysis.Detect(t.Context(), e, analysis.Params{})
	require.NoError(t, err)
	require.Equal(t, []int{10}, found.Hubs)
	members := map[int]int{}
	for i, ring := range found.Rings {
		require.GreaterOrEqual(t, len(ring.Reports), 3)
		require.Len(t, ring.Reasons, 3)
		total := 0.0
		for _, reason := range ring.Reasons {
			total += reason.Weight
		}
		require.InDelta(t, ring.Score, total, 1e-9)
		for _, m := range ring.Members {
			require.Greater(t, m.Strength, 0.0)
			require.LessOrEqual(t, m.Strength, 1.0)
			members[m.Node] = i
		}
	}
	require.NotEmpty(t, found.Rings)
	for node, ring := range members {
		require.Less(t, node, 10, "a stranger is in no ring")
		for other, otherRing := range members {
			if node/5 != other/5 {
				require.NotEqual(t, ring, otherRing, "two rings are not one")
			}
		}
	}
	again, err := analysis.Detect(t.Context(), e, analysis.Params{})
	require.NoError(t, err)
	require.Equal(t, found, again)
}

func TestDetect_NothingToFind(t *testing.T) {
	empty, err := analysis.NewNetwork(0, nil, nil, nil)
	require.NoError(t, err)
	found, err := analysis.Detect(t.Context(), analysis.Evidence{Network: empty}, analysis.Params{})
	require.NoError(t, err)
	require.Empty(t, found.Rings)
	_, err = analysis.Detect(t.Context(), analysis.Evidence{Network: empty, Identifiers: 1}, analysis.Params{})
	require.Error(t, err)
	_, err = analysis.Detect(t.Context(), analysis.Evidence{Network: empty}, analysis.Params{Resolution: -1})
	require.Error(t, err)
}

func TestDetect_Cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := analysis.Detect(ctx, planted(t), analysis.Params{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestLouvain(t *testing.T) {
	c := random(11, 300, 330, true)
	for i := range c.from { // gonum's measure leaves loops out
		if c.from[i] == c.to[i] {
			c.to[i] = (c.to[i] + 1) % uint32(c.n)
		}
	}
	g, err := analysis.NewNetwork(c.n, c.from, c.to, c.weights)
	require.NoError(t, err)
	found, err := analysis.Louvain(t.Context(), g, 1, 1)
	require.NoError(t, err)
	seen := map[int]bool{}
	for _, nodes := range found {
		for _, u := range nodes {
			require.False(t, seen[u], "a node is in one community")
			seen[u] = true
		}
	}
	require.Len(t, seen, c.n)
	require.InDelta(t, community.Q(g, asNodes(g, found), 1.5), analysis.Modularity(g, found, 1.5), 1e-9)
	// Communities lie within components, so they are at least as good as those.
	require.Greater(t, community.Q(g, asNodes(g, found), 1), community.Q(g, topo.ConnectedComponents(g), 1))
}

func TestParams_RefuseWhatIsNoResolution(t *testing.T) {
	for _, resolution := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1} {
		_, err := analysis.Detect(t.Context(), planted(t), analysis.Params{Resolution: resolution})
		require.ErrorContains(t, err, "want a finite number over 0", resolution)
	}
}
