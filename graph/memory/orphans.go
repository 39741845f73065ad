package memory

import (
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// removeRecords removes the reports and links with the agency-scoped ids. Identifiers that they
// named are no longer former members of any ring, and are removed if they are orphans. It returns
// how many records and identifiers it removed.
func (s *state) removeRecords(reports, links []string) (removed, orphans int) {
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

// removeKnown removes entries of the register of known businesses, and their identifiers if they
// are orphans. It returns how many entries and identifiers it removed.
func (s *state) removeKnown(ids []string) (removed, orphans int) {
	var tokens []graph.Token
	for _, id := range ids {
		if k, ok := s.records.known[id]; ok {
			delete(s.records.known, id)
			removed++
			tokens = append(tokens, k.Identifier.Token)
		}
	}
	return removed, s.removeOrphans(tokens)
}

// removeOrphans removes those of the identifiers that nothing refers to, and returns how many.
func (s *state) removeOrphans(tokens []graph.Token) (removed int) {
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
func (s *state) referenced(token graph.Token) bool {
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
	for _, k := range s.records.known {
		if k.Identifier.Token == token {
			return true
		}
	}
	for _, r := range s.rings {
		if r.Status != graph.Closed && slices.ContainsFunc(r.Members, func(m graph.Member) bool { return m.Token == token }) {
			return true
		}
	}
	return slices.ContainsFunc(s.verifications, func(v verification) bool { return v.Identifier.Token == token }) ||
		slices.ContainsFunc(s.disputes, func(d *graph.Dispute) bool { return d.Identifier.Token == token })
}
