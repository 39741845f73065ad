package jobs_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs"
)

// The same records give the same rings to the last digit and word, in whatever order
// they were filed and whatever order they name identifiers in.
func TestDetection_OrderOfAWorldDoesNotMatter(t *testing.T) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 3000, Seed: 5}, func(r graph.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	d := jobs.Detection{Evidence: evidence.FromRecords(records)}
	want, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.NotEmpty(t, want.Rings)
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	for _, r := range records {
		if r, ok := r.(*graph.Report); ok {
			random.Shuffle(len(r.Identifiers), func(i, j int) { r.Identifiers[i], r.Identifiers[j] = r.Identifiers[j], r.Identifiers[i] })
		}
	}
	d.Evidence = evidence.FromRecords(records)
	got, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.Equal(t, want.Rings, got.Rings)
	for _, ring := range got.Rings {
		for _, reason := range ring.Explanation {
			require.NotContains(t, reason.Text, "tk1_")
		}
	}
}
