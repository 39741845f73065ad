package evaluation

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// The intervals are those that R's prop.test gives without continuity correction.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		good, n  int
		from, to float64
	}{
		{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {99, 100, 0.9455, 0.9982}, {1, 1, 0.2065, 1},
	} {
		got := wilson(c.good, c.n)
		require.InDelta(t, c.from, got.From, 5e-5)
		require.InDelta(t, c.to, got.To, 5e-5)
	}
	width := 2.0
	for n := 10; n < 10_000; n *= 3 {
		i := wilson(n/2, n)
		require.Less(t, i.To-i.From, width, "more outcomes say more")
		width = i.To - i.From
	}
}

func number(letter string) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
}

// judged returns a ring with a number for each letter.
func judged(score float64, letters string, verdicts ...graph.LatestVerdict) graph.PreviousRing {
	r := graph.PreviousRing{Ring: graph.Ring{Status: graph.Active, EvidenceScore: score, Score: score / 2}, Verdicts: verdicts}
	for _, letter := range letters {
		r.Members = append(r.Members, graph.Member{Identifier: number(string(letter)), Strength: 1})
	}
	return r
}

func TestFeedback_Verdicts(t *testing.T) {
	says := func(verdict graph.Verdict, band graph.Band) graph.LatestVerdict {
		return graph.LatestVerdict{Verdict: verdict, Band: band}
	}
	yes, no := says(graph.Confirms, graph.High), says(graph.Dismisses, graph.High)
	closed := judged(0, "", no)
	closed.Status = graph.Closed
	forgotten := judged(0.9, "")
	forgotten.Status = graph.Closed
	o := Feedback([]graph.PreviousRing{
		judged(0.8, "", yes), judged(0.9, "", yes, yes, no), judged(0.85, "", no), judged(0.95, "", yes, no), closed,
		judged(0.9, ""), forgotten,
		judged(0.99, "", says(graph.Confirms, graph.VeryHigh)), judged(0.5, "", says(graph.Dismisses, graph.VeryHigh), says(graph.Confirms, graph.Medium)),
	}, nil, nil)
	require.Equal(t, []graph.Band{graph.Medium, graph.High, graph.VeryHigh}, []graph.Band{o.Bands[0].Band, o.Bands[1].Band, o.Bands[2].Band})
	high := o.Bands[1]
	require.Equal(t, []int{6, 5, 2, 2}, []int{high.Rings, high.Judged, high.Disagreed, high.Confirmed})
	require.InDelta(t, 0.4, high.Share, 1e-9)
	require.InDelta(t, 0.7, high.MeanScore, 1e-9)
	require.Equal(t, wilson(2, 5), high.Interval)
	require.True(t, high.Few)
	highest := o.Bands[2]
	require.Equal(t, []int{2, 2, 1, 1}, []int{highest.Rings, highest.Judged, highest.Disagreed, highest.Confirmed},
		"a ring counts in the band that it had when it was judged")
	require.Zero(t, o.Bands[0].Judged)

	var out bytes.Buffer
	require.NoError(t, PrintFeedback(&out, o))
	require.Contains(t, out.String(), "high               6         5          2          2       0.700      0.400  0.118 to 0.769\n")
	require.Contains(t, out.String(), "medium             0         0          0          0       0.000          -  -\n")
	require.Contains(t, out.String(), "outcomes: 7 of rings, 0 of members\n")
	require.Contains(t, out.String(), "too few judged rings to rely on, fewer than 30: medium, high, very_high\n")
	require.NotContains(t, out.String(), "upheld dispute")

	many := make([]graph.PreviousRing, 30)
	for i := range many {
		many[i] = judged(0.9, "", yes)
	}
	require.False(t, Feedback(many, nil, nil).Bands[1].Few)
}

func TestFeedback_Members(t *testing.T) {
	found := func(finding graph.Finding, reason string) graph.Verification {
		return graph.Verification{Finding: finding, Reason: reason}
	}
	findings := map[graph.Token][]graph.Verification{}
	for letter, all := range map[string][]graph.Verification{
		"a": {found(graph.Disconnected, "false_documents")},
		"b": {found(graph.Verified, "documents_match"), found(graph.Disconnected, "false_documents")},
		"c": {found(graph.Unverified, "not_a_subscriber"), found(graph.Disconnected, "holder_not_known")},
		"d": {found(graph.Unverified, "not_a_subscriber")},
		"e": {found(graph.Disconnected, graph.HolderAsked)},
	} {
		findings[number(letter).Token] = all
	}
	low, high := judged(0.6, "abg"), judged(0.9, "acde")
	high.Cleared = []graph.Identifier{number("f")}
	closed := judged(0.9, "b")
	closed.Status = graph.Closed
	o := Feedback([]graph.PreviousRing{low, high, closed}, findings, []graph.Identifier{number("f"), number("h"), number("h")})
	m := o.Bands[1].Members
	require.Equal(t, []int{2, 0, 1}, []int{m.Disconnected, m.Verified, m.Cleared})
	require.InDelta(t, 2./3, m.Share, 1e-9)
	require.Equal(t, wilson(2, 3), m.Interval)
	m = o.Bands[0].Members
	require.Equal(t, []int{0, 1, 0}, []int{m.Disconnected, m.Verified, m.Cleared}, "a member of two rings counts once")
	require.Equal(t, 1, o.ClearedSince)
	var out bytes.Buffer
	require.NoError(t, PrintFeedback(&out, o))
	require.Contains(t, out.String(), "high                   2         0         1      0.667  0.208 to 0.939\n")
	require.Contains(t, out.String(), "in no ring any more, and count in no band: 1\n")
}
