package memory

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// canonical returns the identifier's canonical token.
func (s *state) canonical(token graph.Token) graph.Token {
	if e, ok := s.equivalences[token]; ok {
		return e.canonical
	}
	return token
}

// under returns the identifier under its canonical token.
func (s *state) under(id graph.Identifier) graph.Identifier {
	return graph.Identifier{Kind: id.Kind, Token: s.canonical(id.Token)}
}

// identify returns the stored identifier with the token and its kind.
func (s *state) identify(token graph.Token) (graph.Identifier, bool) {
	kind, ok := s.identifiers[token]
	return graph.Identifier{Kind: kind, Token: token}, ok
}

// addIdentifier stores an identifier. Of several kinds that records give it, the first of
// graph.Kinds counts.
func (s *state) addIdentifier(id graph.Identifier) {
	if kind, ok := s.identifiers[id.Token]; !ok || id.Kind.Rank() < kind.Rank() {
		s.identifiers[id.Token] = id.Kind
	}
}

// mergeEquivalent merges identifiers that were filed under a later token before the equivalence was
// filed.
func (s *state) mergeEquivalent() {
	for later, e := range s.equivalences {
		if earlier, ok := s.equivalences[e.canonical]; ok && earlier.canonical != later {
			e.canonical, e.changed = earlier.canonical, s.now()
		}
		kind, ok := s.identifiers[later]
		if other, exists := s.identifiers[e.canonical]; ok && (!exists || other == kind) { // a number is no device, whoever claims it
			s.merge(later, e.canonical, kind)
		}
	}
}

// merge moves everything of the identifier with the later token to the one with the canonical
// token.
func (s *state) merge(later, canonical graph.Token, kind graph.Kind) {
	delete(s.identifiers, later)
	s.identifiers[canonical] = kind
	rename := func(id *graph.Identifier) {
		if id.Token == later {
			id.Token = canonical
		}
	}
	for _, r := range s.records.reports {
		var named []graph.Identifier
		for _, id := range r.Identifiers {
			if rename(&id); !slices.ContainsFunc(named, func(other graph.Identifier) bool { return other.Token == id.Token }) {
				named = append(named, id)
			}
		}
		r.Identifiers = named
	}
	for id, l := range s.records.links {
		rename(&l.From)
		if rename(&l.To); l.From.Token == l.To.Token {
			delete(s.records.links, id)
		}
	}
	for _, r := range s.records.releases {
		rename(&r.Identifier)
	}
	for _, k := range s.records.known {
		rename(&k.Identifier)
	}
	for i := range s.verifications {
		rename(&s.verifications[i].Identifier)
	}
	for _, d := range s.disputes {
		rename(&d.Identifier)
	}
	for _, r := range s.rings {
		var members []graph.Member
		for _, m := range r.Members {
			if rename(&m.Identifier); !slices.ContainsFunc(members, func(other graph.Member) bool { return other.Token == m.Token }) {
				members = append(members, m)
			}
		}
		slices.SortFunc(members, compareMembers)
		r.Members = members
	}
}

func compareMembers(a, b graph.Member) int {
	return graph.CompareIdentifiers(a.Identifier, b.Identifier)
}
