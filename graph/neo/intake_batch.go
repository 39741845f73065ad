package neo

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// batch holds the records of an agency by type, the first with each id.
type batch struct {
	agency       string
	withdrawals  []filed[*graph.Withdrawal]
	reports      []filed[*graph.Report]
	links        []filed[*graph.Link]
	releases     []filed[*graph.Release]
	equivalences []filed[*graph.Equivalence]
	known        []filed[*graph.Known]
	ids          []string // of all records but withdrawals
	unresolved   *unresolved
}

// unresolved are the records of a batch as they were filed, by agency-scoped id, where tokens were
// replaced by canonical ones.
type unresolved struct {
	reports  map[string]*graph.Report
	links    map[string]*graph.Link
	releases map[string]*graph.Release
	known    map[string]*graph.Known
}

func byID[R any](records []filed[R]) map[string]R {
	all := make(map[string]R, len(records))
	for _, r := range records {
		all[r.id] = r.record
	}
	return all
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
		case *graph.Known:
			b.known = append(b.known, filed[*graph.Known]{key.id, r})
		}
	}
	b.ids = slices.Concat(idsOf(b.reports), idsOf(b.links), idsOf(b.releases), idsOf(b.equivalences), idsOf(b.known))
	return b
}

// identifiers calls visit for each identifier that a record of the batch, other than an
// equivalence, names.
func (b *batch) identifiers(visit func(graph.Identifier)) {
	for _, r := range b.reports {
		for _, id := range r.record.Identifiers {
			visit(id)
		}
	}
	for _, l := range b.links {
		visit(l.record.From)
		visit(l.record.To)
	}
	for _, r := range b.releases {
		visit(r.record.Identifier)
	}
	for _, k := range b.known {
		visit(k.record.Identifier)
	}
}

// contended lists what two batches must not create at the same time: records by their ids, and
// identifiers by their tokens.
func (b *batch) contended() []string {
	keys := slices.Clone(b.ids)
	b.identifiers(func(id graph.Identifier) { keys = append(keys, string(id.Token)) })
	for _, e := range b.equivalences {
		keys = append(keys, string(e.record.Identifier.Token), string(e.record.SameAs))
	}
	return keys
}

// laterTokens lists the tokens of the batch that may not be canonical: those of epochs after the
// first.
func (b *batch) laterTokens() []string {
	later := map[string]bool{}
	b.identifiers(func(id graph.Identifier) {
		if id.Token.Epoch() > 1 {
			later[string(id.Token)] = true
		}
	})
	return slices.Collect(maps.Keys(later))
}

// resolve returns the batch with canonical tokens in place of later ones. The records of b itself,
// which are the caller's, stay as they are.
func (b *batch) resolve(canonical map[graph.Token]graph.Token) *batch {
	if len(canonical) == 0 {
		return b
	}
	resolved := *b
	resolved.unresolved = &unresolved{byID(b.reports), byID(b.links), byID(b.releases), byID(b.known)}
	resolved.reports = make([]filed[*graph.Report], len(b.reports))
	for i, f := range b.reports {
		report := *f.record
		report.Identifiers = slices.Clone(report.Identifiers)
		for j := range report.Identifiers {
			resolveToken(&report.Identifiers[j], canonical)
		}
		resolved.reports[i] = filed[*graph.Report]{f.id, &report}
	}
	resolved.links = make([]filed[*graph.Link], len(b.links))
	for i, f := range b.links {
		link := *f.record
		resolveToken(&link.From, canonical)
		resolveToken(&link.To, canonical)
		resolved.links[i] = filed[*graph.Link]{f.id, &link}
	}
	resolved.releases = make([]filed[*graph.Release], len(b.releases))
	for i, f := range b.releases {
		release := *f.record
		resolveToken(&release.Identifier, canonical)
		resolved.releases[i] = filed[*graph.Release]{f.id, &release}
	}
	resolved.known = make([]filed[*graph.Known], len(b.known))
	for i, f := range b.known {
		known := *f.record
		resolveToken(&known.Identifier, canonical)
		resolved.known[i] = filed[*graph.Known]{f.id, &known}
	}
	return &resolved
}

func resolveToken(id *graph.Identifier, canonical map[graph.Token]graph.Token) {
	if token, later := canonical[id.Token]; later {
		id.Token = token
	}
}

