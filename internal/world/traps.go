package world

import (
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// traps are what makes strangers look as if they belonged together, and rings as if
// they were one.
type traps struct {
	// Endless: named or used by people from everywhere.
	helplines []graph.Identifier // numbers that victims were told to call, or that fraudsters pretend to be
	gateways  []graph.Identifier // accounts of payment gateways and exchanges
	clones    []graph.Identifier // IMEIs copied into thousands of handsets

	benign     pool // numbers that annoy very many and defraud nobody
	solos      pool // fraudsters who work alone, with many victims
	shops      pool // repair-shop handsets in which strangers' SIMs are tried
	households pool // handsets that a few people share
	brokers    pool // accounts and handsets that are rented to ring after ring

	// Of worlds with variety only.
	blocks pool // the numbers of companies
	wrong  pool // identifiers that several people give by mistake
}

// setTraps draws the traps of a world with so many rings.
func (g *generator) setTraps(rings int) {
	rng, t, strays := g.rng, &g.climate.traps, g.strays
	one := func(kind graph.Kind, uses ints) func() slot {
		return func() slot {
			return slot{ids: []graph.Identifier{newIdentifier(rng, kind)}, left: uses.skewed(rng)}
		}
	}
	g.traps = traps{
		helplines:  newIdentifiers(rng, graph.Number, 4+strays/50_000),
		gateways:   newIdentifiers(rng, graph.Account, 4+strays/50_000),
		clones:     newIdentifiers(rng, graph.Device, 2+strays/150_000),
		benign:     newPool(4+strays/5_000, one(graph.Number, t.benignUses)),
		solos:      newPool(3+strays/1_500, g.newSolo),
		shops:      newPool(3+strays/20_000, g.newShop),
		households: newPool(5+strays/1_000, one(graph.Device, t.householdUses)),
		brokers: newPool(2+rings/40, func() slot {
			if chance(rng, t.brokerAccount) {
				return one(graph.Account, t.brokerUses)()
			}
			return one(graph.Device, t.brokerUses)()
		}),
	}
	if g.climate.people.block > 0 {
		g.traps.blocks = newPool(1+strays/15_000, g.newBlock)
	}
	if g.climate.people.wrong > 0 {
		g.traps.wrong = newPool(5+strays/5_000, g.newWrong)
	}
}

// newShop draws a repair shop's handset, and where the shop is if that shows in
// what is reported of its customers.
func (g *generator) newShop() slot {
	s := slot{ids: []graph.Identifier{newIdentifier(g.rng, graph.Device)}, left: g.climate.traps.shopUses.skewed(g.rng)}
	if g.climate.traps.shopLocal > 0 {
		s.habit.region = g.climate.land.drawRegion(g.rng)
	}
	return s
}

// newSolo draws a fraudster who works alone: always one number, perhaps an account
// and a handset, seldom another number.
func (g *generator) newSolo() slot {
	rng, c := g.rng, &g.climate
	s := slot{
		ids:   []graph.Identifier{newIdentifier(rng, graph.Number)},
		left:  c.traps.soloUses.skewed(rng),
		habit: habit{modus: c.land.drawModus(rng), region: c.land.drawRegion(rng), faith: uniform(rng, 0.6, 0.95)},
	}
	if chance(rng, c.traps.soloAccount) {
		s.ids = append(s.ids, newIdentifier(rng, graph.Account))
	}
	if chance(rng, c.traps.soloDevice) {
		s.ids = append(s.ids, newIdentifier(rng, graph.Device))
	}
	if maybe(rng, c.traps.soloNumber) {
		s.ids = append(s.ids, newIdentifier(rng, graph.Number))
	}
	return s
}

// hub draws from endless ones, the first of them by far the most often.
func hub(rng *rand.Rand, of []graph.Identifier) graph.Identifier {
	u := rng.Float64()
	return of[int(u*u*float64(len(of)))]
}

// helper draws a helpline or a gateway: what victims name beside the fraudster.
func (t *traps) helper(rng *rand.Rand) graph.Identifier {
	if chance(rng, 0.5) {
		return hub(rng, t.helplines)
	}
	return hub(rng, t.gateways)
}

// pool is a number of things in use at a time. One that is used up is replaced.
type pool struct {
	open  []slot
	fresh func() slot
}

type slot struct {
	ids   []graph.Identifier
	left  int // uses
	habit habit
}

func newPool(open int, fresh func() slot) pool {
	p := pool{make([]slot, open), fresh}
	for i := range p.open {
		p.open[i] = fresh()
	}
	return p
}

// take uses one of them once.
func (p *pool) take(rng *rand.Rand) slot {
	i := rng.IntN(len(p.open))
	s := p.open[i]
	if p.open[i].left--; p.open[i].left < 1 {
		p.open[i] = p.fresh()
	}
	return s
}
