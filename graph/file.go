package graph

import (
	"context"
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

// Reports returns those of the reports with these ids that stand, in the order of the
// ids.
func (f *Filed) Reports(_ context.Context, ids []string) ([]Report, error) {
	reports := make([]Report, 0, len(ids))
	for _, id := range ids {
		if r := f.reports[id]; r != nil {
			reports = append(reports, *r)
		}
	}
	return reports, nil
}

// LatelyWithdrawn returns nothing: what is in memory changes no more.
func (f *Filed) LatelyWithdrawn(context.Context) ([]string, error) { return nil, nil }

// Newest returns the latest time that a report or link tells of; zero if none does.
func (f *Filed) Newest() time.Time { return f.newest }
