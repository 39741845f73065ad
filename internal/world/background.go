package world

import "github.com/ringwatch/ringwatch/graph"

// background files the day's reports that belong to no ring, and the links that
// telcos send of people whom nobody reported.
func (g *generator) background(day int) {
	p := &g.climate.people
	for range g.straysUntil(day+1) - g.straysUntil(day) {
		switch x := g.rng.Float64(); {
		case x < p.benign:
			benign := g.traps.benign.take(g.rng)
			g.report(g.rng, day, g.anyHabit(day), benign.ids[:1:1])
		case x < p.benign+p.solo:
			g.solo(day)
		case x < p.benign+p.solo+p.block:
			g.block(day)
		default:
			g.strangers(day)
		}
		g.unreported(day)
	}
}

// anyHabit is that of nobody in particular, on a day.
func (g *generator) anyHabit(day int) habit {
	h := habit{modus: g.climate.land.drawModus(g.rng), region: g.climate.land.drawRegion(g.rng), faith: 1}
	for _, s := range g.climate.surges {
		if day >= s.first && day <= s.last && chance(g.rng, s.strength) {
			h.modus = g.climate.land.modi[s.modus]
		}
	}
	return h
}

// solo files a report about a fraudster who works alone.
func (g *generator) solo(day int) {
	s := g.traps.solos.take(g.rng)
	number, _ := g.slip(g.rng, s.ids[0])
	ids := []graph.Identifier{number}
	for _, id := range s.ids[1:] {
		if chance(g.rng, g.climate.people.soloNamed) {
			ids = append(ids, id)
		}
		if chance(g.rng, g.climate.people.soloSeen) && id.Kind != graph.Number {
			g.link(g.rng, day, s.ids[0], id)
		}
	}
	g.report(g.rng, day, s.habit, g.withHelper(ids))
}

// strangers files a report about one or two identifiers that are mostly named this
// once.
func (g *generator) strangers(day int) {
	who, region := g.someone(day)
	ids := []graph.Identifier{who}
	if chance(g.rng, g.climate.people.second) {
		other, _ := g.someone(day)
		ids = named(ids, other)
	}
	h := g.anyHabit(day)
	if region != "" && chance(g.rng, g.climate.traps.shopLocal) {
		h.region = region
	}
	g.report(g.rng, day, h, g.withWrong(g.withHelper(ids)))
}

func (g *generator) withHelper(ids []graph.Identifier) []graph.Identifier {
	if chance(g.rng, g.climate.people.helper) {
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

// someone draws whom a report of the background names, and the region that they
// are known to live in, if any.
func (g *generator) someone(day int) (_ graph.Identifier, region string) {
	p := &g.climate.people
	if chance(g.rng, p.again) && len(g.crowd.recent) > 0 {
		id := pick(g.rng, g.crowd.recent)
		g.crowd.remember(id)
		return id, ""
	}
	kind := graph.Account
	switch x := g.rng.Float64(); {
	case x < p.number:
		kind = graph.Number
	case x < p.number+p.device:
		kind = graph.Device
	}
	id := newIdentifier(g.rng, kind)
	g.crowd.remember(id)
	return id, g.surroundings(day, id)
}

// surroundings files what telcos and banks know of a stranger, in the weeks after.
// The region is where they live, if that shows.
func (g *generator) surroundings(day int, id graph.Identifier) (region string) {
	later := day + g.rng.IntN(20)
	switch {
	case id.Kind == graph.Number && chance(g.rng, g.climate.people.numberSeen):
		device, home := g.handset()
		g.link(g.rng, later, id, device)
		return home
	case id.Kind == graph.Account && chance(g.rng, g.climate.people.accountSeen):
		switch x := g.rng.Float64(); {
		case x < 0.5:
			g.link(g.rng, later, newIdentifier(g.rng, graph.Number), id)
		case x < 0.7:
			device, home := g.handset()
			g.link(g.rng, later, id, device)
			return home
		default:
			g.link(g.rng, later, id, hub(g.rng, g.traps.gateways))
		}
	}
	return ""
}

// Whose handset it is, as peopleHabits.handsets counts them.
const (
	own = iota
	household
	shop
	clone
)

// handset draws the device of somebody of no ring: their own, or one of those that
// join strangers. The region is the shop's, if it has one.
func (g *generator) handset() (_ graph.Identifier, region string) {
	switch choose(g.rng, g.climate.people.handsets[:]) {
	case own:
		return newIdentifier(g.rng, graph.Device), ""
	case household:
		return g.traps.households.take(g.rng).ids[0], ""
	case shop:
		s := g.traps.shops.take(g.rng)
		return s.ids[0], s.habit.region
	default:
		return hub(g.rng, g.traps.clones), ""
	}
}

// unreported files what telcos send of numbers that no report names.
func (g *generator) unreported(day int) {
	if chance(g.rng, g.climate.people.unreported) {
		number := newIdentifier(g.rng, graph.Number)
		device, _ := g.handset()
		g.link(g.rng, day, number, device)
	}
	if chance(g.rng, g.climate.people.unreportedClones) {
		g.link(g.rng, day, newIdentifier(g.rng, graph.Number), hub(g.rng, g.traps.clones))
	}
}
