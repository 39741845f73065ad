package jobs_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs"
)

var day = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func identifier(kind graph.Kind, n int) graph.Identifier {
	return graph.Identifier{Kind: kind, Token: graph.Token("tk1_" + strings.Repeat(string(rune('a'+n)), 26))}
}

// ringRecords returns eight reports that each name two of four numbers, and every other one a
// device, and 40 reports of an unrelated number: other frauds, elsewhere, all through the year. The
// ring is plain enough that it is found by the word of one agency.
func ringRecords() (records []graph.Record) {
	for i := range 40 {
		records = append(records, &graph.Report{
			ID: fmt.Sprint("stranger", i), Agency: "x", OccurredAt: day.AddDate(1, 0, -9*i), Category: [...]string{"card_fraud", "parcel", "shopping"}[i%3],
			Region: [...]string{"DL", "WB", "TN"}[i%3], Loss: "1.00", Currency: "INR", Identifiers: []graph.Identifier{identifier(graph.Number, 20)},
		})
	}
	for i := range 8 {
		r := &graph.Report{
			ID: fmt.Sprint("R", i), Agency: "x", OccurredAt: day.AddDate(0, 0, i), Category: "upi_fraud", Region: "KA",
			Loss: "10.50", Currency: "INR", Identifiers: pairOf(i, 0),
		}
		records = append(records, r)
	}
	return records
}

// firmRecords returns the records of ringRecords and more of the same ring, so that it is found
// with less of it, too: eight reports more, and two handsets that the numbers share.
func firmRecords() []graph.Record {
	records := ringRecords()
	for i := range 8 {
		records = append(records,
			&graph.Report{
				ID: fmt.Sprint("F", i), Agency: "x", OccurredAt: day.AddDate(0, 0, 2*i), Category: "upi_fraud", Region: "KA",
				Loss: "10.50", Currency: "INR", Identifiers: pairOf(i+1, 0),
			},
			&graph.Link{
				ID: fmt.Sprint("L", i), Agency: "x", Relation: graph.UsedIn, ObservedAt: day.AddDate(0, 0, i),
				From: identifier(graph.Number, i%4), To: identifier(graph.Device, 5+i/4),
			})
	}
	return records
}

// pairOf returns two of the four numbers from first on, each pair in turn, and every other time the
// device first+5.
func pairOf(i, first int) []graph.Identifier {
	ids := []graph.Identifier{identifier(graph.Number, first+i%4), identifier(graph.Number, first+(i+1+i/4)%4)}
	if i%2 == 0 {
		ids = append(ids, identifier(graph.Device, first+5))
	}
	return ids
}

func TestDetection_RunOnce(t *testing.T) {
	filed := evidence.FromRecords(ringRecords())
	require.Equal(t, day.AddDate(1, 0, 0), filed.Newest())
	d := jobs.Detection{Evidence: filed, AsOf: at(day.AddDate(0, 0, 30))}
	result, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.Len(t, result.Rings, 1)
	ring := result.Rings[0]
	require.Len(t, ring.Members, 5)
	require.Len(t, ring.ReportIDs, 8)
	require.Equal(t, []string{"KA"}, ring.Regions)
	require.Equal(t, map[string]graph.Amount{"INR": "84.00"}, ring.Loss)
	require.Equal(t, day, ring.FirstSeen)
	require.Equal(t, day.AddDate(0, 0, 7), ring.LastSeen)
	require.Equal(t, graph.Active, ring.Status)
	require.Equal(t, graph.BandOf(ring.Score), ring.Band)

	line, err := record.MarshalRing(&ring)
	require.NoError(t, err)
	require.Contains(t, string(line), `"members_by_kind":{"account":0,"device":1,"number":4}`)
	require.Contains(t, string(line), `"first_seen":"2026-05-01T00:00:00Z"`)

	d.AsOf = at(filed.Newest())
	later, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.Equal(t, graph.Dormant, later.Rings[0].Status)
	require.Equal(t, ring.ID, later.Rings[0].ID)
}

// A ring in the highest band is corroborated, unless no record says which agency filed it. An
// operator may set another band.
func TestDetection_Uncorroborated(t *testing.T) {
	named, unnamed := worldRecords(t, ""), worldRecords(t, graph.UnnamedAgency)
	detect := func(records []graph.Record, highest graph.Band) []graph.Ring {
		t.Helper()
		filed := evidence.FromRecords(records)
		result, err := (&jobs.Detection{
			Evidence: filed, AsOf: at(filed.Newest()), Params: rings.Params{UncorroboratedScore: highest.HighestScore()},
			Agencies: func(context.Context) ([]graph.Agency, error) {
				return []graph.Agency{{ID: "bank", Kind: graph.Bank}}, nil
			},
		}).RunOnce(t.Context(), "command")
		require.NoError(t, err)
		require.NotEmpty(t, result.Run.Model)
		return result.Rings
	}
	for _, records := range [][]graph.Record{named, unnamed} {
		corroborated, highest := 0, 0
		for _, r := range detect(records, graph.High) {
			require.True(t, r.Band != graph.VeryHigh || r.Corroborated || r.Agencies.Number == 0, "%+v", r)
			require.True(t, !r.Corroborated || r.Agencies.Number > 1)
			require.LessOrEqual(t, r.ScoreWithoutStrongest, r.Score)
			require.Positive(t, r.Sources)
			if r.Corroborated {
				corroborated++
			}
			if r.Band == graph.VeryHigh {
				highest++
			}
		}
		require.Positive(t, highest)
		require.Equal(t, &records[0] == &named[0], corroborated > 0)
	}
	for _, r := range detect(named, graph.Medium) {
		require.True(t, r.Corroborated || r.Band == graph.Medium, "%+v", r)
	}
	// One agency says it all.
	alone := detect(worldRecords(t, "bank"), graph.High)
	require.NotEmpty(t, alone)
	for _, r := range alone {
		require.False(t, r.Corroborated)
		require.NotEqual(t, graph.VeryHigh, r.Band)
		require.Equal(t, graph.AgencyCount{Number: 1, Kinds: []graph.AgencyKind{graph.Bank}}, r.Agencies)
	}
}

// worldRecords returns the records of a generated world. They name the agency, or those of the
// world if it is empty.
func worldRecords(t *testing.T, agency string) (records []graph.Record) {
	t.Helper()
	_, err := world.Generate(world.Options{Reports: 2000, Seed: 9}, func(r graph.Record) error {
		if agency != "" {
			r = graph.WithAgency(r, agency)
		}
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	return records
}

func TestDetection_OrderOfRecordsDoesNotMatter(t *testing.T) {
	records := ringRecords()
	d := jobs.Detection{Evidence: evidence.FromRecords(records)}
	want, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	for i, j := 0, len(records)-1; i < j; i, j = i+1, j-1 {
		records[i], records[j] = records[j], records[i]
	}
	d.Evidence = evidence.FromRecords(records)
	got, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.Equal(t, want.Rings, got.Rings)
}

func TestDetection_Cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := jobs.Detection{Evidence: evidence.FromRecords(ringRecords())}
	_, err := d.RunOnce(ctx, "command")
	require.ErrorIs(t, err, context.Canceled)
}

func at(t time.Time) func() time.Time { return func() time.Time { return t } }
