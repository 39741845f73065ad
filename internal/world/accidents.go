package world

import "github.com/ringwatch/ringwatch/graph"

// Accidents that make strangers look alike. Only worlds with variety have them.

// newCompany draws a company: a switchboard, and numbers that many people report for all sorts of
// things.
func (g *generator) newCompany() trap {
	numbers := g.params.traps.companySize.skewed(g.rng)
	ids := append([]graph.Identifier{newIdentifier(g.rng, graph.Device)}, newIdentifiers(g.rng, graph.Number, numbers)...)
	return trap{ids: ids, usesLeft: numbers * g.params.traps.companyUses.skewed(g.rng)}
}

// reportCompany files a report about a company's number, sometimes about two.
func (g *generator) reportCompany(day int) {
	company := g.traps.companies.use(g.rng)
	switchboard, numbers := company.ids[0], company.ids[1:]
	number := pick(g.rng, numbers)
	ids := []graph.Identifier{number}
	if chance(g.rng, g.params.strangers.secondName/2) {
		ids = appendDistinct(ids, pick(g.rng, numbers))
	}
	named := ids
	if chance(g.rng, g.params.traps.companySeen) && g.link(g.rng, day, number, switchboard) != nil {
		named = append(ids[:len(ids):len(ids)], switchboard)
	}
	g.report(g.rng, day, g.backgroundProfile(day), ids)
	g.noteCompany(switchboard.Token, named)
}

// reportedCompany is what records name of a company.
type reportedCompany struct {
	switchboard graph.Token
	named       []graph.Identifier
}

// noteCompany notes which identifiers of a company a record names. The latest companies are last.
func (g *generator) noteCompany(switchboard graph.Token, named []graph.Identifier) {
	i := len(g.companies) - 1
	for i >= 0 && g.companies[i].switchboard != switchboard {
		i--
	}
	if i < 0 {
		g.companies = append(g.companies, reportedCompany{switchboard: switchboard})
		i = len(g.companies) - 1
	}
	for _, id := range named {
		g.companies[i].named = appendDistinct(g.companies[i].named, id)
	}
}

// addCompanies adds the companies of which records name three identifiers to the truth.
func (g *generator) addCompanies() {
	for _, company := range g.companies {
		if len(company.named) < minMembers-1 {
			continue
		}
		group := Group{Kind: Office}
		for _, id := range company.named {
			group.Members = append(group.Members, id.Token)
		}
		sorted(group.Members)
		g.truth.Innocents = append(g.truth.Innocents, group)
	}
}

// newMistakenIdentifier draws an identifier that several strangers give by mistake.
func (g *generator) newMistakenIdentifier() trap {
	kind := graph.Number
	if chance(g.rng, 0.3) {
		kind = graph.Account
	}
	return trap{ids: []graph.Identifier{newIdentifier(g.rng, kind)}, usesLeft: g.params.traps.mistakenUses.draw(g.rng)}
}

// addMistaken sometimes adds one or two mistaken identifiers to a report. Reports with two of them
// form chains of unrelated reports.
func (g *generator) addMistaken(ids []graph.Identifier) []graph.Identifier {
	if !optional(g.rng, g.params.strangers.mistaken) {
		return ids
	}
	ids = appendDistinct(ids, g.traps.mistaken.use(g.rng).ids[0])
	if optional(g.rng, g.params.strangers.secondMistaken) {
		ids = appendDistinct(ids, g.traps.mistaken.use(g.rng).ids[0])
	}
	return ids
}
