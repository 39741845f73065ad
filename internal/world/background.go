package world

import "ringwatch/graph"

// How the reports of the background part into what they are about.
const (
	aboutBenign = 0.05
	aboutSolo   = 0.13 // the rest is about strangers
)

// background files the day's reports that belong to no ring, and the links that
// telcos send of people whom nobody reported.
func (g *generator) background(day int) {
	for range g.straysUntil(day+1) - g.straysUntil(day) {
		switch x := g.rng.Float64(); {
		case x < aboutBenign:
			benign := g.traps.benign.take(g.rng)
			g.report(g.rng, day, g.anyHabit(), benign.ids[:1:1])
		case x < aboutBenign+aboutSolo:
			g.solo(day)
		default:
			g.strangers(day)
		}
		g.unreported(day)
	}
}

func (g *generator) anyHabit() habit { return habit{drawModus(g.rng), drawRegion(g.rng), 1} }

// solo files a report about a fraudster who works alone.
func (g *generator) solo(day int) {
	s := g.traps.solos.take(g.rng)
	number, _ := slip(g.rng, s.ids[0])
	ids := []graph.Identifier{number}
	for _, id := range s.ids[1:] {
		if chance(g.rng, 0.4) {
			ids = append(ids, id)
		}
		if chance(g.rng, 0.15) {
			g.link(g.rng, day, s.ids[0], id)
		}
	}
	g.report(g.rng, day, s.habit, g.withHelper(ids))
}

// strangers files a report about one or two identifiers that are mostly named this
// once.
func (g *generator) strangers(day int) {
	ids := []graph.Identifier{g.someone(day)}
	if chance(g.rng, 0.3) {
		ids = named(ids, g.someone(day))
	}
	g.report(g.rng, day, g.anyHabit(), g.withHelper(ids))
}

func (g *generator) withHelper(ids []graph.Identifier) []graph.Identifier {
	if chance(g.rng, 0.05) {
		return named(ids, g.traps.helper(g.rng))
	}
	return ids
}

// crowd remembers whom the background named of late. Being named again makes one
// more likely to be named yet again, which gives the heavy tail that real
// identifiers show.
type crowd struct {
	recent []graph.Identifier
	next   int
}

const crowdSize = 1 << 13

func (c *crowd) remember(id graph.Identifier) {
	if len(c.recent) < crowdSize {
		c.recent = append(c.recent, id)
		return
	}
	c.recent[c.next] = id
	c.next = (c.next + 1) % crowdSize
}

// someone draws whom a report of the background names.
func (g *generator) someone(day int) graph.Identifier {
	if chance(g.rng, 0.12) && len(g.crowd.recent) > 0 {
		id := pick(g.rng, g.crowd.recent)
		g.crowd.remember(id)
		return id
	}
	kind := graph.Account
	switch x := g.rng.Float64(); {
	case x < 0.62:
		kind = graph.Number
	case x < 0.67:
		kind = graph.Device
	}
	id := newIdentifier(g.rng, kind)
	g.crowd.remember(id)
	g.surroundings(day, id)
	return id
}

// surroundings files what telcos and banks know of a stranger, in the weeks after.
func (g *generator) surroundings(day int, id graph.Identifier) {
	later := day + g.rng.IntN(20)
	switch {
	case id.Kind == graph.Number && chance(g.rng, 0.35):
		g.link(g.rng, later, id, g.handset())
	case id.Kind == graph.Account && chance(g.rng, 0.25):
		switch x := g.rng.Float64(); {
		case x < 0.5:
			g.link(g.rng, later, newIdentifier(g.rng, graph.Number), id)
		case x < 0.7:
			g.link(g.rng, later, id, g.handset())
		default:
			g.link(g.rng, later, id, hub(g.rng, g.traps.gateways))
		}
	}
}

// handset draws the device of somebody of no ring: their own, or one of those that
// join strangers.
func (g *generator) handset() graph.Identifier {
	switch x := g.rng.Float64(); {
	case x < 0.45:
		return newIdentifier(g.rng, graph.Device)
	case x < 0.70:
		return g.traps.households.take(g.rng).ids[0]
	case x < 0.82:
		return g.traps.shops.take(g.rng).ids[0]
	default:
		return hub(g.rng, g.traps.clones)
	}
}

// unreported files what telcos send of numbers that no report names.
func (g *generator) unreported(day int) {
	if chance(g.rng, 0.10) {
		g.link(g.rng, day, newIdentifier(g.rng, graph.Number), g.handset())
	}
	if chance(g.rng, 0.04) {
		g.link(g.rng, day, newIdentifier(g.rng, graph.Number), hub(g.rng, g.traps.clones))
	}
}
