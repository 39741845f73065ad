package rings

import "slices"

// cycles count by how many ties a candidate exceeds a tree: how many could be wrong, one at a time,
// without it falling apart (its cyclomatic number). Ties that reports make and ties that links make
// mean different things: a family shares handsets, and no stranger reports two of its numbers.
type cycles struct {
	ties      float64 // independent ties: see countCycles
	all       float64
	byReports float64 // cycles of ties that reports make
	byLinks   float64 // cycles of ties that links make
	tied      int     // members of the largest part that ties hold together; 0 if no tie does
}

// mixed returns the cycles that need both reports and links.
func (c *cycles) mixed() float64 { return max(c.all-c.byReports-c.byLinks, 0) }

// countCycles counts cycles among the members.
//
// The edges that one incident makes are right or wrong together. So it counts as one tie fewer than
// the members that it names, a tree, and not as one for each pair of them, and counts by the weight
// of its source. The ties of reports are at most the pairs that they name, however often, and those
// of links are the linked pairs.
func (c *candidate) countCycles(e *Evidence, incidents []incident, inside []uint32) (n cycles) {
	byReports, reached := 0.0, 0
	for i := range incidents {
		byReports += incidents[i].weight * float64(max(len(incidents[i].named)-1, 0))
		reached += len(incidents[i].named)
	}
	named := make([]memberPair, 0, reached)
	for i := range incidents {
		members := incidents[i].named
		reach := reachOf(len(members))
		for j, u := range members {
			for _, v := range members[j+1 : min(j+reach, len(members))] {
				named = append(named, pairOf(u, v))
			}
		}
	}
	linked := make([]memberPair, 0, len(inside))
	for _, link := range inside {
		from, _ := c.position(e.Links.From[link])
		to, _ := c.position(e.Links.To[link])
		if from != to {
			linked = append(linked, pairOf(min(from, to), max(from, to)))
		}
	}
	named, linked = distinctPairs(named), distinctPairs(linked)
	byReports = min(byReports, float64(len(named)))
	f := newForest(len(c.members))
	treeNamed := f.joinAll(named)
	tree := float64(treeNamed + f.joinAll(linked)) // of both
	n.tied = f.largest()
	n.byReports = max(byReports-float64(treeNamed), 0)
	f.part()
	n.byLinks = float64(len(linked) - f.joinAll(linked))
	n.ties = min(byReports+float64(len(linked)), float64(countUnion(named, linked)))
	n.all = max(n.ties-tree, 0)
	return n
}

// memberPair is two members by position, the lower one in the upper half, so that pairs sort as
// numbers.
type memberPair uint64

func pairOf(lower, higher uint32) memberPair { return memberPair(lower)<<32 | memberPair(higher) }

func (p memberPair) members() (lower, higher uint32) { return uint32(p >> 32), uint32(p) }

func distinctPairs(pairs []memberPair) []memberPair {
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// countUnion returns how many different pairs two lists of distinct, ascending pairs have together.
func countUnion(x, y []memberPair) (n int) {
	n = len(x) + len(y)
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			n, x, y = n-1, x[1:], y[1:]
		}
	}
	return n
}
