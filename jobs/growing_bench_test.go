package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/lifecycle"
)

// growing is evidence to which records are added, as in a process that reads only the delta.
type growing struct{ all *evidence.Snapshot }

func (g *growing) add(records []graph.Record) {
	var n evidence.Delta
	for _, record := range records {
		switch r := record.(type) {
		case *graph.Report:
			n.Reports = append(n.Reports, evidence.DeltaReport{ID: "x/" + r.ID, Identifiers: r.Identifiers, Attributes: evidence.Attributes{
				Second: evidence.SecondOf(r.OccurredAt), Category: r.Category, Channel: r.Channel, Region: r.Region, Loss: r.Loss, Currency: r.Currency,
			}})
		case *graph.Link:
			n.Links = append(n.Links, evidence.DeltaLink{
				ID: "x/" + r.ID, From: r.From, To: r.To, Relation: r.Relation, Day: evidence.SecondOf(r.ObservedAt).Day(),
			})
		}
	}
	g.all = g.all.With(&n)
}

func (g *growing) Snapshot(context.Context) (*evidence.Snapshot, error) { return g.all, nil }

func (g *growing) RecentlyWithdrawn(context.Context) ([]string, error) { return nil, nil }

// How long a run takes in this process alone, without Neo4j, after each of the last five hundredths
// of half a million records. It reports milliseconds by phase.
func BenchmarkRunsAfterOnePerCent(b *testing.B) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 295_000, Seed: 1}, func(r graph.Record) error { records = append(records, r); return nil })
	require.NoError(b, err)
	const slices = 5
	var phases []string
	seconds, runs := map[string]float64{}, 0
	for b.Loop() {
		b.StopTimer()
		g := &growing{all: evidence.NewSnapshot(&evidence.Rows{})}
		cache := &Cache{Log: logrus.New()}
		var previous []graph.PreviousRing
		asOf := time.Now()
		detect := func() {
			r := &run{Detection: &Detection{Evidence: g, Cache: cache}, ctx: b.Context(), asOf: asOf}
			f, err := r.find()
			require.NoError(b, err)
			r.beginPhase("recognising rings")
			next := lifecycle.Advance(lifecycle.Input{Matching: lifecycle.Match(previous, f.rings), AsOf: r.asOf})
			r.beginPhase("")
			previous = previousAfter(previous, next)
			phases = nil
			for _, phase := range r.record.Phases {
				phases = append(phases, phase.Name)
				seconds[phase.Name] += phase.Seconds
			}
			runs++
		}
		first := len(records) * (100 - slices) / 100
		g.add(records[:first])
		detect()
		clear(seconds)
		runs = 0
		for slice := range slices {
			b.StartTimer()
			started := time.Now()
			g.add(records[first:][(len(records)-first)*slice/slices : (len(records)-first)*(slice+1)/slices])
			seconds[phases[0]] += time.Since(started).Seconds()
			detect()
			b.StopTimer()
		}
		b.StartTimer()
	}
	for _, phase := range phases {
		b.ReportMetric(seconds[phase]/float64(runs)*1e3, phase[:4]+"-ms")
	}
}
