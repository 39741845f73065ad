package evidence

import (
	"context"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Filed is the evidence of records held in memory, such as those of a file.
type MemorySource struct {
	snapshot *Snapshot
	newest   time.Time
}

var _ Source = (*MemorySource)(nil)

// NewFiled returns the evidence of the records.
func FromRecords(records []graph.Record) *MemorySource {
	b := newStanding(records)
	return &MemorySource{snapshot: b.snapshot(), newest: b.newest()}
}

// Snapshot returns the structure of the records. It is shared: don't write to it.
func (f *MemorySource) Snapshot(context.Context) (*Snapshot, error) { return f.snapshot, nil }

// LatelyWithdrawn returns nothing: what is in memory changes no more.
func (f *MemorySource) RecentlyWithdrawn(context.Context) ([]string, error) { return nil, nil }

// Newest returns the latest time that a report or link tells of; zero if none does.
func (f *MemorySource) Newest() time.Time { return f.newest }
