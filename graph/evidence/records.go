package evidence

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// MemorySource is a Source over records in memory, such as those of a file.
type MemorySource struct {
	snapshot *Snapshot
	newest   time.Time
}

var _ Source = (*MemorySource)(nil)

// FromRecords returns the evidence of the records, by the rules of the graph database:
//
//   - Of several records of one agency with the same type and id, the first counts.
//   - A withdrawn record counts as never filed, wherever the withdrawal is among the records.
//   - An identifier has its canonical token, as far as equivalences bind (Names). If records give it
//     several kinds, it has the first of graph.Kinds among them.
//   - Evidence of before a release of an identifier, or without a time, does not count for it, as far
//     as the release binds (BoundsOf). Records do not say which agency is an operator. The present is
//     the latest time of a report or link.
//
// Of how what an agency filed turned out, the records only say what it withdrew.
func FromRecords(records []graph.Record) *MemorySource {
	return FromRecordsAsOf(records, time.Time{})
}

// FromRecordsAsOf returns the evidence of the records as FromRecords does, but the present is asOf
// if that is later.
func FromRecordsAsOf(records []graph.Record, asOf time.Time) *MemorySource {
	r := newRecordRows(records, asOf)
	for i, record := range records {
		id := r.ids[i]
		if id == "" {
			continue
		}
		switch record := record.(type) {
		case *graph.Report:
			r.addReport(record, id)
		case *graph.Link:
			r.addLink(record, id)
		case *graph.Known:
			r.addKnown(record, id)
		}
	}
	rows := r.rows // without the maps and ids, whose memory the snapshot needs
	return &MemorySource{newest: r.newest, snapshot: NewSnapshot(&rows)}
}

// Snapshot returns the evidence of the records. Callers share it and must not change it.
func (m *MemorySource) Snapshot(context.Context) (*Snapshot, error) { return m.snapshot, nil }

// RecentlyWithdrawn returns nothing: the records do not change.
func (m *MemorySource) RecentlyWithdrawn(context.Context) ([]string, error) { return nil, nil }

// Newest returns the latest time of a report or link, and the zero time if none has one.
func (m *MemorySource) Newest() time.Time { return m.newest }

// recordRows turns reports and links into rows. Identifiers have even keys, reports odd ones.
type recordRows struct {
	rows        Rows
	identifiers map[graph.Token]int // indices in rows.Identifiers
	ids         []string            // agency-scoped, by record; empty for one that does not count
	withdrawn   map[string]bool     // agency-scoped ids
	inError     map[string]bool     // those that were withdrawn as filed in error
	names       *Names
	bounds      map[graph.Token]Bounds // of released identifiers, by canonical token
	newest      time.Time
}

// newRecordRows reads the withdrawals, equivalences and releases: they apply to the records before
// and after them.
func newRecordRows(records []graph.Record, asOf time.Time) *recordRows {
	r := &recordRows{
		identifiers: make(map[graph.Token]int, len(records)/2), withdrawn: map[string]bool{}, inError: map[string]bool{},
		bounds: map[graph.Token]Bounds{},
	}
	seen := firsts{}
	for _, record := range records {
		if w, ok := record.(*graph.Withdrawal); ok && seen.see(w, graph.ScopedID(w.Agency, w.ID)) {
			id := graph.ScopedID(w.Agency, w.Withdraws)
			r.withdrawn[id] = true
			if ErroneousWithdrawal(w.Reason) {
				r.inError[id] = true
			}
		}
	}
	r.rows.Standing.Agencies = OutcomesOf(CountByAgency(slices.Collect(maps.Keys(r.inError))), nil)
	r.names = namesOf(records, r.withdrawn)
	r.readIDs(records)
	r.readReleases(records, asOf)
	return r
}

// readIDs sets the ids of the records that count: the first with each type and id, unless
// withdrawn.
func (r *recordRows) readIDs(records []graph.Record) {
	r.ids = make([]string, len(records))
	seen := firsts{}
	reports, links := 0, 0
	for i, record := range records {
		id := graph.ScopedID(graph.AgencyOf(record), record.RecordID())
		if r.withdrawn[id] || !seen.see(record, id) {
			continue
		}
		r.ids[i] = id
		switch record.(type) {
		case *graph.Report:
			reports++
		case *graph.Link:
			links++
		}
	}
	r.rows.Reports = make([]ReportRow, 0, reports)
	r.rows.Links.grow(links)
}

