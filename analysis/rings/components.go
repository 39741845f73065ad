package rings

import (
	"encoding/binary"
	"math"
	"sync"

	"ringwatch/analysis"
)

// components are what is left of the network in pieces once hubs are set aside. No ring
// reaches from one into another, and nothing that one holds tells of another but by what
// is usual: so each is looked at by itself.
type components struct {
	e       *Evidence
	g       *analysis.Network
	of      []uint32 // the component of each identifier, or aside
	place   []uint32 // of each identifier in its component
	core    []uint32 // of each component, how many of its identifiers have several ties in it
	members lists    // ascending
	reports lists    // those that name a member, ascending, each once
	links   lists    // those between members, ascending
}

func newComponents(e *Evidence, g *analysis.Network, hubs []Hub) *components {
	c := &components{e: e, g: g, of: make([]uint32, g.Order()), place: make([]uint32, g.Order())}
	const unseen = aside - 1
	for u := range c.of {
		c.of[u] = unseen
	}
	for _, h := range hubs {
		c.of[h.Identifier] = aside
	}
	var next []uint32
	for u := range c.of {
		if c.of[u] != unseen {
			continue
		}
		own := uint32(len(c.core))
		c.of[u], next = own, append(next, uint32(u))
		core := uint32(0)
		for len(next) > 0 {
			v := next[len(next)-1]
			next = next[:len(next)-1]
			ties := 0
			for _, w := range g.Neighbours(int(v)) {
				switch c.of[w] {
				case aside:
					continue
				case unseen:
					c.of[w], next = own, append(next, w)
				}
				ties++
			}
			if ties > 1 {
				core++
			}
		}
		c.core = append(c.core, core)
	}
	var beside sync.WaitGroup
	beside.Go(func() { c.reports = reportsOf(e, c.of, len(c.core)) })
	c.members, c.links = membersOf(c.of, len(c.core)), linksOf(e, c.of, len(c.core))
	beside.Wait()
	for number := range c.core {
		for place, u := range c.members.of(number) {
			c.place[u] = uint32(place)
		}
	}
	return c
}

func (c *components) count() int { return len(c.core) }

// evidence is what is said of a component's members and of nothing else, in columns of its
// own: member, report and link i are the i-th of the component's.
func (c *components) evidence(number int) *Evidence {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	all := c.e
	own := &Evidence{
		Kinds: make([]Kind, len(members)), Words: all.Words, again: make([]bool, len(links)),
		Reports: Reports{
			Offsets: make([]int, 1, len(reports)+1), Day: make([]int32, len(reports)),
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
		for _, u := range all.Reports.NamedBy(int(report)) {
			if c.of[u] == uint32(number) {
				own.Reports.Names = append(own.Reports.Names, c.place[u])
			}
		}
		own.Reports.Offsets = append(own.Reports.Offsets, len(own.Reports.Names))
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
	members := c.members.of(number)
	nodes := make([]int, len(members))
	for i, u := range members {
		nodes[i] = int(u)
	}
	return c.g.Induced(nodes)
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
		named := c.e.Reports.NamedBy(int(report))
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
