package lifecycle

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// minShare is the share of a ring's weight, of the previous one's or of the found one's, that must
// be in both rings for the two to be related. A ring that only grew contains all of the previous
// one; one that only shrank is contained in it.
const minShare = 0.5

// minWeight is the least that a member counts: a member of low strength is still a member.
const minWeight = 0.05

// overlap is what a previous ring and a ring found have in common. Both are indices.
type overlap struct {
	previous, found     int
	shared              float64 // the weight of the shared members: the mean of their weights in the two rings
	ofPrevious, ofFound float64 // the shares of the two rings' weights that this is
}

// overlaps returns the pairs that share a member, of the rings that matchIdentical left over.
func (m *Matching) overlaps(continued []bool) (all []overlap) {
	// An identifier may have been a member of several closed rings: its memberships are a linked
	// list.
	type membership struct {
		ring   int
		weight float64
		next   int // index of the next; 0 for none
	}
	members := 0
	for i := range m.previous {
		if !continued[i] {
			members += len(m.previous[i].Members)
		}
	}
	memberships, first := make([]membership, 1, members+1), make(map[graph.Token]int, members)
	total := make([]float64, len(m.previous))
	for i := range slices.Backward(m.previous) { // so that the list of an identifier is ascending
		if continued[i] {
			continue
		}
		for _, member := range m.previous[i].Members {
			w := weight(member)
			memberships = append(memberships, membership{i, w, first[member.Token]})
			first[member.Token] = len(memberships) - 1
			total[i] += w
		}
	}
	for i := range m.found {
		if m.predecessor[i] != none {
			continue
		}
		start, positions, whole := len(all), map[int]int{}, 0.0
		for _, member := range m.found[i].Members {
			w := weight(member)
			whole += w
			for next := first[member.Token]; next > 0; next = memberships[next].next {
				previous := &memberships[next]
				at, ok := positions[previous.ring]
				if !ok {
					at = len(all)
					positions[previous.ring] = at
					all = append(all, overlap{previous: previous.ring, found: i})
				}
				o := &all[at]
				o.shared, o.ofPrevious, o.ofFound = o.shared+(w+previous.weight)/2, o.ofPrevious+previous.weight, o.ofFound+w
			}
		}
		for j := start; j < len(all); j++ {
			all[j].ofPrevious /= total[all[j].previous]
			all[j].ofFound /= whole
		}
	}
	return all
}

// weight is what a member counts for in recognising its ring.
func weight(m graph.Member) float64 { return max(m.Strength, minWeight) }