// readReleases sets the bounds of released identifiers.
func (r *recordRows) readReleases(records []graph.Record, asOf time.Time) {
	releases := map[graph.Token][]Release{}
	present := asOf
	for i, record := range records {
		if r.ids[i] == "" {
			continue
		}
		switch record := record.(type) {
		case *graph.Report:
			present = latest(present, record.OccurredAt)
		case *graph.Link:
			present = latest(present, record.ObservedAt)
		case *graph.Release:
			token := r.names.For(record.Agency, record.Identifier.Token)
			releases[token] = append(releases[token], Release{Agency: record.Agency, At: record.ReleasedAt})
		}
	}
	for token, all := range releases {
		r.bounds[token] = BoundsOf(all, present)
	}
}

// named returns the identifier that evidence of an agency is about, under its canonical token.
func (r *recordRows) named(agency string, id graph.Identifier) graph.Identifier {
	id.Token = r.names.For(agency, id.Token)
	return id
}

func (r *recordRows) addReport(report *graph.Report, id string) {
	key := int64(2*len(r.rows.Reports) + 1)
	r.rows.Reports = append(r.rows.Reports, ReportRow{Key: key, ID: id, Attributes: Attributes{
		Second: SecondOf(report.OccurredAt), Category: report.Category, Channel: report.Channel,
		Region: report.Region, Loss: report.Loss, Currency: report.Currency, Source: HashSource(id, report.Source),
	}})
	identifiers := report.Identifiers
	if !r.names.Empty() { // it may name an identifier by several tokens
		identifiers = nil
		for _, id := range report.Identifiers {
			if id = r.named(report.Agency, id); !slices.Contains(identifiers, id) {
				identifiers = append(identifiers, id)
			}
		}
	}
	for _, id := range identifiers {
		if identifier := r.key(id); r.counts(id, report.Agency, report.OccurredAt) {
			r.rows.Mentions.Add(key, identifier)
		}
	}
	r.note(report.OccurredAt)
}

func (r *recordRows) addLink(link *graph.Link, id string) {
	from, to := r.named(link.Agency, link.From), r.named(link.Agency, link.To)
	sameIdentifier := from == to && !r.names.Empty() // by tokens of two epochs
	if sameIdentifier {
		return
	}
	fromKey, toKey := r.key(from), r.key(to)
	if r.counts(from, link.Agency, link.ObservedAt) && r.counts(to, link.Agency, link.ObservedAt) {
		r.rows.Links.Add(fromKey, toKey, link.Relation, SecondOf(link.ObservedAt).Day(), id)
	}
	r.note(link.ObservedAt)
}

func (r *recordRows) addKnown(known *graph.Known, id string) {
	r.rows.Standing.Known = append(r.rows.Standing.Known, Known{
		ID: id, Token: r.names.For(known.Agency, known.Identifier.Token), Business: known.Business, ValidUntil: SecondOf(known.ValidUntil),
	})
}

// key returns the key of an identifier, and adds a row for a new one.
func (r *recordRows) key(id graph.Identifier) int64 {
	at, ok := r.identifiers[id.Token]
	if !ok {
		at = len(r.rows.Identifiers)
		r.identifiers[id.Token] = at
		r.rows.Identifiers = append(r.rows.Identifiers, IdentifierRow{Key: int64(2 * at), Identifier: id})
	}
	if row := &r.rows.Identifiers[at]; id.Kind.Rank() < row.Kind.Rank() {
		row.Kind = id.Kind
	}
	return int64(2 * at)
}

// counts reports whether evidence of the time that an agency filed counts for the identifier's
// present holder.
func (r *recordRows) counts(id graph.Identifier, agency string, at time.Time) bool {
	bounds, ok := r.bounds[id.Token]
	return !ok || !bounds.Voids(agency, at)
}

// note updates the latest time.
func (r *recordRows) note(at time.Time) {
	if at.After(r.newest) {
		r.newest = at
	}
}

// firsts recognises the first record with each type and id: agency-scoped ids by type.
type firsts map[string]map[string]bool

// see reports whether the record is the first with its type and agency-scoped id.
func (f firsts) see(r graph.Record, id string) bool {
	ids := f[r.RecordType()]
	if ids == nil {
		ids = map[string]bool{}
		f[r.RecordType()] = ids
	}
	before := len(ids)
	ids[id] = true
	return len(ids) > before
}
