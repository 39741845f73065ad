package jobs

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/memory"
)

// hookedStore is a store in memory. Its methods are those of Store; each calls a hook at its start,
// with the method's name.
type hookedStore struct {
	*memory.Store
	mu   sync.Mutex
	hook func(method string) // may be nil
}

func (s *hookedStore) setHook(hook func(method string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = hook
}

func (s *hookedStore) before(method string) {
	s.mu.Lock()
	hook := s.hook
	s.mu.Unlock()
	if hook != nil {
		hook(method)
	}
}

func (s *hookedStore) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (graph.Lease, error) {
	s.before("Acquire")
	return s.Store.Leases.Acquire(ctx, name, holder, ttl)
}

func (s *hookedStore) Renew(ctx context.Context, lease graph.Lease, ttl time.Duration) error {
	s.before("Renew")
	return s.Store.Leases.Renew(ctx, lease, ttl)
}

func (s *hookedStore) IsFree(ctx context.Context, name string) (bool, error) {
	s.before("IsFree")
	return s.Store.Leases.IsFree(ctx, name)
}

func (s *hookedStore) Release(ctx context.Context, lease graph.Lease) error {
	s.before("Release")
	return s.Store.Leases.Release(ctx, lease)
}

func (s *hookedStore) BeginRun(ctx context.Context, lease graph.Lease, run *graph.Run) error {
	s.before("BeginRun")
	return s.Store.Runs.BeginRun(ctx, lease, run)
}

func (s *hookedStore) EndRun(ctx context.Context, run *graph.Run) error {
	s.before("EndRun")
	return s.Store.Runs.EndRun(ctx, run)
}

func (s *hookedStore) Publish(ctx context.Context, lease graph.Lease, run *graph.Run, next *graph.NextPublication) error {
	s.before("Publish")
	return s.Store.Publications.Publish(ctx, lease, run, next)
}

func (s *hookedStore) PreviousRings(ctx context.Context) ([]graph.PreviousRing, error) {
	s.before("PreviousRings")
	return s.Store.Publications.PreviousRings(ctx)
}

func (s *hookedStore) FilterWithdrawn(ctx context.Context, ids []string) ([]string, error) {
	s.before("FilterWithdrawn")
	return s.Store.Publications.FilterWithdrawn(ctx, ids)
}

// hookedEvidence is the evidence of a hookedStore. It calls the store's hook at the start of each
// method, and damage on each snapshot.
type hookedEvidence struct {
	store  *hookedStore
	damage func(*evidence.Snapshot) // may be nil
}

func (e *hookedEvidence) Snapshot(ctx context.Context) (*evidence.Snapshot, error) {
	e.store.before("Snapshot")
	s, err := e.store.Evidence.Snapshot(ctx)
	if err != nil || e.damage == nil {
		return s, err
	}
	damaged := *s
	e.damage(&damaged)
	return &damaged, nil
}

func (e *hookedEvidence) RecentlyWithdrawn(ctx context.Context) ([]string, error) {
	e.store.before("RecentlyWithdrawn")
	return e.store.Evidence.RecentlyWithdrawn(ctx)
}

// ringRecords returns reports of one ring, whose numbers were used in one handset.
func ringRecords() (records []graph.Record) {
	for i := range 8 {
		r := &graph.Report{
			ID: fmt.Sprint("R", i), OccurredAt: june.AddDate(0, 0, -i), Category: "upi_fraud", Region: "KA", Loss: "10.50", Currency: "INR",
		}
		for j := range 3 {
			r.Identifiers = append(r.Identifiers, number(string(rune('a'+(i+j)%4))))
		}
		records = append(records, r)
	}
	for i := range 4 {
		records = append(records, &graph.Link{
			ID: fmt.Sprint("L", i), ObservedAt: june.AddDate(0, 0, -i), Relation: graph.UsedIn, From: number(string(rune('a' + i))),
			To: graph.Identifier{Kind: graph.Device, Token: graph.Token("tk1_" + strings.Repeat("d", 26))},
		})
	}
	for i := range 40 { // other frauds, elsewhere, all through the year
		records = append(records, &graph.Report{
			ID: fmt.Sprint("S", i), OccurredAt: june.AddDate(0, 0, -9*i), Category: [...]string{"card_fraud", "parcel", "shopping"}[i%3],
			Region: [...]string{"DL", "WB", "TN"}[i%3], Loss: "1.00", Currency: "INR",
			Identifiers: []graph.Identifier{number("z")},
		})
	}
	return records
}
