package graph

import (
	"context"
	"fmt"
	"time"
)

// Filed is the evidence of records held in memory, such as those of a file.
type Filed struct {
	snapshot *Snapshot
	newest   time.Time
	reports  map[string]*Report
}

var _ Evidence = (*Filed)(nil)

// NewFiled returns the evidence of the records.
func NewFiled(records []Record) *Filed {
	b := newStanding(records)
	f := &Filed{snapshot: b.snapshot(), newest: b.newest(), reports: make(map[string]*Report, len(b.reports))}
	for _, r := range b.reports {
		f.reports[ScopedID(r.Agency, r.ID)] = r
	}
	return f
}

// Snapshot returns the structure of the records. It is shared: don't write to it.
func (f *Filed) Snapshot(context.Context) (*Snapshot, error) { return f.snapshot, nil }

// Reports returns the reports with these ids, in their order. It fails with
// ErrNotFound.
func (f *Filed) Reports(_ context.Context, ids []string) ([]Report, error) {
	reports := make([]Report, len(ids))
	for i, id := range ids {
		r := f.reports[id]
		if r == nil {
			return nil, fmt.Errorf("reading report %s: %w", id, ErrNotFound)
		}
		reports[i] = *r
	}
	return reports, nil
}

// Newest returns the latest time that a report or link tells of; zero if none does.
func (f *Filed) Newest() time.Time { return f.newest }
