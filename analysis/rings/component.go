package rings

import "github.com/ringwatch/ringwatch/analysis"

// components are the connected components of the network without its hubs, except for those that
// are too small to hold a ring and too simple to fall apart. No ring reaches from one component
// into another, and the records of one affect another only through the background rates. So each is
// searched by itself.
type components struct {
	e        *Evidence
	g        *analysis.Network
	labels   []uint32 // the component of each identifier; skipped, or none for a hub
	position []uint32 // of each identifier among the members of its component
	skipped  int      // number of components left out
	largest  int      // number of identifiers of the largest component
	members  grouped  // ascending
	reports  grouped  // those that name a member, ascending, without duplicates
	links    grouped  // those between members, ascending
}

func newComponents(s sections, e *Evidence, g *analysis.Network, hubs []Hub, p Params) (*components, error) {
	c := &components{e: e, g: g}
	var coreSizes []uint32
	c.labels, coreSizes = connected(g, hubs)
	count := c.skipSmall(coreSizes, p)
	return c, s.together(componentSection,
		func() error {
			c.reports = reportsOf(e, c.labels, count)
			return nil
		},
		func() error {
			c.members, c.links = membersOf(c.labels, count), linksOf(e, c.labels, count)
			c.position = make([]uint32, len(c.labels))
			for number := range count {
				for position, u := range c.members.of(number) {
					c.position[u] = uint32(position)
				}
			}
			return nil
		})
}

// skipSmall leaves out the components that cannot hold a ring and are a single fragment, numbers
// the others from 0 on and returns how many those are.
func (c *components) skipSmall(coreSizes []uint32, p Params) (count int) {
	members, reports := make([]uint32, len(coreSizes)), make([]uint32, len(coreSizes))
	for _, label := range c.labels {
		if label != none {
			members[label]++
		}
	}
	var named []uint32
	for report := range c.e.Reports.Count() {
		named = appendLabels(named[:0], c.e.Reports.Named(report), c.labels)
		for _, label := range named {
			reports[label]++
		}
	}
	numbers := make([]uint32, len(coreSizes))
	for label := range numbers {
		c.largest = max(c.largest, int(members[label]))
		small := int(members[label]) < p.MinMembers || int(reports[label]) < p.MinReports
		if small && isSingleFragment(int(coreSizes[label]), p.Resolution) {
			numbers[label] = skipped
			c.skipped++
			continue
		}
		numbers[label] = uint32(count)
		count++
	}
	for u, label := range c.labels {
		if label != none {
			c.labels[u] = numbers[label]
		}
	}
	return count
}

// connected labels the connected components of the network without hubs, in the order of their
// first identifiers; a hub gets none. coreSizes holds for each component the number of its
// identifiers with a degree of 2 or more in it.
func connected(g *analysis.Network, hubs []Hub) (labels, coreSizes []uint32) {
	labels, coreSizes = make([]uint32, g.Order()), make([]uint32, 0, g.Order()/2)
	const unvisited = none - 1
	for u := range labels {
		labels[u] = unvisited
	}
	for _, h := range hubs {
		labels[h.Identifier] = none
	}
	var stack []uint32
	for u := range labels {
		if labels[u] != unvisited {
			continue
		}
		label := uint32(len(coreSizes))
		labels[u], stack = label, append(stack, uint32(u))
		core := uint32(0)
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			degree := 0
			for _, w := range g.Neighbours(int(v)) {
				switch labels[w] {
				case none:
					continue
				case unvisited:
					labels[w], stack = label, append(stack, w)
				}
				degree++
			}
			if degree > 1 {
				core++
			}
		}
		coreSizes = append(coreSizes, core)
	}
	return labels, coreSizes
}

// largestComponent returns the number of identifiers of the largest connected component of the
// network.
func largestComponent(g *analysis.Network) (largest int) {
	labels, coreSizes := connected(g, nil)
	sizes := make([]int, len(coreSizes))
	for _, label := range labels {
		sizes[label]++
		largest = max(largest, sizes[label])
	}
	return largest
}

// count returns the number of components.
func (c *components) count() int { return c.members.owners() }

// evidence returns the evidence about the members of a component in columns of its own: identifier,
// report and link i are the i-th of the component's.
func (c *components) evidence(number int) *Evidence {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	all := c.e
	part := &Evidence{
		Kinds: make([]Kind, len(members)), Words: all.Words, repeated: make([]bool, len(links)),
		Reports: Reports{
			Offsets: make([]uint32, 1, len(reports)+1), Day: make([]int32, len(reports)),
			Category: make([]uint32, len(reports)), Channel: make([]uint32, len(reports)), Region: make([]uint32, len(reports)),
		},
		Links: Links{
			From: make([]uint32, len(links)), To: make([]uint32, len(links)),
			Relation: make([]Relation, len(links)), Day: make([]int32, len(links)),
		},
	}
	for i, u := range members {
		part.Kinds[i] = all.Kinds[u]
	}
	c.addProvenance(part, number)
	for i, report := range reports {
		for _, u := range all.Reports.Named(int(report)) {
			if c.labels[u] == uint32(number) {
				part.Reports.Identifiers = append(part.Reports.Identifiers, c.position[u])
			}
		}
		part.Reports.Offsets = append(part.Reports.Offsets, uint32(len(part.Reports.Identifiers)))
		part.Reports.Day[i], part.Reports.Category[i] = all.Reports.Day[report], all.Reports.Category[report]
		part.Reports.Channel[i], part.Reports.Region[i] = all.Reports.Channel[report], all.Reports.Region[report]
	}
	for i, link := range links {
		part.Links.From[i], part.Links.To[i] = c.position[all.Links.From[link]], c.position[all.Links.To[link]]
		part.Links.Relation[i], part.Links.Day[i] = all.Links.Relation[link], all.Links.Day[link]
		part.repeated[i] = all.repeated[link]
	}
	return part
}

// network returns the network among the members of a component.
func (c *components) network(number int) *analysis.Network {
	return c.g.InducedBy(c.members.of(number), func(u uint32) (uint32, bool) { return c.position[u], c.labels[u] == uint32(number) })
}

// translate returns a ring of a component in the numbers of all evidence.
func (c *components) translate(number int, r *Ring) Ring {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	ring := Ring{
		Score: r.Score, Features: r.Features, Reports: at(reports, r.Reports),
		Sources: r.Sources, Agencies: r.Agencies, Corroborated: r.Corroborated, ScoreWithoutStrongest: r.ScoreWithoutStrongest,
		Members: make([]Member, len(r.Members)), Reasons: make([]Reason, len(r.Reasons), len(r.Reasons)+1),
	}
	for i, m := range r.Members {
		ring.Members[i] = Member{int(members[m.Identifier]), m.Strength}
	}
	for i, reason := range r.Reasons {
		reason.Reports, reason.Links = at(reports, reason.Reports), at(links, reason.Links)
		ring.Reasons[i] = reason
	}
	return ring
}

// at returns the elements of list at some positions; nil for nil.
func at(list []uint32, positions []int) []int {
	if positions == nil {
		return nil
	}
	some := make([]int, len(positions))
	for i, position := range positions {
		some[i] = int(list[position])
	}
	return some
}
