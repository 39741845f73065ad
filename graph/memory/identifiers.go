package memory

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// names returns what the stored claims say.
func (s *state) names() *evidence.Names {
	claims := make([]evidence.Claim, 0, len(s.records.claims))
	for _, c := range s.records.claims {
		c.Operator = s.isOperator(c.Agency)
		claims = append(claims, c.Claim)
	}
	return evidence.NewNames(claims)
}

// canonical returns the token that an identifier is stored under, by what binds all agencies.
func (s *state) canonical(token graph.Token) graph.Token { return s.names().ForAll(token) }

// identify returns the stored identifier with the token and its kind.
func (s *state) identify(token graph.Token) (graph.Identifier, bool) {
	kind, ok := s.identifiers[token]
	return graph.Identifier{Kind: kind, Token: token}, ok
}

// addIdentifier stores an identifier. Of several kinds that records give it, the first of
// graph.Kinds counts.
func (s *state) addIdentifier(id graph.Identifier) { kinds(s.identifiers).add(id) }

// kinds are identifiers by token.
type kinds map[graph.Token]graph.Kind

func (k kinds) add(id graph.Identifier) {
	if kind, ok := k[id.Token]; !ok || id.Kind.Rank() < kind.Rank() {
		k[id.Token] = id.Kind
	}
}

// settle joins and parts identifiers: it gives everything that is stored the canonical token that
// follows from the token that it was filed with and the claims of now. Members of published rings
// are joined, but not parted: the next run finds new ones.
func (s *state) settle() {
	names := s.names()
	filed := s.filedKinds()
	under := func(token graph.Token, canonical graph.Token) graph.Token {
		if kind, ok := filed[canonical]; ok && kind != filed[token] { // a number is no device, whoever claims it
			return token
		}
		return canonical
	}
	old := s.identifiers
	s.identifiers = map[graph.Token]graph.Kind{}
	note := func(token, canonical graph.Token) graph.Identifier {
		kind, ok := filed[token]
		if !ok {
			kind = old[token]
		}
		id := graph.Identifier{Kind: kind, Token: canonical}
		s.addIdentifier(id)
		return id
	}
	of := func(agency string, id graph.Identifier) graph.Identifier {
		return note(id.Token, under(id.Token, names.For(agency, id.Token)))
	}
	ofAll := func(id graph.Identifier) graph.Identifier {
		return note(id.Token, under(id.Token, names.ForAll(id.Token)))
	}
	for _, r := range s.records.reports {
		r.Identifiers = distinct(r.filed, func(id graph.Identifier) graph.Identifier { return of(r.Agency, id) })
	}
	for _, l := range s.records.links {
		l.From, l.To = of(l.Agency, l.filedFrom), of(l.Agency, l.filedTo)
	}
	for _, r := range s.records.releases {
		if r.cleared {
			r.Identifier = ofAll(r.filed)
		} else {
			r.Identifier = of(r.Agency, r.filed)
		}
	}
	for _, k := range s.records.known {
		k.Identifier = of(k.Agency, k.filed)
	}
	for i := range s.verifications {
		v := &s.verifications[i]
		v.Identifier = ofAll(graph.Identifier{Token: v.filed})
	}
	for _, d := range s.disputes {
		d.Identifier = ofAll(graph.Identifier{Token: s.contested[d.Number]})
	}
	for _, r := range s.rings {
		var members []graph.Member
		for _, m := range r.Members {
			m.Identifier = graph.Identifier{Kind: m.Kind, Token: under(m.Token, names.ForAll(m.Token))}
			if !slices.ContainsFunc(members, func(other graph.Member) bool { return other.Token == m.Token }) {
				members = append(members, m)
			}
			if r.Status != graph.Closed {
				s.addIdentifier(m.Identifier)
			}
		}
		slices.SortFunc(members, compareMembers)
		r.Members = members
	}
}

// filedKinds returns the kinds that records give tokens.
func (s *state) filedKinds() kinds {
	k := kinds{}
	for _, r := range s.records.reports {
		for _, id := range r.filed {
			k.add(id)
		}
	}
	for _, l := range s.records.links {
		k.add(l.filedFrom)
		k.add(l.filedTo)
	}
	for _, r := range s.records.releases {
		k.add(r.filed)
	}
	for _, known := range s.records.known {
		k.add(known.filed)
	}
	return k
}

// distinct returns the identifiers that a function makes of some, each once.
func distinct(ids []graph.Identifier, of func(graph.Identifier) graph.Identifier) (all []graph.Identifier) {
	for _, id := range ids {
		id = of(id)
		if !slices.ContainsFunc(all, func(other graph.Identifier) bool { return other.Token == id.Token }) {
			all = append(all, id)
		}
	}
	return all
}

func compareMembers(a, b graph.Member) int {
	return graph.CompareIdentifiers(a.Identifier, b.Identifier)
}
