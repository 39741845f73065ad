package rings

import (
	"cmp"
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// What speaks for two groups being one, in log-odds. Chosen by ablation: see
// docs/rings.md.
const (
	joinBase    = -2.0 // most groups that touch are strangers
	joinBridges = 1.2  // for each tie that does not share an end with another, up to mostBridges
	joinShare   = 3.0  // for all of the smaller group's ties leading to the other
	joinPlace   = 0.5  // for coherence of region and modus
	joinTime    = 0.4  // for coherence in time
	mostBridges = 4
)

// patience is how many rounds groups look for each other. A group with very many
// hangers-on takes one in a round, and a round takes time in proportion to all that
// is tied: the few worlds that need more rounds than this are not worth it.
const patience = 30

// join joins groups for as long as it is likelier than not that two belong together. In
// each round every group looks for the one that it most likely belongs to, and those that
// found each other become one, under the lower number of the two; after so many rounds
// as patience allows, each joins the one that it found, found by it or not. It takes the
// groups over, and leaves numbers out that were joined to others.
func join(ctx context.Context, e *Evidence, g *analysis.Network, b *baseline, all *groups, byHabits bool) error {
	c := newCompany(e, g, b, all)
	c.byHabits = byHabits
	var met []meeting
	for round := 0; ; round++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		met = c.meet(met)
		into := c.choose(met, round >= patience)
		if len(into) == 0 {
			break
		}
		clear(c.changed)
		c.unite(into)
		for i := range c.crossing {
			t := &c.crossing[i]
			t.a, t.b = c.now(t.a), c.now(t.b)
		}
	}
	for u, group := range all.of {
		if group != aside {
			all.of[u] = c.now(group)
		}
	}
	return nil
}

// meeting is two groups that ties join, a before b.
type meeting struct {
	a, b uint32
	odds float64 // that the two are one, in logarithms
	// The ties between them, and the different identifiers of each that those end at.
	ties, endsA, endsB int
}

// tie joins identifiers u and v of two groups.
type tie struct{ a, b, u, v uint32 }

// company is the groups that may be joined, and what is known of each.
type company struct {
	e        *Evidence
	baseline *baseline
	reports  [][]uint32
	links    [][]uint32
	habits   []habits
	own      [][aspects]float64 // likelihood of the habits by themselves
	ties     []int              // that the group's identifiers have, both ends counted
	joined   []uint32           // the group that each became a part of, or itself
	changed  []bool             // in the last round
	crossing []tie
	byHabits bool
	diary    diary // empty between one group and the next
}

func newCompany(e *Evidence, g *analysis.Network, b *baseline, all *groups) *company {
	c := &company{
		e: e, baseline: b, reports: make([][]uint32, all.count), links: make([][]uint32, all.count), habits: make([]habits, all.count),
		own: make([][aspects]float64, all.count), ties: make([]int, all.count), joined: make([]uint32, all.count), changed: make([]bool, all.count),
	}
	meets := make([]bool, all.count)
	for u, group := range all.of {
		if group == aside {
			continue
		}
		for _, v := range g.Neighbours(u) {
			other := all.of[v]
			if other == aside {
				continue
			}
			c.ties[group]++
			if group < other {
				c.crossing = append(c.crossing, tie{group, other, uint32(u), v})
				meets[group], meets[other] = true, true
			}
		}
	}
	for group := range c.joined {
		c.joined[group] = uint32(group)
		if meets[group] {
			c.reports[group], c.links[group] = all.reports.of(group), all.links.of(group)
			c.know(uint32(group))
		}
	}
	return c
}

// know reckons a group's habits from its records.
func (c *company) know(group uint32) {
	c.habits[group] = habitsOf(c.e, &c.diary, c.reports[group], c.links[group])
	for aspect, t := range c.habits[group] {
		c.own[group][aspect] = c.baseline[aspect].roughly(t, nil)
	}
	c.changed[group] = true
}

