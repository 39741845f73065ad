package lifecycle

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// matchSplits records that a ring found that continues no previous ring split from the first
// previous ring that has at least minShare of its weight. The overlaps are in the order in which
// they are decided.
func (m *Matching) matchSplits(overlaps []overlap) {
	for _, o := range overlaps {
		if o.ofFound >= minShare && m.predecessor[o.found] == none && m.splitFrom[o.found] == none {
			m.splitFrom[o.found] = o.previous
		}
	}
}

// parts returns, for each previous ring, the rings found that split from it, ascending. All are
// indices.
func (a *advance) parts() map[int][]int {
	parts := map[int][]int{}
	for ring, previous := range a.Matching.splitFrom {
		if previous != none && a.found[ring].Status != graph.Closed {
			parts[previous] = append(parts[previous], ring)
		}
	}
	return parts
}

// recordSplit adds the lineage of a ring to the previous ring that it split from.
func (a *advance) recordSplit(ringID, origin string) {
	a.next.Lineage = append(a.next.Lineage, graph.Lineage{RingID: ringID, Predecessor: origin, SplitOff: true})
}

// foundIDs returns the ids of rings found, ascending.
func (a *advance) foundIDs(indices []int) []string {
	ids := make([]string, len(indices))
	for i, ring := range indices {
		ids[i] = a.found[ring].ID
	}
	slices.Sort(ids)
	return ids
}
