package rings

import (
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// candidate is a group of identifiers that is scored, and what its records show.
type candidate struct {
	members       []uint32
	reports       []uint32 // that name a member
	links         []uint32 // between members
	tallies       tallies
	degreesInside []int // of each member: edges to other members
	degrees       []int // of each member, hubs left out
	ties          int   // independent ties among members: see measure
	maxNamed      int   // reports that name the member which most reports name
	supported     int   // members that two or more records name
	explanation   *cachedExplanation
}

// cycles returns by how many ties the candidate exceeds a tree: how many could be wrong, one at a
// time, without it falling apart (its cyclomatic number).
func (c *candidate) cycles() int { return max(c.ties-len(c.members)+1, 0) }

// measureAll measures the groups that have the size of a ring, and returns the members of those
// that are larger.
func measureAll(
	ctx context.Context, e *Evidence, g *analysis.Network, all *groups, p Params,
) (candidates []candidate, oversized [][]int, err error) {
	counts := make([]int32, len(e.Kinds))
	var events accumulator
	for label := range all.count {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		members, reports := all.members.of(label), all.reports.of(label)
		if len(members) < p.MinMembers || len(reports) < p.MinReports {
			continue
		}
		if len(members) > p.MaxMembers {
			oversized = append(oversized, ints(members))
			continue
		}
		c := measure(e, g, all, label, counts)
		c.tallies = tallyRecords(e, &events, reports, all.links.of(label))
		candidates = append(candidates, c)
	}
	return candidates, oversized, nil
}

// measure measures one group, except for its tallies. counts has one element for each identifier,
// all 0 before and after.
//
// The edges that one report makes are right or wrong together. So it counts as one tie fewer than
// the members that it names, a tree, and not as one for each pair of them. The ties are those of
// all reports and the linked pairs, and at most the edges.
func measure(e *Evidence, g *analysis.Network, all *groups, label int, counts []int32) candidate {
	c := candidate{members: all.members.of(label), reports: all.reports.of(label)}
	edges := 0
	for _, u := range c.members {
		inside := 0
		for _, v := range g.Neighbours(int(u)) {
			if all.labels[v] == uint32(label) {
				inside++
			}
		}
		c.degreesInside, c.degrees = append(c.degreesInside, inside), append(c.degrees, g.Degree(int(u)))
		edges += inside
	}
	edges /= 2
	byReports := 0
	for _, report := range c.reports {
		named := 0
		for _, u := range e.Reports.Named(int(report)) {
			counts[u]++
			if all.labels[u] == uint32(label) {
				c.maxNamed = max(c.maxNamed, int(counts[u]))
				named++
			}
		}
		byReports += max(named-1, 0)
	}
	for _, link := range all.links.of(label) {
		from, to := e.Links.From[link], e.Links.To[link]
		counts[from]++
		counts[to]++
		if all.labels[from] == all.labels[to] {
			c.links = append(c.links, link)
		}
	}
	c.ties = min(edges, byReports+linkedPairs(e, c.links))
	for _, u := range c.members {
		if counts[u] >= 2 {
			c.supported++
		}
	}
	for _, report := range c.reports {
		for _, u := range e.Reports.Named(int(report)) {
			counts[u] = 0
		}
	}
	for _, link := range all.links.of(label) {
		counts[e.Links.From[link]], counts[e.Links.To[link]] = 0, 0
	}
	return c
}

// linkedPairs returns the number of pairs of different identifiers that links connect.
func linkedPairs(e *Evidence, links []uint32) int {
	var pairs [][2]uint32
	for _, link := range links {
		if u, v := e.Links.From[link], e.Links.To[link]; u != v {
			pairs = append(pairs, [2]uint32{min(u, v), max(u, v)})
		}
	}
	slices.SortFunc(pairs, func(x, y [2]uint32) int { return slices.Compare(x[:], y[:]) })
	return len(slices.Compact(pairs))
}
