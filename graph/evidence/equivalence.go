package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// firstTokens tells under which token an identifier is kept that a later one names too:
// that which it had first. Of several claims about a later token the first counts.
func firstTokens(records []graph.Record, withdrawn map[string]bool) map[graph.Token]graph.Token {
	fresh := freshness{taken: map[string]bool{}}
	var claims []*graph.Equivalence
	for _, r := range records {
		if e, ok := r.(*graph.Equivalence); ok && !withdrawn[graph.ScopedID(e.Agency, e.ID)] && fresh.first(e, e.Agency) {
			claims = append(claims, e)
		}
	}
	// By epoch, so that the first token of an earlier one is known for a later.
	slices.SortStableFunc(claims, func(a, b *graph.Equivalence) int { return cmp.Compare(a.SameAs.Epoch(), b.SameAs.Epoch()) })
	firsts := make(map[graph.Token]graph.Token, len(claims))
	for _, e := range claims {
		if _, known := firsts[e.SameAs]; !known {
			firsts[e.SameAs] = cmp.Or(firsts[e.Identifier.Token], e.Identifier.Token)
		}
	}
	return firsts
}

// underFirst returns a record as it is kept: with first tokens in place of later ones. A
// link from an identifier to itself is none, and nil.
func underFirst(r graph.Record, firsts map[graph.Token]graph.Token) graph.Record {
	if len(firsts) == 0 {
		return r
	}
	first := func(id graph.Identifier) graph.Identifier {
		id.Token = cmp.Or(firsts[id.Token], id.Token)
		return id
	}
	switch r := r.(type) {
	case *graph.Report:
		kept := *r
		kept.Identifiers = make([]graph.Identifier, 0, len(r.Identifiers))
		for _, id := range r.Identifiers {
			if id = first(id); !slices.Contains(kept.Identifiers, id) {
				kept.Identifiers = append(kept.Identifiers, id)
			}
		}
		return &kept
	case *graph.Link:
		kept := *r
		if kept.From, kept.To = first(r.From), first(r.To); kept.From == kept.To {
			return nil
		}
		return &kept
	case *graph.Release:
		kept := *r
		kept.Identifier = first(r.Identifier)
		return &kept
	}
	return r
}
