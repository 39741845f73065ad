package translate

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	analysis "github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
)

// A Describer returns the same as one with an empty cache, whatever it described before.
func TestDescriber(t *testing.T) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 2000, Seed: 9}, func(r graph.Record) error {
		records = append(records, graph.WithAgency(r, "x"))
		return nil
	})
	require.NoError(t, err)
	filed := evidence.FromRecords(records)
	s, err := filed.Snapshot(t.Context())
	require.NoError(t, err)
	e, agencies, err := Evidence(s, filed.Newest())
	require.NoError(t, err)
	found, err := analysis.Detect(t.Context(), e, analysis.Params{})
	require.NoError(t, err)
	caching := NewDescriber()
	describe := func(s *evidence.Snapshot, found *analysis.Result, withdrawn []string, asOf time.Time) []graph.Ring {
		t.Helper()
		in := &Found{Snapshot: s, Result: found, Agencies: agencies, Withdrawn: withdrawn, AsOf: asOf}
		rings, err := caching.Describe(t.Context(), in)
		require.NoError(t, err)
		want, err := NewDescriber().Describe(t.Context(), in)
		require.NoError(t, err)
		require.Equal(t, want, rings)
		return rings
	}
	asOf := filed.Newest()
	first := describe(s, found, nil, asOf)
	require.NotEmpty(t, first)
	again := describe(s, found, nil, asOf.AddDate(1, 0, 0))
	require.Same(t, &first[0].Members[0], &again[0].Members[0], "what did not change comes from the cache")
	require.NotEqual(t, first, again, "they are older")

	rescored := *found
	rescored.Rings = append([]analysis.Ring{}, found.Rings...)
	rescored.Rings[0].Score /= 2
	rescored.Rings[0].Reasons = append([]analysis.Reason{}, found.Rings[0].Reasons...)
	rescored.Rings[0].Reasons[0].Text, rescored.Rings[0].Reasons[0].Weight = "otherwise", 0.1
	describe(s, &rescored, nil, asOf)
	require.Equal(t, first, describe(s, found, nil, asOf), "the cached rings were not overwritten")

	withdrawn := []string{first[0].ReportIDs[0], first[len(first)-1].ReportIDs[0]}
	for _, reason := range first[1].Explanation {
		withdrawn = append(withdrawn, reason.Links...)
	}
	describe(s, found, withdrawn, asOf)
	describe(s, found, first[0].ReportIDs, asOf)
	describe(s, found, nil, asOf)

	// The same reports with other attributes.
	other := *s
	other.Region = append([]uint32{}, s.Region...)
	other.Second = append([]evidence.Second{}, s.Second...)
	for _, report := range found.Rings[0].Reports {
		other.Region[report], other.Second[report] = 0, other.Second[report]+7
	}
	require.NotEqual(t, first, describe(&other, found, nil, asOf))
}

// The agencies of a ring are counted, and their kinds are named as far as they are known.
func TestDescriber_Agencies(t *testing.T) {
	s, err := evidence.FromRecords([]graph.Record{
		&graph.Report{ID: "1", Agency: "police", Identifiers: []graph.Identifier{number}},
	}).Snapshot(t.Context())
	require.NoError(t, err)
	ring := analysis.Ring{
		Members: []analysis.Member{{Identifier: 0, Strength: 1}}, Reports: []int{0}, Score: 0.9, Sources: 3, Agencies: []uint32{0, 1, 2, 3},
		Corroborated: true, ScoreWithoutStrongest: 0.6,
	}
	d := NewDescriber()
	describe := func(kinds map[string]graph.AgencyKind) graph.Ring {
		t.Helper()
		rings, err := d.Describe(t.Context(), &Found{
			Snapshot: s, Result: &analysis.Result{Rings: []analysis.Ring{ring}}, Agencies: []string{"", "a", "b", "c"}, Kinds: kinds,
		})
		require.NoError(t, err)
		return rings[0]
	}
	require.Equal(t, graph.AgencyCount{Number: 3}, describe(nil).Agencies)
	kinds := map[string]graph.AgencyKind{"a": graph.Police, "b": graph.Telco, "c": "", "d": graph.Bank}
	got := describe(kinds)
	require.Equal(t, graph.AgencyCount{Number: 3, Kinds: []graph.AgencyKind{graph.Telco, graph.Police}}, got.Agencies)
	require.Equal(t, 3, got.Sources)
	require.True(t, got.Corroborated)
	require.InDelta(t, 0.6, got.ScoreWithoutStrongest, 1e-9)

	ring.Sources, ring.Corroborated, ring.ScoreWithoutStrongest = 4, false, 0.5
	kinds["c"] = graph.Police
	got = describe(kinds)
	require.Equal(t, 4, got.Sources, "what the cached ring had is updated")
	require.False(t, got.Corroborated)
	require.InDelta(t, 0.5, got.ScoreWithoutStrongest, 1e-9)
	ring.Agencies = []uint32{0}
	require.Equal(t, graph.AgencyCount{}, describe(kinds).Agencies)
}
