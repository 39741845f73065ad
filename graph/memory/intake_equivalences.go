package memory

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// saveEquivalences stores the equivalences.
func (b *batch) saveEquivalences() {
	for _, r := range b.records {
		e, ok := r.(*graph.Equivalence)
		if !ok || b.withdrawn[b.key(e).id] {
			continue
		}
		key := b.key(e)
		if _, exists := b.state.records.claims[key.id]; exists {
			continue
		}
		said := evidence.Claim{Agency: b.agency, Earlier: e.Identifier.Token, Later: e.SameAs}
		b.state.records.claims[key.id] = &claim{said, b.now()}
		b.created[key] = true
	}
	b.names = b.state.names()
}

// under returns the identifier that the batch's evidence is about, under its canonical token.
func (b *batch) under(id graph.Identifier) graph.Identifier {
	id.Token = b.names.For(b.agency, id.Token)
	return id
}

// laterTokens returns the later tokens by canonical token that readers may rely on: those of claims
// that bind all agencies, and of an agency that filed all evidence of both tokens. Where several
// tokens of one epoch are claimed for one identifier none of them counts.
func (s *state) laterTokens() map[graph.Token][]graph.Token {
	type identifierEpoch struct {
		canonical graph.Token
		epoch     int
	}
	names := s.names()
	byEpoch := map[identifierEpoch][]graph.Token{}
	seen := map[graph.Token]bool{}
	for _, c := range s.records.claims {
		canonical := names.ForAll(c.Later)
		if canonical == c.Later && len(names.Claimants(c.Later)) == 1 {
			if first := names.For(c.Agency, c.Later); s.ownedBy(c.Agency, first) && s.ownedBy(c.Agency, c.Later) {
				canonical = first
			}
		}
		if canonical != c.Later && !seen[c.Later] {
			seen[c.Later] = true
			key := identifierEpoch{canonical, c.Later.Epoch()}
			byEpoch[key] = append(byEpoch[key], c.Later)
		}
	}
	tokens := map[graph.Token][]graph.Token{}
	for key, later := range byEpoch {
		if len(later) == 1 {
			tokens[key.canonical] = append(tokens[key.canonical], later[0])
		}
	}
	for _, later := range tokens {
		slices.Sort(later)
	}
	return tokens
}

// ownedBy reports whether an agency filed all evidence of an identifier.
func (s *state) ownedBy(agency string, token graph.Token) bool {
	for _, r := range s.records.reports {
		if r.Agency != agency && slices.ContainsFunc(r.Identifiers, func(id graph.Identifier) bool { return id.Token == token }) {
			return false
		}
	}
	for _, l := range s.records.links {
		if l.Agency != agency && (l.From.Token == token || l.To.Token == token) {
			return false
		}
	}
	return true
}
