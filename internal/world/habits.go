package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// The habits that make a ring hard to find. The truth names a ring that has one by its habit.
const (
	QuietBox     Kind = "simbox_quiet"  // a SIM box of one device, of whose numbers few are reported
	Blank        Kind = "blank"         // no report has a category, region or time
	Slow         Kind = "slow"          // it works for nearly the whole year
	Released     Kind = "released"      // some of its numbers pass to innocent people afterwards
	Camouflaged  Kind = "camouflage"    // its members are tied to popular innocents as often as to each other
	Migrating    Kind = "migrating"     // its numbers and handsets are replaced every few weeks, its accounts stay
	NumbersOnly  Kind = "numbers_only"  // nothing but numbers
	AccountsOnly Kind = "accounts_only" // nothing but accounts
	WalletSet    Kind = "walletset"     // one operator's accounts, of which each report names some (walletset.go)
	Tight        Kind = "tight"         // a few numbers with one handset, named together again and again (tight.go)
	Large        Kind = "large"         // a thousand numbers or more
)

// Habits lists the habits that rings of any size can have.
var Habits = [...]Kind{QuietBox, Blank, Slow, Released, Camouflaged, Migrating, NumbersOnly, AccountsOnly, WalletSet, Tight}

// label returns the kind of the ring in the truth.
func (p *plan) label() Kind {
	if p.habit != "" {
		return p.habit
	}
	return p.kind
}

// drawHabit draws a habit, and the kind of ring that has it. Most rings have none.
func (params *parameters) drawHabit(rng *rand.Rand, kind Kind) (habit, _ Kind) {
	if !chance(rng, params.rings.habit) {
		return "", kind
	}
	habit = Habits[weightedReal(rng, params.rings.habits[:])]
	switch {
	case habit == QuietBox:
		kind = SIMBox
	case habit == Migrating, habit == NumbersOnly, habit == Tight, habit == Slow && kind == CallCentre:
		kind = Crew
	case habit == AccountsOnly, habit == WalletSet:
		kind = Mules
	}
	return habit, kind
}

// applyHabit changes the size, length and reports of a plan as its habit demands.
func (params *parameters) applyHabit(rng *rand.Rand, p *plan) {
	switch p.habit {
	case QuietBox:
		p.reports = max(int(float64(p.size)*params.simBox.quietReports.draw(rng)), minReports)
	case Slow:
		p.length = between(rng, 300, days-1)
	case Migrating:
		m := &params.migrating
		p.length, p.size = m.length.draw(rng), m.numbers.draw(rng)
		p.reports = max(int(float64(p.size*p.length)/30*m.reports.draw(rng)), 2*minReports)
	case WalletSet:
		params.walletSet.plan(rng, p)
	case Tight:
		params.tight.plan(rng, p)
	case Released: // there is time left
		p.length = min(p.length, days/2)
	}
}

// migrate files the records of a ring that replaces its numbers and handsets every few weeks. Its
// accounts stay, and connect one set of numbers with the next.
func (r *activeRing) migrate() {
	params := &r.g.params.migrating
	accounts := r.addMembers(graph.Account, params.accounts.draw(r.rng))
	stay := params.stay.draw(r.rng)
	sets := max(len(r.workdays)/stay, 2)
	dayOf := func(set int) int {
		first := set * len(r.workdays) / sets
		return r.workdays[first+r.rng.IntN(max((set+1)*len(r.workdays)/sets-first, 1))]
	}
	numbers := make([][]int, sets)
	for set := range numbers {
		numbers[set] = r.addMembers(graph.Number, r.size)
		handset := r.addMembers(graph.Device, 1)[0]
		for _, number := range numbers[set] {
			r.link(dayOf(set), number, handset)
			if chance(r.rng, params.accountSeen) {
				r.link(dayOf(set), number, pick(r.rng, accounts))
			}
		}
		if chance(r.rng, params.accountSeen) {
			r.link(dayOf(set), pick(r.rng, accounts), handset)
		}
	}
	for range r.reports {
		set := r.rng.IntN(sets)
		named := []int{pick(r.rng, numbers[set])}
		if chance(r.rng, params.accountNamed) {
			named = append(named, pick(r.rng, accounts))
		}
		if chance(r.rng, r.g.params.crew.secondName) {
			named = append(named, pick(r.rng, numbers[set]))
		}
		r.report(dayOf(set), named...)
	}
}

// camouflage files about as many links of members to popular innocents as the ring has reports and
// members.
func (r *activeRing) camouflage() {
	r.touchPopular(int(float64(len(r.members)) * uniform(r.rng, 1, 2.5)))
}

// touchPopular files links of members to cloned handsets, repair shops and gateways, any of them
// alike.
func (r *activeRing) touchPopular(links int) {
	traps := &r.g.traps
	for range links {
		m := r.rng.IntN(len(r.members))
		day := pick(r.rng, r.workdays)
		switch r.members[m].Kind {
		case graph.Number:
			if chance(r.rng, 0.8) {
				r.linkOut(day, m, pick(r.rng, traps.clones))
			} else {
				r.linkOut(day, m, pick(r.rng, traps.gateways))
			}
		case graph.Account:
			r.linkOut(day, m, pick(r.rng, traps.gateways))
		}
	}
}

// release lets some numbers pass to innocent people some weeks after the ring stopped. Their telco
// files the release, and often the operator confirms it. Then links and sometimes a report show the
// next holder. A released number is no member.
func (r *activeRing) release() {
	params := &r.g.params.rings
	day := r.workdays[len(r.workdays)-1] + between(r.rng, 14, 60)
	if day >= days {
		return
	}
	share := params.releasedShare.draw(r.rng)
	for m, id := range r.members {
		if id.Kind != graph.Number || r.firstNamed[m] == days || !chance(r.rng, share) {
			continue
		}
		passed := min(day+r.rng.IntN(20), days-1)
		r.fileRelease(r.g.agencies.holder(telco, id), passed, id)
		if chance(r.rng, params.releaseConfirmed) {
			r.fileRelease(operator, min(passed+r.rng.IntN(10), days-1), id)
		}
		if passed < r.g.until {
			r.firstNamed[m] = days
		}
		for range between(r.rng, 0, 2) {
			r.g.link(r.rng, passed+1+r.rng.IntN(60), id, newIdentifier(r.rng, graph.Device))
		}
		if later := passed + 1 + r.rng.IntN(90); chance(r.rng, 0.15) && later < days && r.g.owed < r.g.backgroundLeft {
			r.g.owed++
			r.g.report(r.rng, later, r.g.strangerProfile(r.rng), []graph.Identifier{id})
		}
	}
	r.reportDays = r.reportDays[:0]
	for _, own := range r.ownReports {
		if slices.ContainsFunc(own.report.Identifiers, r.isMember) {
			r.reportDays = append(r.reportDays, own.day)
		}
	}
}

func (r *activeRing) fileRelease(agency string, day int, id graph.Identifier) {
	r.g.enqueue(day, 0, &graph.Release{Agency: agency, Identifier: id, ReleasedAt: timeOf(day, 0)})
}

// isMember reports whether an identifier is a member that a record names.
func (r *activeRing) isMember(id graph.Identifier) bool {
	m := slices.Index(r.members, id)
	return m >= 0 && r.firstNamed[m] < days
}

// strangerProfile draws the profile of a report about somebody whose reports have nothing in
// common.
func (g *generator) strangerProfile(rng *rand.Rand) profile {
	return profile{method: g.params.country.drawMethod(rng), region: g.params.country.drawRegion(rng), fidelity: 1}
}
