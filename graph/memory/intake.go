package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// recordKey identifies a record of an agency: two records with the same key are the same.
type recordKey struct{ recordType, id string }

// batch is one call of Save.
type batch struct {
	*Store
	agency    string
	records   []graph.Record // the first with each key
	created   map[recordKey]bool
	withdrawn map[string]bool // agency-scoped ids
}

// Save implements graph.RecordStore.
func (s *Store) Save(ctx context.Context, agency string, all []graph.Record) ([]graph.Outcome, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	b := &batch{Store: s, agency: agency, created: map[recordKey]bool{}, withdrawn: map[string]bool{}}
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
	case *graph.Report, *graph.Link, *graph.Equivalence:
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
		if _, exists := b.Store.records.withdrawals[key.id]; !exists {
			id := graph.ScopedID(b.agency, w.Withdraws)
			b.Store.records.withdrawals[key.id] = withdrawal{id, b.now()}
			b.created[key] = true
			withdraws = append(withdraws, id)
		}
	}
	for _, w := range b.Store.records.withdrawals {
		b.withdrawn[w.withdraws] = true
	}
	return withdraws
}

// saveEquivalences stores the equivalences. Of several about one later token, the first counts;
// others are stored and count if that one is withdrawn.
func (b *batch) saveEquivalences() {
	var equivalences []*graph.Equivalence
	for _, r := range b.records {
		if e, ok := r.(*graph.Equivalence); ok && !b.withdrawn[b.key(e).id] {
			equivalences = append(equivalences, e)
		}
	}
	// By epoch: the canonical token of an epoch must be stored before a later epoch refers to it.
	slices.SortStableFunc(equivalences, func(x, y *graph.Equivalence) int { return cmp.Compare(x.SameAs.Epoch(), y.SameAs.Epoch()) })
	for _, e := range equivalences {
		key, canonical := b.key(e), b.canonical(e.Identifier.Token)
		if _, exists := b.Store.records.claims[key.id]; exists || canonical == e.SameAs {
			continue
		}
		b.Store.records.claims[key.id] = &claim{later: e.SameAs, earlier: e.Identifier.Token, received: b.now()}
		b.created[key] = true
		if _, exists := b.equivalences[e.SameAs]; !exists {
			b.equivalences[e.SameAs] = &equivalence{canonical, b.now()}
		}
		for _, later := range b.equivalences { // that were canonical under the later token
			if later.canonical == e.SameAs {
				later.canonical, later.changed = b.canonical(e.SameAs), b.now()
			}
		}
	}
}

// saveEvidence stores the reports, links and releases.
func (b *batch) saveEvidence() {
	for _, r := range b.records {
		key := b.key(r)
		switch r := r.(type) {
		case *graph.Report:
			if _, exists := b.Store.records.reports[key.id]; !exists && !b.withdrawn[key.id] {
				b.saveReport(key.id, *r)
				b.created[key] = true
			}
		case *graph.Link:
			stored := *r
			stored.Agency, stored.From, stored.To = b.agency, b.under(r.From), b.under(r.To)
			if _, exists := b.Store.records.links[key.id]; !exists && !b.withdrawn[key.id] && stored.From != stored.To {
				b.addIdentifier(stored.From)
				b.addIdentifier(stored.To)
				b.Store.records.links[key.id] = &link{stored, b.now()}
				b.created[key] = true
			}
		case *graph.Release:
			if _, exists := b.Store.records.releases[key.id]; !exists {
				stored := *r
				stored.Agency, stored.Identifier = b.agency, b.under(r.Identifier)
				b.addIdentifier(stored.Identifier)
				b.Store.records.releases[key.id] = &release{stored, b.now(), false}
				b.created[key] = true
			}
		}
	}
}

func (b *batch) saveReport(id string, r graph.Report) {
	r.Agency = b.agency
	named := r.Identifiers
	r.Identifiers = nil
	for _, id := range named { // it may name one by two tokens
		id = b.under(id)
		b.addIdentifier(id)
		if !slices.ContainsFunc(r.Identifiers, func(other graph.Identifier) bool { return other.Token == id.Token }) {
			r.Identifiers = append(r.Identifiers, id)
		}
	}
	b.Store.records.reports[id] = &report{r, b.now()}
}

// withdraw removes the reports, links and equivalences with the agency-scoped ids.
func (s *Store) withdraw(ids []string) {
	s.removeRecords(ids, ids)
	for _, id := range ids {
		if c, ok := s.records.claims[id]; ok {
			delete(s.records.claims, id)
			s.updateEquivalence(c.later)
		}
	}
}

// updateEquivalence updates an equivalence after one of its claims was removed: the oldest
// remaining claim counts.
func (s *Store) updateEquivalence(later graph.Token) {
	var oldest *claim
	var oldestID string
	for id, c := range s.records.claims {
		if c.later == later && (oldest == nil || c.received.Before(oldest.received) || c.received.Equal(oldest.received) && id < oldestID) {
			oldest, oldestID = c, id
		}
	}
	if oldest == nil {
		delete(s.equivalences, later)
	} else if canonical, e := s.canonical(oldest.earlier), s.equivalences[later]; canonical != e.canonical {
		e.canonical, e.changed = canonical, s.now()
	}
}

// FilterWithdrawn implements graph.PreviousRings.
func (s *Store) FilterWithdrawn(ctx context.Context, ids []string) ([]string, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	withdrawn := map[string]bool{}
	for _, w := range s.records.withdrawals {
		withdrawn[w.withdraws] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !withdrawn[id] }), nil
}
