package check

import (
	"sync"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/graph"
)

// Set is one published set of rings in memory. It is immutable.
type Set struct {
	Publication graph.Publication
	Rings       []graph.Ring // in the order of their ids
	Index       *Index       // of the members of flagged rings
	Flagged     int          // how many rings are flagged

	filter          *access.RingFilter
	publicationJSON string   // as every response to a check contains it
	resultJSON      []string // what a check returns of each ring
	// numbers is computed when it is first needed.
	numbers func() []NumberToVerify
}

// NewSet indexes a published set. Rings are in the order of their ids.
func NewSet(p graph.Publication, rings []graph.Ring) *Set {
	s := &Set{
		Publication: p, Rings: rings, Index: NewIndex(rings), filter: access.NewRingFilter(rings),
		publicationJSON: publicationJSON(&p), resultJSON: make([]string, len(rings)),
		numbers: sync.OnceValue(func() []NumberToVerify { return numbersToVerify(rings) }),
	}
	for i := range rings {
		s.resultJSON[i] = resultJSON(&rings[i])
		if rings[i].Status.Flagged() {
			s.Flagged++
		}
	}
	return s
}

// View is what a caller sees of a set.
type View struct {
	access.VisibleRings
	Set *Set
}

// For returns the view of a caller.
func (s *Set) For(c *access.Caller) View { return View{s.filter.For(c), s} }

// Lookup returns the position of a token's ring: of several that the caller may see the one with
// the highest score, and of equal ones the first.
func (v *View) Lookup(token *PackedToken) (i int, ok bool) {
	i, ok = v.Set.Index.Ring(token)
	if !ok || v.Sees(i) {
		return i, ok
	}
	for _, ring := range v.Set.Index.others[*token] {
		if i = int(ring) - 1; v.Sees(i) {
			return i, true
		}
	}
	return 0, false
}

// LookupToken is Lookup of a token that is not packed.
func (v *View) LookupToken(token graph.Token) (i int, ok bool) {
	packed, ok := Pack(string(token))
	if !ok {
		return 0, false
	}
	return v.Lookup(&packed)
}
