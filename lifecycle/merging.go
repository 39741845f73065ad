package lifecycle

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// matchMergers records that a previous ring that no ring found continues merged into the first ring
// found that has at least minShare of its weight. A closed ring does not merge. The overlaps are in
// the order in which they are decided.
func (m *Matching) matchMergers(overlaps []overlap, continued []bool) {
	for _, o := range overlaps {
		open := m.previous[o.previous].Status != graph.Closed
		if o.ofPrevious >= minShare && !continued[o.previous] && m.mergedInto[o.previous] == none && open {
			m.mergedInto[o.previous] = o.found
		}
	}
}

// absorbed returns, for each ring found, the previous rings that merged into it, ascending. All are
// indices.
func (a *advance) absorbed() map[int][]int {
	absorbed := map[int][]int{}
	for previous, ring := range a.Matching.mergedInto {
		if ring != none {
			absorbed[ring] = append(absorbed[ring], previous)
		}
	}
	return absorbed
}

// recordMergers adds the lineage of a ring to the previous rings that merged into it.
func (a *advance) recordMergers(ringID string, absorbed []int) {
	for _, previous := range absorbed {
		a.next.Lineage = append(a.next.Lineage, graph.Lineage{RingID: ringID, Predecessor: a.previous[previous].ID})
	}
}

// previousIDs returns the ids of previous rings, ascending.
func (a *advance) previousIDs(indices []int) []string {
	ids := make([]string, len(indices))
	for i, previous := range indices {
		ids[i] = a.previous[previous].ID
	}
	slices.Sort(ids)
	return ids
}
