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
)

// growing is evidence to which records are added, as a process keeps it that reads only
// what came.
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
			n.Links = append(n.Links, evidence.DeltaLink{ID: "x/" + r.ID, From: r.From, To: r.To, Relation: r.Relation, Day: evidence.SecondOf(r.ObservedAt).Day()})
		}
	}
	g.all = g.all.With(&n)
}

func (g *growing) Snapshot(context.Context) (*evidence.Snapshot, error) { return g.all, nil }

func (g *growing) RecentlyWithdrawn(context.Context) ([]string, error) { return nil, nil }

// What a run takes of this process alone, without Neo4j, after each of the last five hundredths of
// half a million records.
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
		memory := &Memory{Log: logrus.New()}
		var before []graph.PreviousRing
		asOf := time.Now()
		run := func() {
			r := &running{Detection: &Detection{Evidence: g, Memory: memory}, ctx: b.Context(), asOf: asOf}
			found, err := r.find()
			require.NoError(b, err)
			r.enter("recognising rings")
			l := lives{before: before, found: found, asOf: r.asOf}
			l.kin = keepIDs(ringsOf(before), found)
			edition := l.edition()
			r.enter("")
			before = remembered(before, edition)
			phases = nil
			for _, phase := range r.run.Phases {
				phases = append(phases, phase.Name)
				seconds[phase.Name] += phase.Seconds
			}
			runs++
		}
		first := len(records) * (100 - slices) / 100
		g.add(records[:first])
		run()
		clear(seconds)
		runs = 0
		for slice := range slices {
			b.StartTimer()
			started := time.Now()
			g.add(records[first:][(len(records)-first)*slice/slices : (len(records)-first)*(slice+1)/slices])
			seconds[phases[0]] += time.Since(started).Seconds()
			run()
			b.StopTimer()
		}
		b.StartTimer()
	}
	for _, phase := range phases {
		b.ReportMetric(seconds[phase]/float64(runs)*1e3, phase[:4]+"-ms")
	}
}
