package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// A ring that an agency may not see hides none that it may.
func TestView_Check(t *testing.T) {
	rings := make([]graph.Ring, 4)
	for i, region := range []string{"KA", "MH", "KA", "TN"} {
		rings[i] = ring("ring-" + string(rune('a'+i)))
		rings[i].Regions, rings[i].Score = []string{region}, []float64{0.65, 0.99, 0.7, 0.7}[i]
	}
	set, err := newRingSet(graph.Publication{Sequence: 1}, rings)
	require.NoError(t, err)
	packed, ok := packToken(token)
	require.True(t, ok)
	for regions, want := range map[string]string{"": "ring-b", "MH": "ring-b", "KA": "ring-c", "TN": "ring-d", "GA": ""} {
		by := &caller{}
		if regions != "" {
			by.agency.Regions = []string{regions}
		}
		place, ok := set.view(by).check(&packed)
		require.Equal(t, want != "", ok, regions)
		if ok {
			require.Equal(t, want, rings[place].ID, regions)
		}
	}
}
