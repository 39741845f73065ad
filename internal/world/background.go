package world

import "github.com/ringwatch/ringwatch/graph"

// fileBackground files the day's reports that belong to no ring, and links of people whom no report
// names.
func (g *generator) fileBackground(day int) {
	p := &g.params.strangers
	for range g.backgroundUntil(day+1) - g.backgroundUntil(day) {
		g.backgroundLeft--
		if g.owed > 0 && g.rng.Float64()*float64(g.backgroundLeft+1) < float64(g.owed) {
			g.owed-- // a copy of another report is in its place
			continue
		}
		switch x := g.rng.Float64(); {
		case x > 1-p.incident:
			g.fileIncident(day)
		case x < p.nuisance:
			nuisance := g.traps.nuisances.use(g.rng)
			g.report(g.rng, day, g.backgroundProfile(day), nuisance.ids[:1:1])
		case x < p.nuisance+p.solo:
			g.reportSolo(day)
		case x < p.nuisance+p.solo+p.company:
			g.reportCompany(day)
		default:
			g.reportStrangers(day)
		}
		g.linkUnreported(day)
	}
}

// backgroundProfile draws the profile of a report that belongs to no fraudster in particular.
func (g *generator) backgroundProfile(day int) profile {
	p := profile{method: g.params.country.drawMethod(g.rng), region: g.params.country.drawRegion(g.rng), fidelity: 1}
	for _, s := range g.params.surges {
		if day >= s.first && day <= s.last && chance(g.rng, s.strength) {
			p.method = g.params.country.methods[s.method]
		}
	}
	return p
}

// reportSolo files a report about a fraudster who works alone.
func (g *generator) reportSolo(day int) {
	solo := g.traps.solos.use(g.rng)
	number, _ := g.mistype(g.rng, solo.ids[0])
	ids := []graph.Identifier{number}
	for _, id := range solo.ids[1:] {
		if chance(g.rng, g.params.strangers.soloNamed) {
			ids = append(ids, id)
		}
		if chance(g.rng, g.params.strangers.soloSeen) && id.Kind != graph.Number {
			g.link(g.rng, day, solo.ids[0], id)
		}
	}
	g.report(g.rng, day, solo.profile, g.addBystander(ids))
}

// reportStrangers files a report about one or two identifiers. Most of them are named this once.
func (g *generator) reportStrangers(day int) {
	stranger, region := g.drawStranger(day)
	ids := []graph.Identifier{stranger}
	if chance(g.rng, g.params.strangers.secondName) {
		other, _ := g.drawStranger(day)
		ids = appendDistinct(ids, other)
	}
	p := g.backgroundProfile(day)
	if region != "" && chance(g.rng, g.params.traps.shopLocal) {
		p.region = region
	}
	r := g.report(g.rng, day, p, g.addMistaken(g.addBystander(ids)))
	if later := day + between(g.rng, 2, 60); chance(g.rng, g.params.agencies.withdrawn) && later < days {
		g.withdraw(later, g.rng.IntN(24*3600), r)
	}
}

// addBystander sometimes adds a helpline or a gateway to a report.
func (g *generator) addBystander(ids []graph.Identifier) []graph.Identifier {
	if chance(g.rng, g.params.strangers.bystander) {
		return appendDistinct(ids, g.traps.drawBystander(g.rng))
	}
	return ids
}

// recentlyNamed holds the latest strangers that reports name, in a ring buffer. One that is named
// again is in it twice, and so more likely to be named once more: the number of reports per
// identifier gets the heavy tail that real data has.
type recentlyNamed struct {
	ids  []graph.Identifier
	next int
}

const maxRecent = 1 << 13

func (r *recentlyNamed) add(id graph.Identifier) {
	if len(r.ids) < maxRecent {
		r.ids = append(r.ids, id)
		return
	}
	r.ids[r.next] = id
	r.next = (r.next + 1) % maxRecent
}

// drawStranger draws an identifier for a background report, and the region in which its links show
// its holder to live; empty if they show none.
func (g *generator) drawStranger(day int) (_ graph.Identifier, region string) {
	p := &g.params.strangers
	if chance(g.rng, p.again) && len(g.recent.ids) > 0 {
		id := pick(g.rng, g.recent.ids)
		g.recent.add(id)
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
	g.recent.add(id)
	return id, g.linkStranger(day, id)
}

// linkStranger files the links of a stranger, in the weeks after the day. The region is as in
// drawStranger.
func (g *generator) linkStranger(day int, id graph.Identifier) (region string) {
	later := day + g.rng.IntN(20)
	switch {
	case id.Kind == graph.Number && chance(g.rng, g.params.strangers.numberSeen):
		device, home := g.drawHandset()
		g.link(g.rng, later, id, device)
		g.overlap(later, id, device)
		return home
	case id.Kind == graph.Account && chance(g.rng, g.params.strangers.accountSeen):
		switch x := g.rng.Float64(); {
		case x < 0.5:
			g.link(g.rng, later, newIdentifier(g.rng, graph.Number), id)
		case x < 0.7:
			device, home := g.drawHandset()
			g.link(g.rng, later, id, device)
			return home
		default:
			g.link(g.rng, later, id, pickHub(g.rng, g.traps.gateways))
		}
	}
	return ""
}

// The owners of a stranger's handset: indices of strangerParams.handsets.
const (
	own = iota
	household
	shop
	clone
)

// drawHandset draws a stranger's device: their own, or one that strangers share. The region is that
// of a repair shop; empty for none.
func (g *generator) drawHandset() (_ graph.Identifier, region string) {
	switch weightedReal(g.rng, g.params.strangers.handsets[:]) {
	case own:
		return newIdentifier(g.rng, graph.Device), ""
	case household:
		return g.traps.households.use(g.rng).ids[0], ""
	case shop:
		s := g.traps.shops.use(g.rng)
		return s.ids[0], s.profile.region
	default:
		return pickHub(g.rng, g.traps.clones), ""
	}
}

// linkUnreported files links of numbers that no report names.
func (g *generator) linkUnreported(day int) {
	if chance(g.rng, g.params.strangers.unreported) {
		number := newIdentifier(g.rng, graph.Number)
		device, _ := g.drawHandset()
		g.link(g.rng, day, number, device)
		g.overlap(day, number, device)
	}
	if chance(g.rng, g.params.strangers.unreportedClones) {
		number, clone := newIdentifier(g.rng, graph.Number), pickHub(g.rng, g.traps.clones)
		g.link(g.rng, day, number, clone)
		g.overlap(day, number, clone)
	}
}
