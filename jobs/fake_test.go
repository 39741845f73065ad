package jobs

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// fakeStore is a Store in memory. It calls before at the start of each method, with the method's
// name.
type fakeStore struct {
	mu        sync.Mutex
	before    func(method string)
	holder    string // of the lease; empty: it is free
	token     int64
	runs      []graph.Run
	published []graph.Ring
}

func (s *fakeStore) setBefore(before func(method string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = before
}

func (s *fakeStore) enter(method string) (leave func()) {
	s.mu.Lock()
	before := s.before
	s.mu.Unlock()
	if before != nil {
		before(method)
	}
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *fakeStore) Acquire(_ context.Context, name, holder string, _ time.Duration) (graph.Lease, error) {
	defer s.enter("Acquire")()
	if s.holder != "" {
		return graph.Lease{}, graph.ErrConflict
	}
	s.token++
	s.holder = fmt.Sprint(holder, s.token)
	return graph.Lease{Name: name, Holder: holder, Token: s.token}, nil
}

func (s *fakeStore) Renew(_ context.Context, lease graph.Lease, _ time.Duration) error {
	defer s.enter("Renew")()
	if lease.Token != s.token || s.holder == "" {
		return graph.ErrLeaseLost
	}
	return nil
}

func (s *fakeStore) IsFree(context.Context, string) (bool, error) {
	defer s.enter("IsFree")()
	return s.holder == "", nil
}

func (s *fakeStore) Release(_ context.Context, lease graph.Lease) error {
	defer s.enter("Release")()
	if lease.Token == s.token {
		s.holder = ""
	}
	return nil
}

// expire lets the lease expire.
func (s *fakeStore) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holder = ""
}

func (s *fakeStore) BeginRun(_ context.Context, _ graph.Lease, run *graph.Run) error {
	defer s.enter("BeginRun")()
	run.Status = graph.Running
	s.runs = append(s.runs, *run)
	return nil
}

func (s *fakeStore) EndRun(_ context.Context, run *graph.Run) error {
	defer s.enter("EndRun")()
	s.runs[len(s.runs)-1] = *run
	return nil
}

func (s *fakeStore) Publish(_ context.Context, _ graph.Lease, run *graph.Run, next *graph.NextPublication) error {
	defer s.enter("Publish")()
	run.Status = graph.Succeeded
	s.runs[len(s.runs)-1], s.published = *run, next.Rings
	return nil
}

func (s *fakeStore) PreviousRings(context.Context) (all []graph.PreviousRing, err error) {
	defer s.enter("PreviousRings")()
	for _, ring := range s.published {
		all = append(all, graph.PreviousRing{Ring: ring})
	}
	return all, nil
}

func (s *fakeStore) FilterWithdrawn(context.Context, []string) ([]string, error) {
	defer s.enter("FilterWithdrawn")()
	return nil, nil
}

func (s *fakeStore) Runs(_ context.Context, _ int64, limit int) ([]graph.Run, error) {
	defer s.enter("Runs")()
	latest := slices.Clone(s.runs)
	slices.Reverse(latest)
	return latest[:min(limit, len(latest))], nil
}

func (s *fakeStore) Run(_ context.Context, id string) (graph.Run, error) {
	defer s.enter("Run")()
	for _, run := range s.runs {
		if run.ID == id {
			return run, nil
		}
	}
	return graph.Run{}, graph.ErrNotFound
}

// fakeEvidence is evidence that calls before at the start of each method, with the method's name,
// and damage on each snapshot.
type fakeEvidence struct {
	evidence.Source
	before func(method string)
	damage func(*evidence.Snapshot)
}

func (e *fakeEvidence) Snapshot(ctx context.Context) (*evidence.Snapshot, error) {
	if e.before != nil {
		e.before("Snapshot")
	}
	s, err := e.Source.Snapshot(ctx)
	if err != nil || e.damage == nil {
		return s, err
	}
	damaged := *s
	e.damage(&damaged)
	return &damaged, nil
}

func (e *fakeEvidence) RecentlyWithdrawn(ctx context.Context) ([]string, error) {
	if e.before != nil {
		e.before("RecentlyWithdrawn")
	}
	return e.Source.RecentlyWithdrawn(ctx)
}

// ringEvidence is evidence of one ring.
func ringEvidence() evidence.Source {
	var records []graph.Record
	for i := range 8 {
		r := &graph.Report{ID: fmt.Sprint("R", i), Agency: "x", OccurredAt: june.AddDate(0, 0, -i), Category: "upi_fraud", Region: "KA", Loss: "10.50", Currency: "INR"}
		for j := range 3 {
			r.Identifiers = append(r.Identifiers, number(string(rune('a'+(i+j)%4))))
		}
		records = append(records, r)
	}
	return evidence.FromRecords(records)
}
