package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Standing is what is known of those whom the evidence is about, and of those who filed it.
type Standing struct {
	Known    []Known    // ordered by token, then id; of one id there is one
	Verified []Verified // ordered by token; of one token there is one
	Agencies []Outcomes // ordered by agency
}

// Known is an identifier of a known business.
type Known struct {
	ID         string      // of the entry, agency-scoped
	Token      graph.Token // canonical
	Business   string      // the kind of business
	ValidUntil Second      // the entry counts before then
}

// sorted returns the standing in the order of a snapshot, with the first of several entries that
// have one id.
func (s *Standing) sorted() (sorted Standing) {
	seen := make(map[string]bool, len(s.Known))
	for _, k := range s.Known {
		if !seen[k.ID] {
			seen[k.ID] = true
			sorted.Known = append(sorted.Known, k)
		}
	}
	slices.SortFunc(sorted.Known, func(x, y Known) int {
		return cmp.Or(cmp.Compare(x.Token, y.Token), cmp.Compare(x.ID, y.ID))
	})
	sorted.Verified = sortVerified(s.Verified)
	for _, o := range s.Agencies {
		if o != (Outcomes{Agency: o.Agency}) { // nothing is known of it
			sorted.Agencies = append(sorted.Agencies, o)
		}
	}
	slices.SortFunc(sorted.Agencies, func(x, y Outcomes) int { return cmp.Compare(x.Agency, y.Agency) })
	return sorted
}

// equal reports whether two sorted standings are equal.
func (s *Standing) equal(other *Standing) bool {
	return slices.Equal(s.Known, other.Known) && slices.Equal(s.Verified, other.Verified) && slices.Equal(s.Agencies, other.Agencies)
}

// KnownAt returns which identifiers of the snapshot belong to a known business at the moment, by
// their indices; nil if none does.
func (s *Snapshot) KnownAt(at Second) (known []bool) {
	for i := range s.Standing.Known {
		k := &s.Standing.Known[i]
		if k.ValidUntil <= at {
			continue
		}
		if identifier, ok := s.findIdentifier(k.Token); ok {
			if known == nil {
				known = make([]bool, len(s.Identifiers))
			}
			known[identifier] = true
		}
	}
	return known
}
