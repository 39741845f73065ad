package memory

import (
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Intake saves what agencies file.
type Intake struct{ *state }

var _ graph.RecordStore = (*Intake)(nil)

// recordKey identifies a record of an agency: two records with the same key are the same.
type recordKey struct{ recordType, id string }

// batch is one call of Save.
type batch struct {
	*state
	agency    string
	records   []graph.Record // the first with each key
	created   map[recordKey]bool
	withdrawn map[string]bool // agency-scoped ids
	names     *evidence.Names
}

// Save implements graph.RecordStore.
func (s *Intake) Save(ctx context.Context, agency string, all []graph.Record) ([]graph.Outcome, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	b := &batch{state: s.state, agency: agency, created: map[recordKey]bool{}, withdrawn: map[string]bool{}}
	seen := map[recordKey]bool{}
	for _, r := range all {
		if key := b.key(r); !seen[key] {
			seen[key] = true
			b.records = append(b.records, r)
		}
	}
	withdrawals := b.saveWithdrawals()
	b.saveEquivalences()
	b.saveEvidence()
	b.withdraw(withdrawals)
	outcomes := make([]graph.Outcome, len(all))
	for i, r := range all {
		outcomes[i] = b.outcome(r)
	}
	return outcomes, nil
}

func (b *batch) key(r graph.Record) recordKey {
	return recordKey{r.RecordType(), graph.ScopedID(b.agency, r.RecordID())}
}

// outcome returns what became of a record. Of two records with one key, only the first is created.
func (b *batch) outcome(r graph.Record) graph.Outcome {
	key := b.key(r)
	if b.created[key] {
		delete(b.created, key)
		return graph.Created
	}
	switch r.(type) {
	case *graph.Report, *graph.Link, *graph.Release, *graph.Equivalence, *graph.Known:
		if b.withdrawn[key.id] {
			return graph.Withdrawn
		}
	}
	return graph.Unchanged
}

// saveWithdrawals stores the withdrawals, notes which ids are withdrawn, and returns the ids that
// the new withdrawals withdraw.
func (b *batch) saveWithdrawals() (withdraws []string) {
	for _, r := range b.records {
		w, ok := r.(*graph.Withdrawal)
		if !ok {
			continue
		}
		key := b.key(w)
		if _, exists := b.state.records.withdrawals[key.id]; !exists {
			id := graph.ScopedID(b.agency, w.Withdraws)
			b.state.records.withdrawals[key.id] = withdrawal{id, w.Reason, b.now()}
			b.created[key] = true
			withdraws = append(withdraws, id)
		}
	}
	for _, w := range b.state.records.withdrawals {
		b.withdrawn[w.withdraws] = true
	}
	return withdraws
}

// saveEvidence stores the reports, links, releases and known businesses.
func (b *batch) saveEvidence() {
	for _, r := range b.records {
		key := b.key(r)
		switch r := r.(type) {
		case *graph.Report:
			if _, exists := b.state.records.reports[key.id]; !exists && !b.withdrawn[key.id] {
				b.saveReport(key.id, *r)
				b.created[key] = true
			}
		case *graph.Link:
			stored := *r
			stored.Agency, stored.From, stored.To = b.agency, b.under(r.From), b.under(r.To)
			if _, exists := b.state.records.links[key.id]; !exists && !b.withdrawn[key.id] {
				b.addIdentifier(stored.From)
				b.addIdentifier(stored.To)
				b.state.records.links[key.id] = &link{stored, r.From, r.To, b.now()}
				b.created[key] = true
			}
		case *graph.Release:
			if _, exists := b.state.records.releases[key.id]; !exists && !b.withdrawn[key.id] {
				stored := *r
				stored.Agency, stored.Identifier = b.agency, b.under(r.Identifier)
				b.addIdentifier(stored.Identifier)
				b.state.records.releases[key.id] = &release{stored, r.Identifier, b.now(), false}
				b.created[key] = true
			}
		case *graph.Known:
			if _, exists := b.state.records.known[key.id]; !exists && !b.withdrawn[key.id] {
				stored := *r
				stored.Agency, stored.Identifier = b.agency, b.under(r.Identifier)
				b.addIdentifier(stored.Identifier)
				b.state.records.known[key.id] = &known{stored, r.Identifier}
				b.created[key] = true
			}
		}
	}
}

func (b *batch) saveReport(id string, r graph.Report) {
	r.Agency = b.agency
	filed := slices.Clone(r.Identifiers)
	r.Identifiers = distinct(filed, b.under) // it may name one by two tokens
	for _, id := range r.Identifiers {
		b.addIdentifier(id)
	}
	b.state.records.reports[id] = &report{r, filed, b.now()}
}

// withdraw removes the reports, links, releases, equivalences and known businesses with the
// agency-scoped ids.
func (b *batch) withdraw(ids []string) {
	b.removeRecords(ids, ids)
	b.removeKnown(ids)
	for _, id := range ids {
		if r, ok := b.state.records.releases[id]; ok && !r.cleared {
			delete(b.state.records.releases, id)
			b.removeOrphans([]graph.Token{r.Identifier.Token})
		}
	}
	for _, id := range ids {
		delete(b.state.records.claims, id)
	}
}
