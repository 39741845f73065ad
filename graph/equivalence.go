package graph

import (
	"cmp"
	"slices"
)

// firstTokens tells under which token an identifier is kept that a later one names too:
// that which it had first. Of several claims about a later token the first counts.
func firstTokens(records []Record, withdrawn map[string]bool) map[Token]Token {
	fresh := freshness{taken: map[string]bool{}}
	var claims []*Equivalence
	for _, r := range records {
		if e, ok := r.(*Equivalence); ok && !withdrawn[ScopedID(e.Agency, e.ID)] && fresh.first(e, e.Agency) {
			claims = append(claims, e)
		}
	}
	// By epoch, so that the first token of an earlier one is known for a later.
	slices.SortStableFunc(claims, func(a, b *Equivalence) int { return cmp.Compare(a.SameAs.Epoch(), b.SameAs.Epoch()) })
	firsts := make(map[Token]Token, len(claims))
	for _, e := range claims {
		if _, known := firsts[e.SameAs]; !known {
			firsts[e.SameAs] = cmp.Or(firsts[e.Identifier.Token], e.Identifier.Token)
		}
	}
	return firsts
}

// underFirst returns a record as it is kept: with first tokens in place of later ones. A
// link from an identifier to itself is none, and nil.
func underFirst(r Record, firsts map[Token]Token) Record {
	if len(firsts) == 0 {
		return r
	}
	first := func(id Identifier) Identifier {
		id.Token = cmp.Or(firsts[id.Token], id.Token)
		return id
	}
	switch r := r.(type) {
	case *Report:
		kept := *r
		kept.Identifiers = make([]Identifier, 0, len(r.Identifiers))
		for _, id := range r.Identifiers {
			if id = first(id); !slices.Contains(kept.Identifiers, id) {
				kept.Identifiers = append(kept.Identifiers, id)
			}
		}
		return &kept
	case *Link:
		kept := *r
		if kept.From, kept.To = first(r.From), first(r.To); kept.From == kept.To {
			return nil
		}
		return &kept
	case *Release:
		kept := *r
		kept.Identifier = first(r.Identifier)
		return &kept
	}
	return r
}
