package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/graph"
)

// A hidden ring does not hide the visible rings of the same token.
func TestView_Lookup(t *testing.T) {
	token := graph.Token("tk1_" + strings.Repeat("a", 26))
	rings := make([]graph.Ring, 4)
	for i, region := range []string{"KA", "MH", "KA", "TN"} {
		rings[i] = graph.Ring{
			ID: "ring-" + string(rune('a'+i)), Status: graph.Active, Regions: []string{region}, Score: []float64{0.65, 0.99, 0.7, 0.7}[i],
			Members: []graph.Member{{Identifier: graph.Identifier{Kind: graph.Number, Token: token}}},
		}
	}
	set := NewSet(graph.Publication{Sequence: 1}, rings)
	for regions, want := range map[string]string{"": "ring-b", "MH": "ring-b", "KA": "ring-c", "TN": "ring-d", "GA": ""} {
		caller := &access.Caller{}
		if regions != "" {
			caller.Agency.Regions = []string{regions}
		}
		v := set.For(caller)
		i, ok := v.LookupToken(token)
		require.Equal(t, want != "", ok, regions)
		if ok {
			require.Equal(t, want, rings[i].ID, regions)
		}
	}
}
