package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/memory"
	"github.com/ringwatch/ringwatch/jobs"
)

// publications runs detection over ever more records and holds what was published last.
type publications struct {
	*memory.Detection                       // leases and the log of runs
	rings             map[string]graph.Ring // by id, closed ones too
	withdrawn         map[string]bool       // agency-scoped ids
}

func newPublications() *publications {
	return &publications{Detection: memory.New(memory.Options{}).Detection, rings: map[string]graph.Ring{}}
}

// run detects and publishes rings in the records, and returns those that are flagged.
func (p *publications) run(ctx context.Context, records []graph.Record) ([]graph.Ring, error) {
	p.withdrawn = map[string]bool{}
	for _, r := range records {
		if w, ok := r.(*graph.Withdrawal); ok {
			p.withdrawn[graph.ScopedID(w.Agency, w.Withdraws)] = true
		}
	}
	filed := evidence.FromRecords(records)
	d := jobs.Detection{Evidence: filed, Store: p, Holder: "stability", AsOf: func() time.Time { return filed.Newest() }}
	result, err := d.RunOnce(ctx, "command")
	if err != nil {
		return nil, err
	}
	return result.Rings, nil
}

// Publish implements graph.Publisher.
func (p *publications) Publish(_ context.Context, _ graph.Lease, run *graph.Run, next *graph.NextPublication) error {
	for _, r := range slices.Concat(next.Rings, next.Closed) {
		p.rings[r.ID] = r
	}
	run.Status = graph.Succeeded
	return nil
}

// PreviousRings implements graph.PreviousRings.
func (p *publications) PreviousRings(context.Context) ([]graph.PreviousRing, error) {
	var all []graph.PreviousRing
	for _, r := range slices.SortedFunc(maps.Values(p.rings), func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) }) {
		all = append(all, graph.PreviousRing{Ring: r})
	}
	return all, nil
}

// FilterWithdrawn implements graph.PreviousRings.
func (p *publications) FilterWithdrawn(_ context.Context, ids []string) ([]string, error) {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !p.withdrawn[id] }), nil
}
