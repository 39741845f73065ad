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
	byReports := 0.0
	var named []memberPair
	for i := range incidents {
		members := incidents[i].named
		byReports += incidents[i].weight * float64(max(len(members)-1, 0))
		reach := reachOf(len(members))
		for j, u := range members {
			for _, v := range members[j+1 : min(j+reach, len(members))] {
				named = append(named, memberPair{u, v})
			}
		}
	}
	linked := make([]memberPair, 0, len(inside))
	for _, link := range inside {
		from, _ := c.position(e.Links.From[link])
		to, _ := c.position(e.Links.To[link])
		if from != to {
			linked = append(linked, memberPair{min(from, to), max(from, to)})
		}
	}
	named, linked = distinctPairs(named), distinctPairs(linked)
	byReports = min(byReports, float64(len(named)))
	f := newForest(len(c.members))
	n.byReports = max(byReports-float64(f.joinAll(named)), 0)
	f = newForest(len(c.members))
	n.byLinks = float64(len(linked) - f.joinAll(linked))
	both := distinctPairs(append(slices.Clone(named), linked...))
	f = newForest(len(c.members))
	tree := float64(f.joinAll(both))
	n.ties = min(byReports+float64(len(linked)), float64(len(both)))
	n.all = max(n.ties-tree, 0)
	return n
}

// memberPair is two members by position, the lower first.
type memberPair [2]uint32

func distinctPairs(pairs []memberPair) []memberPair {
	slices.SortFunc(pairs, func(x, y memberPair) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(pairs)
}

// forest is a union-find structure over members.
type forest []uint32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

func (f forest) find(u uint32) uint32 {
	for f[u] != u {
		f[u] = f[f[u]]
		u = f[u]
	}
	return u
}

// joinAll joins the ends of pairs, and returns how many pairs a spanning forest needs.
func (f forest) joinAll(pairs []memberPair) (tree int) {
	for _, p := range pairs {
		if u, v := f.find(p[0]), f.find(p[1]); u != v {
			f[max(u, v)] = min(u, v)
			tree++
		}
	}
	return tree
}
