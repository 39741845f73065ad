package world

import "github.com/ringwatch/ringwatch/graph"

// What only worlds with variety have: accidents that make strangers look alike.

// newBlock draws the numbers of a company behind one exchange: reported by very
// many, for all sorts of things.
func (g *generator) newBlock() slot {
	numbers := g.climate.traps.blockNumbers.skewed(g.rng)
	ids := append([]graph.Identifier{newIdentifier(g.rng, graph.Device)}, newIdentifiers(g.rng, graph.Number, numbers)...)
	return slot{ids: ids, left: numbers * g.climate.traps.blockUses.skewed(g.rng)}
}

// block files a report about a company's number, now and then about two.
func (g *generator) block(day int) {
	b := g.traps.blocks.take(g.rng)
	exchange, numbers := b.ids[0], b.ids[1:]
	number := pick(g.rng, numbers)
	ids := []graph.Identifier{number}
	if chance(g.rng, g.climate.people.second/2) {
		ids = named(ids, pick(g.rng, numbers))
	}
	if chance(g.rng, g.climate.traps.blockSeen) {
		g.link(g.rng, day, number, exchange)
	}
	g.report(g.rng, day, g.anyHabit(day), ids)
}

// newWrong draws an identifier that several strangers give by mistake.
func (g *generator) newWrong() slot {
	kind := graph.Number
	if chance(g.rng, 0.3) {
		kind = graph.Account
	}
	return slot{ids: []graph.Identifier{newIdentifier(g.rng, kind)}, left: g.climate.traps.wrongUses.draw(g.rng)}
}

// withWrong adds a wrong identifier to a report, or two: those with two make chains
// of reports that have nothing to do with each other.
func (g *generator) withWrong(ids []graph.Identifier) []graph.Identifier {
	if !maybe(g.rng, g.climate.people.wrong) {
		return ids
	}
	ids = named(ids, g.traps.wrong.take(g.rng).ids[0])
	if maybe(g.rng, g.climate.people.wrongAgain) {
		ids = named(ids, g.traps.wrong.take(g.rng).ids[0])
	}
	return ids
}
