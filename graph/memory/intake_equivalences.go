package memory

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

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
		if _, exists := b.state.records.claims[key.id]; exists || canonical == e.SameAs {
			continue
		}
		b.state.records.claims[key.id] = &claim{later: e.SameAs, earlier: e.Identifier.Token, received: b.now()}
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

// updateEquivalence updates an equivalence after one of its claims was removed: the oldest
// remaining claim counts.
func (b *batch) updateEquivalence(later graph.Token) {
	var oldest *claim
	var oldestID string
	for id, c := range b.state.records.claims {
		if c.later == later && (oldest == nil || c.received.Before(oldest.received) || c.received.Equal(oldest.received) && id < oldestID) {
			oldest, oldestID = c, id
		}
	}
	if oldest == nil {
		delete(b.equivalences, later)
	} else if canonical, e := b.canonical(oldest.earlier), b.equivalences[later]; canonical != e.canonical {
		e.canonical, e.changed = canonical, b.now()
	}
}
