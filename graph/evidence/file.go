package evidence

import (
	"context"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Filed is the evidence of records held in memory, such as those of a file.
type Filed struct {
	snapshot *Snapshot
	newest   time.Time
}

var _ Source = (*Filed)(nil)

// NewFiled returns the evidence of the records.
func NewFiled(records []graph.Record) *Filed {
	b := newStanding(records)
	return &Filed{snapshot: b.snapshot(), newest: b.newest()}
}

// Snapshot returns the structure of the records. It is shared: don't write to it.
func (f *Filed) Snapshot(context.Context) (*Snapshot, error) { return f.snapshot, nil }

// LatelyWithdrawn returns nothing: what is in memory changes no more.
func (f *Filed) LatelyWithdrawn(context.Context) ([]string, error) { return nil, nil }

// Newest returns the latest time that a report or link tells of; zero if none does.
func (f *Filed) Newest() time.Time { return f.newest }
