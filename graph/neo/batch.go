package neo

import (
	"cmp"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// batch is the records of an agency, the first with each id of its type.
type batch struct {
	agency      string
	withdrawals []filed[*graph.Withdrawal]
	reports     []filed[*graph.Report]
	links       []filed[*graph.Link]
	releases    []filed[*graph.Release]
	// equivalences are claims about tokens, and firsts the tokens that identifiers are kept
	// under where the batch names them by later ones.
	equivalences []filed[*graph.Equivalence]
	firsts       map[graph.Token]graph.Token
	ids          []string // of reports, links and equivalences
}

// filed is a record with its agency-scoped id.
type filed[R any] struct {
	id     string
	record R
}

func idsOf[R any](records []filed[R]) []string {
	ids := make([]string, len(records))
	for i := range records {
		ids[i] = records[i].id
	}
	return ids
}

func newBatch(agency string, records []graph.Record) *batch {
	b := &batch{agency: agency}
	taken := make(map[recordKey]bool, len(records))
	for _, r := range records {
		key := recordKey{r.RecordType(), graph.ScopedID(agency, r.RecordID())}
		if taken[key] {
			continue
		}
		taken[key] = true
		switch r := r.(type) {
		case *graph.Report:
			b.reports = append(b.reports, filed[*graph.Report]{key.id, r})
		case *graph.Link:
			b.links = append(b.links, filed[*graph.Link]{key.id, r})
		case *graph.Withdrawal:
			b.withdrawals = append(b.withdrawals, filed[*graph.Withdrawal]{key.id, r})
		case *graph.Release:
			b.releases = append(b.releases, filed[*graph.Release]{key.id, r})
		case *graph.Equivalence:
			b.equivalences = append(b.equivalences, filed[*graph.Equivalence]{key.id, r})
		}
	}
	b.ids = slices.Concat(idsOf(b.reports), idsOf(b.links), idsOf(b.equivalences))
	return b
}

// contended lists what two batches may not create at once: records by their ids, and
// what they name.
func (b *batch) contended() []string {
	keys := slices.Clone(b.ids)
	for _, r := range b.reports {
		for _, identifier := range r.record.Identifiers {
			keys = append(keys, string(identifier.Token))
		}
	}
	for _, l := range b.links {
		keys = append(keys, string(l.record.From.Token), string(l.record.To.Token))
	}
	for _, r := range b.releases {
		keys = append(keys, string(r.record.Identifier.Token))
	}
	for _, e := range b.equivalences {
		keys = append(keys, string(e.record.Identifier.Token), string(e.record.SameAs))
	}
	return keys
}

// fresh is the part of a batch that says something new: its reports and links that were
// not taken back, and its releases, unless they are known. Reports come in the order of
// their ids, in which every writer makes them.
func (b *batch) fresh(withdrawn map[string]bool, known map[recordKey]bool) *batch {
	f := &batch{
		agency: b.agency, firsts: b.firsts,
		reports: slices.Clone(b.reports), links: slices.Clone(b.links), releases: slices.Clone(b.releases),
	}
	f.reports = slices.DeleteFunc(f.reports, func(r filed[*graph.Report]) bool {
		return withdrawn[r.id] || known[recordKey{"report", r.id}]
	})
	f.links = slices.DeleteFunc(f.links, func(l filed[*graph.Link]) bool {
		itself := b.first(l.record.From) == b.first(l.record.To) // by tokens of two epochs
		return withdrawn[l.id] || known[recordKey{"link", l.id}] || itself
	})
	f.releases = slices.DeleteFunc(f.releases, func(r filed[*graph.Release]) bool { return known[recordKey{"release", r.id}] })
	slices.SortFunc(f.reports, func(x, y filed[*graph.Report]) int { return cmp.Compare(x.id, y.id) })
	return f
}

// sightings gathers what a batch says of identifiers.
func (b *batch) sightings() sightings {
	seen := sightings{}
	for _, r := range b.reports {
		for _, identifier := range r.record.Identifiers {
			seen.see(b.first(identifier), r.record.OccurredAt)
		}
	}
	for _, l := range b.links {
		seen.see(b.first(l.record.From), l.record.ObservedAt)
		seen.see(b.first(l.record.To), l.record.ObservedAt)
	}
	for _, r := range b.releases {
		seen.see(b.first(r.record.Identifier), time.Time{})
	}
	return seen
}

func (b *batch) withdrawalRows() []any {
	rows := make([]any, len(b.withdrawals))
	for i, w := range b.withdrawals {
		rows[i] = map[string]any{"id": w.id, "withdraws": graph.ScopedID(b.agency, w.record.Withdraws), "reason": said(w.record.Reason)}
	}
	return rows
}

func (b *batch) reportRows(seen sightings) []any {
	rows := make([]any, len(b.reports))
	for i, f := range b.reports {
		r := f.record
		names := make([]any, 0, len(r.Identifiers))
		for _, identifier := range r.Identifiers {
			if node := seen[b.first(identifier)].node; !slices.Contains(names, node) { // it may name one by two tokens
				names = append(names, node)
			}
		}
		rows[i] = map[string]any{
			"id": f.id, "occurred_at": when(r.OccurredAt), "category": said(r.Category), "channel": said(r.Channel),
			"region": said(r.Region), "loss": said(string(r.Loss)), "currency": said(r.Currency), "names": names,
		}
	}
	return rows
}

// linkRows are the links by their relation's place among graph.Relations.
func (b *batch) linkRows(seen sightings) (rows [len(graph.Relations)][]any) {
	for _, f := range b.links {
		l := f.record
		relation := slices.Index(graph.Relations[:], l.Relation)
		rows[relation] = append(rows[relation], map[string]any{"id": f.id,
			"from": seen[b.first(l.From)].node, "to": seen[b.first(l.To)].node, "observed_at": when(l.ObservedAt)})
	}
	return rows
}

func (b *batch) releaseRows(seen sightings) []any {
	rows := make([]any, len(b.releases))
	for i, f := range b.releases {
		rows[i] = map[string]any{"id": f.id, "node": seen[b.first(f.record.Identifier)].node, "released_at": when(f.record.ReleasedAt)}
	}
	return rows
}

// said is a text as a statement takes it; unknown is null.
func said(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// when is a time as a statement takes it; unknown is null.
func when(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}
