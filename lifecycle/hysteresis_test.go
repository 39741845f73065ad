package lifecycle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestApplyHysteresis(t *testing.T) {
	published := withReports("r", "ABCD", 8, june)
	published.Explanation = []graph.Reason{{Kind: graph.ReasonTies, Text: "as published", Weight: 0.85}}
	again := func(score float64, letters string, reports int) graph.Ring {
		ring := withReports("r", letters, reports, june)
		ring.EvidenceScore = score
		applyHysteresis(&published, &ring)
		fade(&ring, june, 0)
		return ring
	}
	require.Equal(t, published, again(0.84, "ABCD", 8), "the background rates moved a little")
	require.Equal(t, graph.High, again(0.831, "ABCD", 8).Band)
	require.InDelta(t, 0.82, again(0.82, "ABCD", 8).Score, 1e-9, "it moved far enough")
	require.InDelta(t, 0.84, again(0.84, "ABCE", 8).Score, 1e-9, "another member")
	require.InDelta(t, 0.84, again(0.84, "ABCD", 9).Score, 1e-9, "another report")
}

// An explanation that was stored before reasons had kinds may hold reasons of fade that unfade
// cannot recognise: the newly computed one takes its place, once.
func TestApplyHysteresis_OfAnExplanationWithoutKinds(t *testing.T) {
	published := withReports("r", "ABCD", 8, june.AddDate(0, 0, -100))
	published.Explanation = []graph.Reason{{Text: "as published", Weight: 0.85}}
	fade(&published, june, 1)
	for i := range published.Explanation {
		published.Explanation[i].Kind = ""
	}
	found := withReports("r", "ABCD", 8, june.AddDate(0, 0, -100))
	found.EvidenceScore = 0.84
	found.Explanation = []graph.Reason{{Kind: graph.ReasonTies, Text: "as found", Weight: 0.84}}
	advance := func(previous, found graph.Ring) graph.Ring {
		next := Advance(Input{Matching: Match(previously(previous), []graph.Ring{found}), AsOf: june})
		require.Len(t, next.Rings, 1)
		return next.Rings[0]
	}
	upgraded := advance(published, found)
	require.InDelta(t, 0.84, upgraded.EvidenceScore, 1e-9)
	var kinds []graph.ReasonKind
	sum := 0.0
	for _, reason := range upgraded.Explanation {
		kinds, sum = append(kinds, reason.Kind), sum+reason.Weight
	}
	require.Equal(t, []graph.ReasonKind{graph.ReasonTies, graph.ReasonQuiet}, kinds)
	require.Equal(t, "as found", upgraded.Explanation[0].Text)
	require.InDelta(t, upgraded.Score, sum, 0.001)

	found.EvidenceScore = 0.85
	found.Explanation = []graph.Reason{{Kind: graph.ReasonTies, Text: "otherwise", Weight: 0.85}}
	require.Equal(t, upgraded, advance(upgraded, found), "from then on it is held")
}

