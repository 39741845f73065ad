package rings

import (
	"encoding/binary"
	"math"
	"sync"

	"github.com/ringwatch/ringwatch/analysis"
)

// components are what is left of the network in pieces once hubs are set aside, but for those
// that are too small to be rings and too simple to fall apart. No ring
// reaches from one into another, and nothing that one holds tells of another but by what
// is usual: so each is looked at by itself.
type components struct {
	e       *Evidence
	g       *analysis.Network
	of      []uint32 // the component of each identifier; outside, or aside
	place   []uint32 // of each identifier in its component
	small   int      // how many were left out
	members lists    // ascending
	reports lists    // those that name a member, ascending, each once
	links   lists    // those between members, ascending
}

func newComponents(e *Evidence, g *analysis.Network, hubs []Hub, p Params) *components {
	c := &components{e: e, g: g}
	var core []uint32 // of each component, how many of its identifiers have several ties in it
	c.of, core = connected(g, hubs)
	members, reports := make([]uint32, len(core)), make([]uint32, len(core))
	for _, own := range c.of {
		if own != aside {
			members[own]++
		}
	}
	var named []uint32
	for report := range e.Reports.Count() {
		named = groupsNamed(named[:0], e.Reports.Named(report), c.of)
		for _, own := range named {
			reports[own]++
		}
	}
	number := make([]uint32, len(core))
	count := 0
	for own := range number {
		if whole(int(core[own]), p.Resolution) && (int(members[own]) < p.MinMembers || int(reports[own]) < p.MinReports) {
			number[own] = outside
			c.small++
			continue
		}
		number[own] = uint32(count)
		count++
	}
	for u, own := range c.of {
		if own != aside {
			c.of[u] = number[own]
		}
	}
	var beside sync.WaitGroup
	beside.Go(func() { c.reports = reportsOf(e, c.of, count) })
	c.members, c.links = membersOf(c.of, count), linksOf(e, c.of, count)
	c.place = make([]uint32, len(c.of))
	for number := range count {
		for place, u := range c.members.of(number) {
			c.place[u] = uint32(place)
		}
	}
	beside.Wait()
	return c
}

// connected numbers the components that identifiers other than hubs are connected in, and tells
// how many identifiers of each have several ties in it.
func connected(g *analysis.Network, hubs []Hub) (of, core []uint32) {
	of, core = make([]uint32, g.Order()), make([]uint32, 0, g.Order()/2)
	const unseen = aside - 1
	for u := range of {
		of[u] = unseen
	}
	for _, h := range hubs {
		of[h.Identifier] = aside
	}
	var next []uint32
	for u := range of {
		if of[u] != unseen {
			continue
		}
		own := uint32(len(core))
		of[u], next = own, append(next, uint32(u))
		several := uint32(0)
		for len(next) > 0 {
			v := next[len(next)-1]
			next = next[:len(next)-1]
			ties := 0
			for _, w := range g.Neighbours(int(v)) {
				switch of[w] {
				case aside:
					continue
				case unseen:
					of[w], next = own, append(next, w)
				}
				ties++
			}
			if ties > 1 {
				several++
			}
		}
		core = append(core, several)
	}
	return of, core
}

func (c *components) count() int { return len(c.members.starts) - 1 }

// evidence is what is said of a component's members and of nothing else, in columns of its
// own: member, report and link i are the i-th of the component's.
func (c *components) evidence(number int) *Evidence {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	all := c.e
	own := &Evidence{
		Kinds: make([]Kind, len(members)), Words: all.Words, again: make([]bool, len(links)),
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
		own.Kinds[i] = all.Kinds[u]
	}
	for i, report := range reports {
		for _, u := range all.Reports.Named(int(report)) {
			if c.of[u] == uint32(number) {
				own.Reports.Identifiers = append(own.Reports.Identifiers, c.place[u])
			}
		}
		own.Reports.Offsets = append(own.Reports.Offsets, uint32(len(own.Reports.Identifiers)))
		own.Reports.Day[i], own.Reports.Category[i] = all.Reports.Day[report], all.Reports.Category[report]
		own.Reports.Channel[i], own.Reports.Region[i] = all.Reports.Channel[report], all.Reports.Region[report]
	}
	for i, link := range links {
		own.Links.From[i], own.Links.To[i] = c.place[all.Links.From[link]], c.place[all.Links.To[link]]
		own.Links.Relation[i], own.Links.Day[i], own.again[i] = all.Links.Relation[link], all.Links.Day[link], all.again[link]
	}
	return own
}

// network is how a component's members are tied.
func (c *components) network(number int) *analysis.Network {
	return c.g.InducedBy(c.members.of(number), func(u uint32) (uint32, bool) { return c.place[u], c.of[u] == uint32(number) })
}

// content appends all that decides into which groups a component falls: what is said of its
// members, and how usual that is, roughly.
func (c *components) content(number int, b *baseline, said, usual []byte) (_, _ []byte) {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	put := func(x uint32) { said = binary.LittleEndian.AppendUint32(said, x) }
	event := func(aspect int, key int32) {
		if key != unknown {
			put(uint32(key))
			usual = binary.LittleEndian.AppendUint64(usual, math.Float64bits(b[aspect].of(key).roughly.x))
		}
	}
	put(uint32(len(members)))
	put(uint32(len(reports)))
	for _, u := range members {
		said = append(said, byte(c.e.Kinds[u]))
	}
	for _, report := range reports {
		named := c.e.Reports.Named(int(report))
		put(uint32(len(named)))
		for i, u := range named {
			if c.of[u] == uint32(number) {
				put(c.place[u])
				put(uint32(i)) // in a long list, ties reach so far
			}
		}
		put(uint32(c.e.Reports.Day[report]))
		for aspect, key := range reportKeys(c.e, int(report)) {
			said = append(said, byte(aspect))
			event(aspect, key)
		}
	}
	for _, link := range links {
		put(c.place[c.e.Links.From[link]])
		put(c.place[c.e.Links.To[link]])
		day := c.e.Links.Day[link]
		put(uint32(day))
		again := byte(0)
		if c.e.again[link] {
			again = 1
		}
		said = append(said, byte(c.e.Links.Relation[link]), again)
		if day != NoDay {
			event(byTime, periodOf(day))
		}
	}
	return said, usual
}
