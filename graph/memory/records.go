package memory

import (
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// records are what agencies filed, by agency-scoped id.
type records struct {
	reports     map[string]*report
	links       map[string]*link
	releases    map[string]*release
	withdrawals map[string]withdrawal
	claims      map[string]*claim
}

// report is a stored report. Its identifiers have canonical tokens.
type report struct {
	graph.Report
	received time.Time
}

// link is a stored link. Its ends have canonical tokens.
type link struct {
	graph.Link
	received time.Time
}

// release is a stored release, or the clearance of an upheld dispute.
type release struct {
	graph.Release
	received time.Time
	cleared  bool
}

// withdrawal is a stored withdrawal.
type withdrawal struct {
	withdraws string // agency-scoped id
	received  time.Time
}

// claim is a stored equivalence record: an agency claims that a later token equals an earlier one.
type claim struct {
	later, earlier graph.Token
	received       time.Time
}

// equivalence maps a later token to the canonical one.
type equivalence struct {
	canonical graph.Token
	changed   time.Time
}

// canonical returns the identifier's canonical token.
func (s *Store) canonical(token graph.Token) graph.Token {
	if e, ok := s.equivalences[token]; ok {
		return e.canonical
	}
	return token
}

// under returns the identifier under its canonical token.
func (s *Store) under(id graph.Identifier) graph.Identifier {
	return graph.Identifier{Kind: id.Kind, Token: s.canonical(id.Token)}
}

// identify returns the stored identifier with the token and its kind.
func (s *Store) identify(token graph.Token) (graph.Identifier, bool) {
	kind, ok := s.identifiers[token]
	return graph.Identifier{Kind: kind, Token: token}, ok
}

// addIdentifier stores an identifier. Of several kinds that records give it, the first of
// graph.Kinds counts.
func (s *Store) addIdentifier(id graph.Identifier) {
	if kind, ok := s.identifiers[id.Token]; !ok || id.Kind.Rank() < kind.Rank() {
		s.identifiers[id.Token] = id.Kind
	}
}

// removeRecords removes the reports and links with the agency-scoped ids. Identifiers that they
// named are no longer former members of any ring, and are removed if they are orphans. It returns
// how many records and identifiers it removed.
func (s *Store) removeRecords(reports, links []string) (removed, orphans int) {
	tokens := map[graph.Token]bool{}
	for _, id := range reports {
		if r, ok := s.records.reports[id]; ok {
			delete(s.records.reports, id)
			removed++
			for _, named := range r.Identifiers {
				tokens[named.Token] = true
			}
		}
	}
	for _, id := range links {
		if l, ok := s.records.links[id]; ok {
			delete(s.records.links, id)
			removed++
			tokens[l.From.Token], tokens[l.To.Token] = true, true
		}
	}
	for _, r := range s.rings {
		if r.Status == graph.Closed {
			r.Members = slices.DeleteFunc(slices.Clone(r.Members), func(m graph.Member) bool { return tokens[m.Token] })
		}
	}
	return removed, s.removeOrphans(slices.Collect(maps.Keys(tokens)))
}

// removeOrphans removes those of the identifiers that nothing refers to, and returns how many.
func (s *Store) removeOrphans(tokens []graph.Token) (removed int) {
	for _, token := range tokens {
		if _, ok := s.identifiers[token]; ok && !s.referenced(token) {
			delete(s.identifiers, token)
			removed++
			for _, r := range s.rings { // former members of closed rings
				r.Members = slices.DeleteFunc(slices.Clone(r.Members), func(m graph.Member) bool { return m.Token == token })
			}
		}
	}
	return removed
}

// referenced reports whether a record, finding, dispute or open ring refers to the identifier.
func (s *Store) referenced(token graph.Token) bool {
	for _, r := range s.records.reports {
		if slices.ContainsFunc(r.Identifiers, func(id graph.Identifier) bool { return id.Token == token }) {
			return true
		}
	}
	for _, l := range s.records.links {
		if l.From.Token == token || l.To.Token == token {
			return true
		}
	}
	for _, r := range s.records.releases {
		if r.Identifier.Token == token {
			return true
		}
	}
	for _, r := range s.rings {
		if r.Status != graph.Closed && slices.ContainsFunc(r.Members, func(m graph.Member) bool { return m.Token == token }) {
			return true
		}
	}
	return slices.ContainsFunc(s.verifications, func(v graph.Verification) bool { return v.Identifier.Token == token }) ||
		slices.ContainsFunc(s.disputes, func(d *graph.Dispute) bool { return d.Identifier.Token == token })
}