// unite makes one group of each pair, and of pairs that share a group one of them all. What
// a group says is reckoned once, however many joined it: some have thousands of hangers-on.
func (c *company) unite(pairs []meeting) {
	var absorbed []uint32
	for _, p := range pairs {
		a, b := c.now(p.a), c.now(p.b)
		if a != b {
			c.joined[max(a, b)] = min(a, b)
			absorbed = append(absorbed, max(a, b))
		}
	}
	parts := map[uint32][]uint32{}
	for _, part := range absorbed {
		whole := c.now(part)
		parts[whole] = append(parts[whole], part)
	}
	for whole, joining := range parts {
		reports, links := slices.Clone(c.reports[whole]), slices.Clone(c.links[whole])
		for _, part := range joining {
			reports, links = append(reports, c.reports[part]...), append(links, c.links[part]...)
			c.reports[part], c.links[part] = nil, nil
			c.ties[whole] += c.ties[part]
		}
		slices.Sort(reports)
		slices.Sort(links)
		c.reports[whole], c.links[whole] = slices.Compact(reports), slices.Compact(links)
		c.know(whole)
	}
}

// now is the group that a group of the last round is.
func (c *company) now(group uint32) uint32 {
	for c.joined[group] != group {
		group = c.joined[group]
	}
	return group
}

// meet lists the pairs of groups that ties join, ascending, with the odds that they are
// one. Those of the round before that did not change are known.
func (c *company) meet(before []meeting) []meeting {
	kept := c.crossing[:0]
	for _, t := range c.crossing {
		if t.a > t.b {
			t = tie{t.b, t.a, t.v, t.u}
		}
		if t.a != t.b {
			kept = append(kept, t)
		}
	}
	c.crossing = kept
	slices.SortFunc(c.crossing, func(x, y tie) int {
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.u, y.u), cmp.Compare(x.v, y.v))
	})
	var all []meeting
	var ends []uint32
	for first := 0; first < len(c.crossing); {
		last := first
		m := meeting{a: c.crossing[first].a, b: c.crossing[first].b}
		ends = ends[:0]
		for ; last < len(c.crossing) && c.crossing[last].a == m.a && c.crossing[last].b == m.b; last++ {
			if last == first || c.crossing[last].u != c.crossing[last-1].u {
				m.endsA++
			}
			ends = append(ends, c.crossing[last].v)
		}
		slices.Sort(ends)
		m.ties, m.endsB = last-first, len(slices.Compact(ends))
		first = last
		if !c.changed[m.a] && !c.changed[m.b] {
			i, _ := slices.BinarySearchFunc(before, m, func(x, y meeting) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
			m.odds = before[i].odds
		} else {
			m.odds = c.odds(&m)
		}
		all = append(all, m)
	}
	return all
}

// choose lists the pairs that most likely belong to each other; or, with either, those
// that most likely belong together to one of the two.
func (c *company) choose(met []meeting, either bool) (pairs []meeting) {
	best := map[uint32]int{}
	for i, m := range met {
		if m.odds <= 0 {
			continue
		}
		for _, side := range [2]uint32{m.a, m.b} {
			if old, ok := best[side]; !ok || m.odds > met[old].odds {
				best[side] = i
			}
		}
	}
	for i, m := range met {
		if m.odds <= 0 {
			continue
		}
		if a, b := best[m.a] == i, best[m.b] == i; a && b || either && (a || b) {
			pairs = append(pairs, m)
		}
	}
	return pairs
}

// odds are the log-odds that two groups are one.
//
// Ties that all end at one identifier, such as a broker's account, are one bridge and
// not many. And groups of one ring have the same habits, however few ties join them.
func (c *company) odds(m *meeting) float64 {
	var agree [aspects]float64
	for aspect := range agree {
		if !c.byHabits {
			break
		}
		both := c.baseline[aspect].roughly(c.habits[m.a][aspect], c.habits[m.b][aspect])
		agree[aspect] = both - c.own[m.a][aspect] - c.own[m.b][aspect]
	}
	bridges := float64(min(m.endsA, m.endsB, mostBridges))
	share := float64(m.ties) / float64(min(c.ties[m.a], c.ties[m.b]))
	return joinBase + joinBridges*bridges + joinShare*share + joinPlace*(agree[byRegion]+agree[byModus]) + joinTime*agree[byTime]
}
