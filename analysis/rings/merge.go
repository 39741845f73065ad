package rings

import (
	"cmp"
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// maxMutualRounds is the number of rounds in which only mutual choices are merged. A group with
// very many neighbours absorbs one of them in a round, and a round takes time in proportion to all
// edges between groups. Few networks need more rounds than this.
const maxMutualRounds = 30

// mergeFragments merges groups for as long as it is more likely than not that two belong together:
// an agglomerative clustering by log-odds. In each round every group chooses the neighbour that it
// most probably belongs to, and two that chose each other become one, under the lower of the two
// labels. The doubt is taken from the log-odds of each pair. After maxMutualRounds a group is
// merged into the one that it chose, whether or not that chose it. It changes fragments.labels, and
// leaves gaps in the numbering.
func mergeFragments(
	ctx context.Context, e *Evidence, g *analysis.Network, rates *background, fragments *groups, byCoherence bool, doubt float64,
) error {
	m := newMerger(e, g, rates, fragments)
	m.byCoherence, m.doubt = byCoherence, doubt
	return m.run(ctx, fragments.labels)
}

// run merges groups until no two belong together, and sets the labels.
func (m *merger) run(ctx context.Context, labels []uint32) error {
	var pairs []pair
	for round := 0; ; round++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		pairs = m.scorePairs(pairs)
		chosen := choosePairs(pairs, round >= maxMutualRounds)
		if len(chosen) == 0 {
			break
		}
		clear(m.changed)
		m.mergePairs(chosen)
		for i := range m.edges {
			edge := &m.edges[i]
			edge.a, edge.b = m.current(edge.a), m.current(edge.b)
		}
	}
	for u, label := range labels {
		if label != none {
			labels[u] = m.current(label)
		}
	}
	return nil
}

// merger holds the groups that may be merged, and what their odds depend on. Slices without another
// comment are by group.
type merger struct {
	e            *Evidence
	rates        *background
	reports      [][]uint32
	links        [][]uint32
	tallies      []tallies
	logMarginals [][aspectCount]float64 // of the tallies
	degreeSums   []int                  // degrees of the group's identifiers, hubs left out
	parents      []uint32               // the group that each was merged into, or itself
	changed      []bool                 // in the latest round
	edges        []crossEdge
	byCoherence  bool
	doubt        float64
	ringLike     []bool      // if not nil, only groups that are rings by themselves are merged
	accumulator  accumulator // empty between calls
	spare        []pair      // memory of the pairs before the previous ones
}

// crossEdge is an edge between identifier u of group a and identifier v of group b.
type crossEdge struct{ a, b, u, v uint32 }

func newMerger(e *Evidence, g *analysis.Network, rates *background, fragments *groups) *merger {
	count := fragments.count
	m := &merger{
		e: e, rates: rates, reports: make([][]uint32, count), links: make([][]uint32, count), tallies: make([]tallies, count),
		logMarginals: make([][aspectCount]float64, count), degreeSums: make([]int, count),
		parents: make([]uint32, count), changed: make([]bool, count),
	}
	adjacent := make([]bool, count) // to another group
	for u, a := range fragments.labels {
		if a == none {
			continue
		}
		for _, v := range g.Neighbours(u) {
			b := fragments.labels[v]
			if b == none {
				continue
			}
			m.degreeSums[a]++
			if a < b {
				m.edges = append(m.edges, crossEdge{a, b, uint32(u), v})
				adjacent[a], adjacent[b] = true, true
			}
		}
	}
	for group := range m.parents {
		m.parents[group] = uint32(group)
		if adjacent[group] {
			m.reports[group], m.links[group] = fragments.reports.of(group), fragments.links.of(group)
			m.tally(uint32(group))
		}
	}
	return m
}

// tally tallies a group's records, which have changed.
func (m *merger) tally(group uint32) {
	m.tallies[group] = tallyRecords(m.e, &m.accumulator, m.reports[group], m.links[group])
	for aspect, t := range m.tallies[group] {
		m.logMarginals[group][aspect] = m.rates.by[aspect].roundedLogMarginal(t, nil)
	}
	m.changed[group] = true
}

