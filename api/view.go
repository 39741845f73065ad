package api

import (
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// view is what an agency sees of a published set: for it there are no other rings. All
// reading of rings goes through a view.
type view struct {
	*ringSet
	caller *caller
	seen   []bool // by the rings' places; nil where that is every ring
}

// view is what a caller sees of the set.
func (s *ringSet) view(by *caller) *view { return &view{s, by, s.seen(by)} }

// seen is which rings a caller sees; nil where that is every one. It is reckoned once for each
// set of regions, of which there are no more than agencies.
func (s *ringSet) seen(by *caller) []bool {
	if len(by.agency.Regions) == 0 {
		return nil
	}
	regions := strings.Join(by.agency.Regions, " ")
	if known, ok := s.views.Load(regions); ok {
		return known.([]bool)
	}
	seen := make([]bool, len(s.rings))
	for i := range s.rings {
		seen[i] = by.concerns(s.rings[i].Regions)
	}
	s.views.Store(regions, seen)
	return seen
}

// concerns reports whether what is of those regions is there for the agency.
func (c *caller) concerns(regions []string) bool {
	return len(c.agency.Regions) == 0 || slices.ContainsFunc(regions, func(r string) bool { return slices.Contains(c.agency.Regions, r) })
}

// sees reports whether the ring at a place is there for the agency.
func (v *view) sees(place int) bool { return v.seen == nil || v.seen[place] }

// check finds the ring that a token is in: of several that the agency may see the one with the
// highest score, and of those the first.
func (v *view) check(token *packedToken) (place int, ok bool) {
	place, ok = v.index.ring(token)
	if !ok || v.sees(place) {
		return place, ok
	}
	for _, ring := range v.index.lesser[*token] {
		if place = int(ring) - 1; v.sees(place) {
			return place, true
		}
	}
	return 0, false
}

// ring finds a ring by its id. One that the agency may not see is not found, by the same
// steps as one that isn't there.
func (v *view) ring(id string) (place int, found bool) {
	place, found = v.find(id)
	return place, found && v.sees(place)
}

// others lists those ids of rings that the agency may know of. A ring that is no more in
// the set is known by its id to whoever sees all rings.
func (v *view) others(ids []string) []string {
	known := []string{}
	for _, id := range ids {
		if _, found := v.ring(id); found || v.seen == nil {
			known = append(known, id)
		}
	}
	return known
}

// words takes out of a text the ids of rings that the agency may not know of.
func (v *view) words(text string, mentioned ...string) string {
	for _, id := range mentioned {
		if id != "" && len(v.others([]string{id})) == 0 {
			text = strings.ReplaceAll(text, id, "another ring")
		}
	}
	return text
}

// member reports whether the agency may see the token of an identifier of a kind.
func (v *view) member(kind graph.Kind) bool { return slices.Contains(v.caller.sight.members, kind) }
