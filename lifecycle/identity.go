package lifecycle

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// none stands for no ring where an index is expected.
const none = -1

// Matching says how the rings found by a run relate to the previous ones.
type Matching struct {
	previous []graph.PreviousRing
	found    []graph.Ring

	predecessor []int // of each ring found: the previous ring that it continues, and whose id it has
	splitFrom   []int // of each ring found without a predecessor: the previous ring that it split from
	mergedInto  []int // of each previous ring that none continues: the ring found that it merged into
}

// Match recognises previous rings, closed ones included, among the rings found and gives each ring
// found its id: that of its predecessor, or a new one. It sorts found by id.
func Match(previous []graph.PreviousRing, found []graph.Ring) *Matching {
	// Rings found are sorted by the ids of their members, so that ties are broken alike each time.
	slices.SortFunc(found, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	m := recognise(previous, found)
	taken := make(map[string]bool, len(previous)+len(found))
	for i := range previous {
		taken[previous[i].ID] = true
	}
	for i := range found {
		if predecessor := m.predecessor[i]; predecessor != none {
			found[i].ID = previous[predecessor].ID
			continue
		}
		// The id is taken where a previous ring no longer has the members that its id was made of.
		for salt := 1; taken[found[i].ID]; salt++ {
			found[i].ID = NewID(found[i].Members, salt)
		}
		taken[found[i].ID] = true
	}
	m.sortByID()
	return m
}

// NewID returns the id of a ring that continues none: a hash of its members, so that the same ring
// has the same id wherever it is found. Another salt gives another id; the usual one is 0.
func NewID(members []graph.Member, salt int) string {
	h := sha256.New()
	_, _ = fmt.Fprintln(h, salt) // writing to a hash never fails
	for _, m := range members {
		_, _ = h.Write([]byte(string(m.Kind) + ":" + string(m.Token) + "\n"))
	}
	return "ring-" + strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:10]))
}

// recognise matches previous rings with rings found by the members that they share, weighted by
// strength. Pairs are decided in the order of the weight that they share, largest first. So a ring
// that absorbed others has the id of the one that it shares most with, and when a ring splits, its
// largest part retains the id. A closed ring gives its id only to a ring that continues no open
// one.
//
// The time is linear in the number of members, except for sorting the pairs.
func recognise(previous []graph.PreviousRing, found []graph.Ring) *Matching {
	m := &Matching{
		previous: previous, found: found,
		predecessor: nones(len(found)), splitFrom: nones(len(found)), mergedInto: nones(len(previous)),
	}
	continued := m.matchIdentical()
	overlaps := m.overlaps(continued)
	slices.SortFunc(overlaps, func(a, b overlap) int {
		x, y := &previous[a.previous], &previous[b.previous]
		return cmp.Or(
			cmp.Compare(rank(x), rank(y)), cmp.Compare(b.shared, a.shared),
			x.FirstSeen.Compare(y.FirstSeen), cmp.Compare(x.ID, y.ID), cmp.Compare(a.found, b.found),
		)
	})
	m.matchOverlapping(overlaps, continued)
	m.matchSplits(overlaps)
	m.matchMergers(overlaps, continued)
	return m
}

// matchOverlapping lets a ring found continue a previous ring if the members that they share have
// at least minShare of the weight of either. It marks the previous ring as continued. The overlaps
// are in the order in which they are decided.
func (m *Matching) matchOverlapping(overlaps []overlap, continued []bool) {
	for _, o := range overlaps {
		if max(o.ofPrevious, o.ofFound) >= minShare && m.predecessor[o.found] == none && !continued[o.previous] {
			m.predecessor[o.found], continued[o.previous] = o.previous, true
		}
	}
}

func nones(n int) []int { return slices.Repeat([]int{none}, n) }

// rank puts closed rings behind all others.
func rank(r *graph.PreviousRing) int {
	if r.Status == graph.Closed {
		return 1
	}
	return 0
}

// matchIdentical matches the rings that have exactly the same members, as most do, and returns
// which previous rings are continued. No other match is possible for them: the rings of one run
// share no members, so only closed rings, which rank last, can overlap with the two.
func (m *Matching) matchIdentical() (continued []bool) {
	continued = make([]bool, len(m.previous))
	byFirstMember := make(map[graph.Token]int, len(m.previous))
	for i := range m.previous {
		if len(m.previous[i].Members) > 0 && m.previous[i].Status != graph.Closed {
			byFirstMember[m.previous[i].Members[0].Token] = i
		}
	}
	for i := range m.found {
		if len(m.found[i].Members) == 0 {
			continue
		}
		previous, ok := byFirstMember[m.found[i].Members[0].Token]
		if ok && sameMembers(m.previous[previous].Members, m.found[i].Members) {
			m.predecessor[i], continued[previous] = previous, true
		}
	}
	return continued
}

// sameMembers reports whether two rings have the same members, whatever their strengths. Both are
// sorted.
func sameMembers(a, b []graph.Member) bool {
	return slices.EqualFunc(a, b, func(a, b graph.Member) bool { return a.Identifier == b.Identifier })
}

// sortByID sorts the rings found by their ids, and adapts the lists that are indexed by rings found
// or hold their indices.
func (m *Matching) sortByID() {
	order := make([]int, len(m.found))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(m.found[a].ID, m.found[b].ID) })
	sorted := make([]graph.Ring, len(order))
	predecessor, splitFrom := make([]int, len(order)), make([]int, len(order))
	position := make([]int, len(order)) // of each ring found: its new index
	for to, from := range order {
		sorted[to], predecessor[to], splitFrom[to], position[from] = m.found[from], m.predecessor[from], m.splitFrom[from], to
	}
	copy(m.found, sorted)
	m.predecessor, m.splitFrom = predecessor, splitFrom
	for previous, ring := range m.mergedInto {
		if ring != none {
			m.mergedInto[previous] = position[ring]
		}
	}
}
