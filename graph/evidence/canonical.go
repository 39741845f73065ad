package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// canonicalTokens maps later tokens to the canonical one, by the equivalences among the records. Of
// several equivalences of one later token, the first counts. Withdrawn holds agency-scoped ids.
func canonicalTokens(records []graph.Record, withdrawn map[string]bool) map[graph.Token]graph.Token {
	first := firsts{}
	var equivalences []*graph.Equivalence
	for _, r := range records {
		if e, ok := r.(*graph.Equivalence); ok && !withdrawn[graph.ScopedID(e.Agency, e.ID)] && first.see(e, e.Agency) {
			equivalences = append(equivalences, e)
		}
	}
	// By epoch: the canonical token of an epoch must be in the map before a later epoch refers to
	// it.
	slices.SortStableFunc(equivalences, func(a, b *graph.Equivalence) int { return cmp.Compare(a.SameAs.Epoch(), b.SameAs.Epoch()) })
	canonical := make(map[graph.Token]graph.Token, len(equivalences))
	for _, e := range equivalences {
		if _, ok := canonical[e.SameAs]; !ok {
			canonical[e.SameAs] = cmp.Or(canonical[e.Identifier.Token], e.Identifier.Token)
		}
	}
	return canonical
}