// mergePairs merges the groups of each pair; pairs that share a group all become one. A group is
// tallied once, however many are merged into it: there can be thousands.
func (m *merger) mergePairs(pairs []pair) {
	var absorbed []uint32
	for _, p := range pairs {
		a, b := m.current(p.a), m.current(p.b)
		if a != b {
			m.parents[max(a, b)] = min(a, b)
			absorbed = append(absorbed, max(a, b))
		}
	}
	partsOf := map[uint32][]uint32{}
	for _, part := range absorbed {
		whole := m.current(part)
		partsOf[whole] = append(partsOf[whole], part)
	}
	for whole, parts := range partsOf {
		reports, links := slices.Clone(m.reports[whole]), slices.Clone(m.links[whole])
		for _, part := range parts {
			reports, links = append(reports, m.reports[part]...), append(links, m.links[part]...)
			m.reports[part], m.links[part] = nil, nil
			m.degreeSums[whole] += m.degreeSums[part]
		}
		slices.Sort(reports)
		slices.Sort(links)
		m.reports[whole], m.links[whole] = slices.Compact(reports), slices.Compact(links)
		m.tally(whole)
	}
}

// current returns the group that a group is a part of by now.
func (m *merger) current(group uint32) uint32 {
	for m.parents[group] != group {
		group = m.parents[group]
	}
	return group
}

// choosePairs returns the pairs in which each group is the other's best choice, or with eitherSide
// those in which one of them is the other's. Only pairs with positive log-odds count.
func choosePairs(pairs []pair, eitherSide bool) (chosen []pair) {
	best := map[uint32]int{} // by group, the index of its best pair
	for i, p := range pairs {
		if p.logOdds <= 0 {
			continue
		}
		for _, group := range [2]uint32{p.a, p.b} {
			if other, ok := best[group]; !ok || p.logOdds > pairs[other].logOdds {
				best[group] = i
			}
		}
	}
	for i, p := range pairs {
		if p.logOdds <= 0 {
			continue
		}
		if a, b := best[p.a] == i, best[p.b] == i; a && b || eitherSide && (a || b) {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// pair is two groups with edges between them, a < b.
type pair struct {
	a, b    uint32
	logOdds float64 // that the two are one
	// The edges between the groups, and how many different identifiers of each they end at.
	edges, endsA, endsB int
}

// scorePairs returns the pairs of groups with edges between them, ascending, with their log-odds.
// It takes those of a pair that has not changed from the previous round, whose memory it uses for
// the next one.
func (m *merger) scorePairs(previous []pair) []pair {
	m.sortEdges()
	pairs := m.spare[:0]
	var endsB []uint32
	for first := 0; first < len(m.edges); {
		last := first
		p := pair{a: m.edges[first].a, b: m.edges[first].b}
		endsB = endsB[:0]
		for ; last < len(m.edges) && m.edges[last].a == p.a && m.edges[last].b == p.b; last++ {
			if last == first || m.edges[last].u != m.edges[last-1].u {
				p.endsA++
			}
			endsB = append(endsB, m.edges[last].v)
		}
		slices.Sort(endsB)
		p.edges, p.endsB = last-first, len(slices.Compact(endsB))
		first = last
		if !m.changed[p.a] && !m.changed[p.b] {
			i, _ := slices.BinarySearchFunc(previous, p, func(x, y pair) int {
				return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
			})
			p.logOdds = previous[i].logOdds
		} else {
			p.logOdds = m.logOdds(&p)
		}
		pairs = append(pairs, p)
	}
	m.spare = previous
	return pairs
}

// sortEdges sorts the edges between groups by pair and ends, and drops those that are inside a
// group by now.
func (m *merger) sortEdges() {
	remaining := m.edges[:0]
	for _, edge := range m.edges {
		if edge.a > edge.b {
			edge = crossEdge{edge.b, edge.a, edge.v, edge.u}
		}
		if edge.a != edge.b {
			remaining = append(remaining, edge)
		}
	}
	m.edges = remaining
	slices.SortFunc(m.edges, func(x, y crossEdge) int {
		if byGroups := cmp.Compare(uint64(x.a)<<32|uint64(x.b), uint64(y.a)<<32|uint64(y.b)); byGroups != 0 {
			return byGroups
		}
		return cmp.Compare(uint64(x.u)<<32|uint64(x.v), uint64(y.u)<<32|uint64(y.v))
	})
}
