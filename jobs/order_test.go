package jobs_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs"
)

// The same records give the same rings to the last digit and word, in whatever order
// they were filed, whatever order they name identifiers in, and on any number of threads.
func TestDetection_OrderOfAWorldDoesNotMatter(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		records, agencies := recordsOfAWorld(t, world.Options{Reports: 3000, Seed: 5, Variety: variety})
		detect := func() []graph.Ring {
			t.Helper()
			filed := evidence.FromRecords(records)
			result, err := (&jobs.Detection{
				Evidence: filed, AsOf: at(filed.Newest()), Agencies: func(context.Context) ([]graph.Agency, error) { return agencies, nil },
			}).RunOnce(t.Context(), "command")
			require.NoError(t, err)
			return result.Rings
		}
		want := detect()
		requireDiverse(t, want)
		random := rand.New(rand.NewPCG(1, 2))
		for _, threads := range []int{1, 2, 7} {
			random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			for _, r := range records {
				if r, ok := r.(*graph.Report); ok {
					random.Shuffle(len(r.Identifiers), func(i, j int) { r.Identifiers[i], r.Identifiers[j] = r.Identifiers[j], r.Identifiers[i] })
				}
			}
			before := runtime.GOMAXPROCS(threads)
			got := detect()
			runtime.GOMAXPROCS(before)
			require.Equal(t, want, got, "variety %v, %d threads", variety, threads)
		}
	}
}

// recordsOfAWorld returns the records of a world, and agencies of all kinds that filed them. Some
// reports have a source, some identifiers belong to a known business, one was released.
func recordsOfAWorld(t *testing.T, o world.Options) (records []graph.Record, agencies []graph.Agency) {
	t.Helper()
	seen, types := map[string]bool{}, map[string]int{}
	_, err := world.Generate(o, func(r graph.Record) error {
		agency := graph.AgencyOf(r)
		if !seen[agency] {
			seen[agency] = true
			agencies = append(agencies, graph.Agency{ID: agency, Kind: graph.AgencyKinds[len(agencies)%len(graph.AgencyKinds)]})
		}
		if r, ok := r.(*graph.Report); ok {
			if len(records)%3 == 0 {
				r.Source = fmt.Sprint("source-", len(records)%30)
			}
			if r.Loss != "" {
				types["loss"]++
			}
		}
		records = append(records, r)
		types[r.RecordType()]++
		return nil
	})
	require.NoError(t, err)
	for _, record := range records[len(records)/2:] {
		if r, ok := record.(*graph.Report); ok && !r.OccurredAt.IsZero() {
			records = append(records, &graph.Release{ID: "release", Agency: r.Agency, Identifier: r.Identifiers[0], ReleasedAt: r.OccurredAt})
			break
		}
	}
	for _, name := range []string{"report", "link", "withdrawal", "known", "loss"} {
		require.Positive(t, types[name], name)
	}
	return records, agencies
}

// requireDiverse checks that the rings differ in what the order of records might change.
func requireDiverse(t *testing.T, all []graph.Ring) {
	t.Helper()
	require.NotEmpty(t, all)
	corroborated, several, losses := 0, 0, 0
	for _, ring := range all {
		if ring.Corroborated {
			corroborated++
		}
		if ring.Agencies.Number > 1 && ring.Sources > 1 {
			several++
		}
		losses += len(ring.Loss)
		for _, reason := range ring.Explanation {
			require.NotContains(t, reason.Text, "tk1_")
		}
	}
	require.Positive(t, corroborated)
	require.Less(t, corroborated, len(all))
	require.Positive(t, several)
	require.Positive(t, losses)
}