// A run that finds other support for a ring publishes it as found: a ring that is no longer
// corroborated does not keep the score that it had while it was.
func TestApplyHysteresis_OtherSupport(t *testing.T) {
	ring := scored(0.985, withReports("r", "ABCD", 8, june))
	ring.Sources, ring.Agencies = 4, graph.AgencyCount{Number: 2, Kinds: []graph.AgencyKind{graph.Bank}}
	ring.Corroborated, ring.ScoreWithoutStrongest = true, 0.7
	for name, change := range map[string]func(*graph.Ring){
		"corroborated":      func(r *graph.Ring) { r.Corroborated = false },
		"sources":           func(r *graph.Ring) { r.Sources = 5 },
		"number":            func(r *graph.Ring) { r.Agencies.Number = 3 },
		"kinds":             func(r *graph.Ring) { r.Agencies.Kinds = []graph.AgencyKind{graph.Telco} },
		"not stored so far": func(r *graph.Ring) { r.Sources, r.Agencies, r.Corroborated = 0, graph.AgencyCount{}, false },
	} {
		previous, found := ring, scored(0.97, ring)
		if change(&found); name == "not stored so far" {
			change(&previous)
			found = scored(0.97, ring)
		}
		next := Advance(Input{Matching: Match(previously(previous), []graph.Ring{found}), AsOf: june})
		require.InDelta(t, 0.97, next.Rings[0].Score, 1e-9, name)
		require.Equal(t, graph.High, next.Rings[0].Band, name)
		require.Equal(t, found.Sources, next.Rings[0].Sources, name)
	}
	next := Advance(Input{Matching: Match(previously(ring), []graph.Ring{scored(0.97, ring)}), AsOf: june})
	require.Equal(t, ring, next.Rings[0], "nothing changed but the background rates")

	ring.Corroborated = false // an operator lowers the band of such rings
	next = Advance(Input{Matching: Match(previously(ring), []graph.Ring{scored(0.97, ring)}), AsOf: june})
	require.Equal(t, graph.High, next.Rings[0].Band)
	ring.Agencies = graph.AgencyCount{} // where no agency is known, nothing is bounded
	next = Advance(Input{Matching: Match(previously(ring), []graph.Ring{scored(0.97, ring)}), AsOf: june})
	require.Equal(t, ring, next.Rings[0])
}

// Whether a ring is corroborated changes with the background rates no more than its score does. Its
// own evidence decides, and no ring keeps a band that needs corroboration.
func TestApplyHysteresis_Corroborated(t *testing.T) {
	version := func(score, without float64, corroborated bool) graph.Ring {
		ring := scored(score, withReports("r", "ABCD", 8, june))
		ring.Sources, ring.Agencies = 4, graph.AgencyCount{Number: 2, Kinds: []graph.AgencyKind{graph.Bank}}
		ring.ScoreWithoutStrongest, ring.Corroborated = without, corroborated
		return ring
	}
	for _, c := range []struct {
		name            string
		published, next graph.Ring
		asOf            time.Time
		retained        bool
	}{
		{"the background rates moved", version(0.85, 0.505, true), version(0.845, 0.495, false), june, true},
		{"and the other way round", version(0.85, 0.495, false), version(0.855, 0.505, true), june, true},
		{"it depends on one agency much more", version(0.85, 0.505, true), version(0.845, 0.48, false), june, false},
		{"the score changed", version(0.85, 0.505, true), version(0.82, 0.495, false), june, false},
		{"it lost the highest band", version(0.985, 0.505, true), version(0.97, 0.495, false), june, false},
		{"it reached the highest band", version(0.97, 0.495, false), version(0.985, 0.505, true), june, false},
		{"it had faded", version(0.85, 0.505, true), version(0.85, 0.495, false), june.AddDate(0, 0, 120), false},
	} {
		if !c.asOf.Equal(june) {
			fade(&c.published, c.asOf, 0)
			c.published.ScoreWithoutStrongest = c.next.ScoreWithoutStrongest
		}
		next := Advance(Input{Matching: Match(previously(c.published), []graph.Ring{c.next}), AsOf: c.asOf})
		require.Len(t, next.Rings, 1, c.name)
		got := next.Rings[0]
		if c.retained {
			require.Equal(t, c.published, got, c.name)
		} else {
			require.Equal(t, c.next.Corroborated, got.Corroborated, c.name)
		}
		require.True(t, got.Band != graph.VeryHigh || got.Corroborated, c.name)
	}
	// A report of one of the two agencies was withdrawn: the difference is small, and it counts.
	published, left := version(0.85, 0.505, true), version(0.845, 0.495, false)
	left.ReportIDs = left.ReportIDs[1:]
	next := Advance(Input{Matching: Match(previously(published), []graph.Ring{left}), AsOf: june})
	require.False(t, next.Rings[0].Corroborated)
}
