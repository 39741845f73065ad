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
	byContent     []uint32 // the same reports, in an order that is not that of the records: see Reports.compare
	joined        []uint32 // see joinReports
	links         []uint32 // between members
	touching      []uint32 // links with a member at an end
	degreesInside []int    // of each member: edges to other members
	degrees       []int    // of each member, hubs left out
	measured      *measurement
	partial       []partialMeasurement // without an agency or source; nil until they are needed
	explanation   *cachedExplanation
}

// measureAll measures the groups that have the size of a ring, and returns the members of those
// that are larger.
func measureAll(
	ctx context.Context, e *Evidence, g *analysis.Network, all *groups, p Params,
) (candidates []candidate, oversized [][]int, err error) {
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
		candidates = append(candidates, newCandidate(e, g, all, label))
	}
	return candidates, oversized, nil
}

// newCandidate returns a group with its degrees and its measurement.
func newCandidate(e *Evidence, g *analysis.Network, all *groups, label int) candidate {
	c := candidate{members: all.members.of(label), reports: all.reports.of(label), touching: all.links.of(label)}
	c.degreesInside, c.degrees = make([]int, 0, len(c.members)), make([]int, 0, len(c.members))
	for _, u := range c.members {
		inside := 0
		for _, v := range g.Neighbours(int(u)) {
			if all.labels[v] == uint32(label) {
				inside++
			}
		}
		c.degreesInside, c.degrees = append(c.degreesInside, inside), append(c.degrees, g.Degree(int(u)))
	}
	for _, link := range c.touching {
		if all.labels[e.Links.From[link]] == all.labels[e.Links.To[link]] {
			c.links = append(c.links, link)
		}
	}
	c.byContent = slices.Clone(c.reports)
	slices.SortStableFunc(c.byContent, e.Reports.compare)
	c.joined = c.joinReports(e)
	c.measured = c.measure(e, selection{})
	return c
}
