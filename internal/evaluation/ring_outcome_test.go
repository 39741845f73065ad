package evaluation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestRingOutcomes(t *testing.T) {
	yes := graph.LatestVerdict{Verdict: graph.Confirms, Band: graph.High}
	no := graph.LatestVerdict{Verdict: graph.Dismisses, Band: graph.High}
	found := map[graph.Token][]graph.Verification{}
	for letter, finding := range map[string]graph.Finding{"a": graph.Disconnected, "b": graph.Disconnected, "c": graph.Verified, "d": graph.Verified} {
		found[number(letter).Token] = []graph.Verification{{Finding: finding}}
	}
	bounded := judged(0.97, "", yes)
	bounded.Agencies.Number = 1
	corroborated := bounded
	corroborated.Corroborated = true
	closed := judged(0, "", no)
	closed.Status = graph.Closed
	all, left := RingOutcomes([]graph.PreviousRing{
		judged(0.9, "", yes), judged(0.85, "", yes, no, no),
		judged(0.6, "", no), judged(0.99, "", yes), // in another band since
		judged(0.7, "abc"), judged(0.7, "acd"), // by findings
		judged(0.7, "ab"), judged(0.9, ""), // too few, none
		corroborated,
		judged(0.9, "", yes, no), bounded, closed,
	}, found)
	require.Equal(t, []RingOutcome{
		{0.9, true}, {0.85, false}, {0.8, false}, {0.98, true}, {0.7, true}, {0.7, false}, {0.97, true},
	}, all)
	require.Equal(t, LeftOut{Undecided: 1, Bounded: 1, Unscored: 1}, left)
}
