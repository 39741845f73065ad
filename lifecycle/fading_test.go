package lifecycle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestFade(t *testing.T) {
	for _, c := range []struct {
		name       string
		quiet      int // days
		dismissals int
		score      float64
		band       graph.Band
		texts      []string
	}{
		{"active", 0, 0, 0.98, graph.VeryHigh, nil},
		{"confirmed by more than dismiss it", 0, -2, 0.98, graph.VeryHigh, nil},
		{"not yet dormant", 90, 0, 0.98, graph.VeryHigh, nil},
		{"dormant", 91, 0, 24.5 / 25.5, graph.High, []string{"without a new report for more than 90 days"}},
		{"a day later", 92, 0, 24.5 / 25.5, graph.High, []string{"without a new report for more than 90 days"}},
		{"a step later", 121, 0, 12.25 / 13.25, graph.High, []string{"without a new report for more than 120 days"}},
		{"long dormant", 365, 0, 49. / 1024 / (1 + 49./1024), graph.Medium, []string{"without a new report for more than 360 days"}},
		{"dismissed", 0, 1, 12.25 / 13.25, graph.High, []string{"dismissed by 1 agency"}},
		{"dismissed by two", 0, 2, 3.0625 / 4.0625, graph.Medium, []string{"dismissed by 2 agencies"}},
		{"dormant and dismissed", 100, 1, 6.125 / 7.125, graph.High, []string{"without a new report for more than 90 days", "dismissed by 1 agency"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ring := scored(0.98, withReports("r", "ABCD", 8, june.AddDate(0, 0, -c.quiet)))
			ring.Explanation = []graph.Reason{{Kind: graph.ReasonTies, Text: "evidence", Weight: 0.98}}
			fade(&ring, june, c.dismissals)
			require.InDelta(t, c.score, ring.Score, 1e-9)
			require.Equal(t, c.band, ring.Band)
			require.InDelta(t, 0.98, ring.EvidenceScore, 1e-9)
			var texts []string
			sum := 0.0
			for _, r := range ring.Explanation {
				texts, sum = append(texts, r.Text), sum+r.Weight
			}
			require.Equal(t, append([]string{"evidence"}, c.texts...), texts)
			require.InDelta(t, ring.Score, sum, 0.001, "weights add up to the score")
			require.Equal(t, []graph.Reason{{Kind: graph.ReasonTies, Text: "evidence", Weight: 0.98}}, unfade(ring.Explanation))
		})
	}
}

// A faded ring stays as it was published while nothing changes.
func TestFade_OfAHeldScore(t *testing.T) {
	ring := withReports("r", "ABCD", 8, june.AddDate(0, 0, -100))
	published := ring
	fade(&published, june, 1)
	for _, score := range []float64{0.85, 0.84, 0.86} { // the background rates moved a little
		again := ring
		again.EvidenceScore = score
		applyHysteresis(&published, &again)
		fade(&again, june.AddDate(0, 0, 1), 1)
		require.Equal(t, published, again)
	}
}

// The score without the strongest agency or source is lowered as the score is. It is never above
// it, and it stays as it was published while the score does.
func TestFade_ScoreWithoutStrongest(t *testing.T) {
	for _, without := range []float64{0, 0.3, 0.98, 1} {
		previous := 1.0
		for quiet := 0; quiet < 400; quiet += 10 {
			ring := scored(0.98, withReports("r", "ABCD", 8, june.AddDate(0, 0, -quiet)))
			ring.ScoreWithoutStrongest = without
			found := ring
			if found.Status == graph.Closed {
				continue
			}
			fade(&ring, june, 1)
			require.LessOrEqual(t, ring.ScoreWithoutStrongest, ring.Score)
			require.LessOrEqual(t, ring.ScoreWithoutStrongest, previous)
			previous = ring.ScoreWithoutStrongest
			found.ScoreWithoutStrongest = without / 2
			next := Advance(Input{Matching: Match(previously(ring, graph.LatestVerdict{Verdict: graph.Dismisses, Members: 4, Reports: 8, Band: graph.VeryHigh}), []graph.Ring{found}), AsOf: june})
			require.Equal(t, ring.Score, next.Rings[0].Score)
			require.Equal(t, ring.ScoreWithoutStrongest, next.Rings[0].ScoreWithoutStrongest)
		}
	}
	ring := scored(0.8, withReports("r", "ABCD", 8, june))
	ring.ScoreWithoutStrongest = 0.5
	fade(&ring, june, 1)
	require.InDelta(t, 0.5, ring.Score, 1e-9)
	require.InDelta(t, 0.2, ring.ScoreWithoutStrongest, 1e-9)
}

// A ring that is closed, or that others merged into, is published with who supports it.
func TestAdvance_Support(t *testing.T) {
	support := func(r graph.Ring, sources int) graph.Ring {
		r.Sources, r.Corroborated, r.ScoreWithoutStrongest = sources, true, 0.6
		r.Agencies = graph.AgencyCount{Number: sources, Kinds: []graph.AgencyKind{graph.Bank}}
		return r
	}
	of := func(r *graph.Ring) []any {
		return []any{r.Sources, r.Agencies, r.Corroborated, r.ScoreWithoutStrongest}
	}
	large, small := support(withReports("a", "ABCDEF", 8, june), 5), support(withReports("b", "GHI", 8, june), 2)
	merged := support(withReports("a", "ABCDEFGHI", 16, june), 6)
	previous := append(previously(large), previously(small)...)
	next := Advance(Input{Matching: Match(previous, []graph.Ring{merged}), AsOf: june})
	require.Equal(t, of(&merged), of(&next.Rings[0]))
	require.Equal(t, "a", next.Closed[0].MergedInto)
	require.Equal(t, of(&small), of(&next.Closed[0]))
	next = Advance(Input{Matching: Match(previously(large), nil), AsOf: june, LostReports: lostReports(Withdrawn, 1)})
	require.Equal(t, of(&graph.Ring{}), of(&next.Closed[0]), "a report was withdrawn: nothing of it stays")
}
