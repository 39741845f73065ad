package jobs

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	analysis "github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
)

// Rings are described as by who never described any, whatever is said of them meanwhile.
func TestDescriptions(t *testing.T) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 2000, Seed: 9}, func(r graph.Record) error {
		records = append(records, graph.WithAgency(r, "x"))
		return nil
	})
	require.NoError(t, err)
	filed := evidence.FromRecords(records)
	s, err := filed.Snapshot(t.Context())
	require.NoError(t, err)
	e, err := evidenceOf(s)
	require.NoError(t, err)
	found, err := analysis.Detect(t.Context(), e, analysis.Params{})
	require.NoError(t, err)
	kept := newDescriptions()
	described := func(s *evidence.Snapshot, found *analysis.Result, withdrawn []string, asOf time.Time) []graph.Ring {
		t.Helper()
		rings := kept.describe(s, found, withdrawn, asOf)
		require.Equal(t, newDescriptions().describe(s, found, withdrawn, asOf), rings)
		return rings
	}
	asOf := filed.Newest()
	first := described(s, found, nil, asOf)
	require.NotEmpty(t, first)
	again := described(s, found, nil, asOf.AddDate(1, 0, 0))
	require.Same(t, &first[0].Members[0], &again[0].Members[0], "what is the same is taken over")
	require.NotEqual(t, first, again, "they are older")

	rescored := *found
	rescored.Rings = append([]analysis.Ring{}, found.Rings...)
	rescored.Rings[0].Score /= 2
	rescored.Rings[0].Reasons = append([]analysis.Reason{}, found.Rings[0].Reasons...)
	rescored.Rings[0].Reasons[0].Text, rescored.Rings[0].Reasons[0].Weight = "otherwise", 0.1
	described(s, &rescored, nil, asOf)
	require.Equal(t, first, described(s, found, nil, asOf), "nothing was written over")

	gone := []string{first[0].ReportIDs[0], first[len(first)-1].ReportIDs[0]}
	for _, reason := range first[1].Explanation {
		gone = append(gone, reason.Links...)
	}
	described(s, found, gone, asOf)
	described(s, found, first[0].ReportIDs, asOf)
	described(s, found, nil, asOf)

	// What the same reports say is another thing.
	other := *s
	other.Region = append([]uint32{}, s.Region...)
	other.Second = append([]evidence.Second{}, s.Second...)
	for _, report := range found.Rings[0].Reports {
		other.Region[report], other.Second[report] = 0, other.Second[report]+7
	}
	require.NotEqual(t, first, described(&other, found, nil, asOf))
}
