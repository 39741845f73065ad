package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"ringwatch/graph"
	"ringwatch/internal/world"
)

// growing is evidence to which records are appended, as a process keeps it that reads only
// what came.
type growing struct {
	columns     graph.Columns
	identifiers map[graph.Token]int64
	layout      graph.Layout
}

func (g *growing) add(records []graph.Record) {
	key := func(id graph.Identifier) int64 {
		at, ok := g.identifiers[id.Token]
		if !ok {
			at = int64(len(g.columns.Nodes))
			g.identifiers[id.Token] = at
			g.columns.Nodes = append(g.columns.Nodes, graph.Node{Key: at, Identifier: id})
		}
		return at
	}
	for _, record := range records {
		switch r := record.(type) {
		case *graph.Report:
			at := int64(len(g.columns.Nodes))
			g.columns.Nodes = append(g.columns.Nodes, graph.Node{Key: at, ReportID: "x/" + r.ID})
			g.columns.Said = append(g.columns.Said, graph.Said{
				Key: at, Second: graph.SecondOf(r.OccurredAt), Category: r.Category, Channel: r.Channel, Region: r.Region, Loss: r.Loss, Currency: r.Currency,
			})
			for _, id := range r.Identifiers {
				g.columns.Named.Add(at, key(id))
			}
		case *graph.Link:
			g.columns.Links.Add(key(r.From), key(r.To), r.Relation, graph.SecondOf(r.ObservedAt).Day(), "x/"+r.ID)
		}
	}
}

func (g *growing) Snapshot(context.Context) (*graph.Snapshot, error) {
	return g.layout.Snapshot(&g.columns, graph.Except{}), nil
}

func (g *growing) LatelyWithdrawn(context.Context) ([]string, error) { return nil, nil }

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
		g := &growing{identifiers: map[graph.Token]int64{}}
		memory := &Memory{Log: logrus.New()}
		var before []graph.Known
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
			g.add(records[first:][(len(records)-first)*slice/slices : (len(records)-first)*(slice+1)/slices])
			b.StartTimer()
			run()
			b.StopTimer()
		}
		b.StartTimer()
	}
	for _, phase := range phases {
		b.ReportMetric(seconds[phase]/float64(runs)*1e3, phase[:4]+"-ms")
	}
}