// without returns the records of the batch that are to be created, other than equivalences: those
// that are neither withdrawn nor stored. (Of known businesses, create_known leaves out what is
// stored.) Reports are in the order of their ids, in which every writer creates them.
func (b *batch) without(withdrawn map[string]bool, existing map[recordKey]bool) *batch {
	left := &batch{
		agency: b.agency, unresolved: b.unresolved,
		reports: slices.Clone(b.reports), links: slices.Clone(b.links), releases: slices.Clone(b.releases),
	}
	left.reports = slices.DeleteFunc(left.reports, func(r filed[*graph.Report]) bool {
		return withdrawn[r.id] || existing[recordKey{"report", r.id}]
	})
	left.links = slices.DeleteFunc(left.links, func(l filed[*graph.Link]) bool {
		return withdrawn[l.id] || existing[recordKey{"link", l.id}]
	})
	left.releases = slices.DeleteFunc(left.releases, func(r filed[*graph.Release]) bool {
		return withdrawn[r.id] || existing[recordKey{"release", r.id}]
	})
	left.known = slices.DeleteFunc(slices.Clone(b.known), func(k filed[*graph.Known]) bool { return withdrawn[k.id] })
	slices.SortFunc(left.reports, func(x, y filed[*graph.Report]) int { return cmp.Compare(x.id, y.id) })
	return left
}

// sightings returns when the batch saw each of its identifiers.
func (b *batch) sightings() sightings {
	seen := sightings{}
	for _, r := range b.reports {
		for _, id := range r.record.Identifiers {
			seen.add(id, r.record.OccurredAt)
		}
	}
	for _, l := range b.links {
		seen.add(l.record.From, l.record.ObservedAt)
		seen.add(l.record.To, l.record.ObservedAt)
	}
	for _, r := range b.releases {
		seen.add(r.record.Identifier, time.Time{})
	}
	for _, k := range b.known {
		seen.add(k.record.Identifier, time.Time{})
	}
	return seen
}

func (b *batch) withdrawalRows() []any {
	rows := make([]any, len(b.withdrawals))
	for i, w := range b.withdrawals {
		rows[i] = map[string]any{"id": w.id, "withdraws": graph.ScopedID(b.agency, w.record.Withdraws), "reason": text(w.record.Reason)}
	}
	return rows
}

func (b *batch) reportRows(seen sightings) []any {
	rows := make([]any, len(b.reports))
	for i, f := range b.reports {
		r := f.record
		rows[i] = map[string]any{
			"id": f.id, "source": text(r.Source), "occurred_at": datetime(r.OccurredAt),
			"category": text(r.Category), "channel": text(r.Channel),
			"region": text(r.Region), "loss": text(string(r.Loss)), "currency": text(r.Currency), "names": b.reportNames(r, seen),
		}
	}
	return rows
}

// reportNames returns the nodes of the identifiers that a report names, each once: it may name one
// by two tokens.
func (b *batch) reportNames(r *graph.Report, seen sightings) []any {
	names := make([]any, 0, len(r.Identifiers))
	for _, id := range r.Identifiers {
		if node := seen[id].node; !slices.Contains(names, node) {
			names = append(names, node)
		}
	}
	return names
}

// linkRows returns the rows of the links by the position of their relation in graph.Relations.
func (b *batch) linkRows(seen sightings) (rows [len(graph.Relations)][]any) {
	for _, f := range b.links {
		l := f.record
		relation := slices.Index(graph.Relations[:], l.Relation)
		rows[relation] = append(rows[relation], map[string]any{
			"id": f.id, "source": text(l.Source), "from": seen[l.From].node, "to": seen[l.To].node, "observed_at": datetime(l.ObservedAt),
		})
	}
	return rows
}

func (b *batch) releaseRows(seen sightings) []any {
	rows := make([]any, len(b.releases))
	for i, f := range b.releases {
		rows[i] = map[string]any{"id": f.id, "node": seen[f.record.Identifier].node, "released_at": datetime(f.record.ReleasedAt)}
	}
	return rows
}

func (b *batch) knownRows(seen sightings) []any {
	rows := make([]any, len(b.known))
	for i, f := range b.known {
		k := f.record
		rows[i] = map[string]any{
			"id": f.id, "node": seen[k.Identifier].node, "business": text(k.Business), "valid_until": datetime(k.ValidUntil),
		}
	}
	return rows
}
