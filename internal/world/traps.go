package world

import (
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// traps make strangers look as if they belonged together, and several rings as if they were one.
type traps struct {
	// Never used up: people from everywhere name or use them.
	helplines []graph.Identifier // numbers that victims called, or that fraudsters pretend to be
	gateways  []graph.Identifier // accounts of payment gateways and payment exchanges
	clones    []graph.Identifier // IMEIs copied into thousands of handsets

	nuisances  pool // numbers that annoy many and defraud nobody
	solos      pool // fraudsters who work alone, with many victims
	shops      pool // repair-shop handsets in which strangers' SIMs are tried
	households pool // handsets that a few people share
	brokers    pool // accounts and handsets that are rented to one ring after the other

	// In worlds with variety only.
	companies pool // a switchboard and its numbers
	mistaken  pool // identifiers that several people give by mistake
}

// setTraps draws the traps of a world with this number of rings.
func (g *generator) setTraps(rings int) {
	rng, params, background := g.rng, &g.params.traps, g.background
	one := func(kind graph.Kind, uses ints) func() trap {
		return func() trap {
			return trap{ids: []graph.Identifier{newIdentifier(rng, kind)}, usesLeft: uses.skewed(rng)}
		}
	}
	g.traps = traps{
		helplines:  newIdentifiers(rng, graph.Number, 4+background/20_000),
		gateways:   newIdentifiers(rng, graph.Account, 4+background/20_000),
		clones:     newIdentifiers(rng, graph.Device, 2+int(float64(background)/params.reportsPerClone)),
		nuisances:  newPool(4+background/5_000, one(graph.Number, params.nuisanceUses)),
		solos:      newPool(3+background/1_500, g.newSolo),
		shops:      newPool(3+background/20_000, g.newShop),
		households: newPool(5+background/1_000, one(graph.Device, params.householdUses)),
		brokers: newPool(2+rings/40, func() trap {
			if chance(rng, params.brokerAccount) {
				return one(graph.Account, params.brokerUses)()
			}
			return one(graph.Device, params.brokerUses)()
		}),
	}
	if g.params.strangers.company > 0 {
		g.traps.companies = newPool(1+background/15_000, g.newCompany)
	}
	if g.params.strangers.mistaken > 0 {
		g.traps.mistaken = newPool(5+background/5_000, g.newMistakenIdentifier)
	}
}

// newShop draws a repair shop's handset, and the shop's region if its customers' reports show that.
func (g *generator) newShop() trap {
	t := trap{ids: []graph.Identifier{newIdentifier(g.rng, graph.Device)}, usesLeft: g.params.traps.shopUses.skewed(g.rng)}
	if g.params.traps.shopLocal > 0 {
		t.profile.region = g.params.country.drawRegion(g.rng)
	}
	return t
}

// newSolo draws a fraudster who works alone: a number, perhaps an account and a handset, rarely a
// second number.
func (g *generator) newSolo() trap {
	rng, params, country := g.rng, &g.params.traps, &g.params.country
	t := trap{
		ids:      []graph.Identifier{newIdentifier(rng, graph.Number)},
		usesLeft: params.soloUses.skewed(rng),
		profile:  profile{method: country.drawMethod(rng), region: country.drawRegion(rng), fidelity: uniform(rng, 0.6, 0.95)},
	}
	if chance(rng, params.soloAccount) {
		t.ids = append(t.ids, newIdentifier(rng, graph.Account))
	}
	if chance(rng, params.soloDevice) {
		t.ids = append(t.ids, newIdentifier(rng, graph.Device))
	}
	if len(t.ids) < minMembers-1 && optional(rng, params.soloNumber) { // with more it would be a ring
		t.ids = append(t.ids, newIdentifier(rng, graph.Number))
	}
	return t
}

// drawBystander draws a helpline or a payment gateway: victims name it in addition to the
// fraudster, though it took no part.
func (t *traps) drawBystander(rng *rand.Rand) graph.Identifier {
	if chance(rng, 0.5) {
		return pickHub(rng, t.helplines)
	}
	return pickHub(rng, t.gateways)
}

// trap is something that a number of reports, links or rings share.
type trap struct {
	ids      []graph.Identifier
	usesLeft int
	profile  profile
}

// pool is a fixed number of traps in use. One that is used up is replaced by a new one.
type pool struct {
	current []trap
	draw    func() trap
}

func newPool(size int, draw func() trap) pool {
	p := pool{make([]trap, size), draw}
	for i := range p.current {
		p.current[i] = draw()
	}
	return p
}

// use uses a random trap once.
func (p *pool) use(rng *rand.Rand) trap {
	i := rng.IntN(len(p.current))
	t := p.current[i]
	if p.current[i].usesLeft--; p.current[i].usesLeft < 1 {
		p.current[i] = p.draw()
	}
	return t
}
