package world

import (
	"cmp"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// month is the number of days for which innocent groups file their records at a time.
const month = 28

// innocentPlan is an innocent group that has not started: as much of it as the rest of the world
// depends on.
type innocentPlan struct {
	kind    int // an index into InnocentKinds
	index   int // seeds the group's own random source
	numbers int
	reports int
	first   int // day
	months  int
}

// innocentStreams is the first random source of the innocent groups: those below it are the rings'.
const innocentStreams = 1 << 40

// planInnocents draws the innocent groups of a world, in the order of their first days. They file
// at most half of the reports that are left.
func (g *generator) planInnocents(reports, left int) []innocentPlan {
	params := &g.params.innocents
	wanted := min(params.share*float64(reports), float64(left)/2)
	most := int(min(params.maxShare*float64(reports), float64(left)/2))
	var all []innocentPlan
	planned := 0
	for misfits := 0; float64(planned) < wanted && misfits < maxMisfits; {
		p := g.drawInnocentPlan(len(all))
		if planned+p.reports > most {
			misfits++
			continue
		}
		planned += p.reports
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b innocentPlan) int { return cmp.Compare(a.first, b.first) })
	return all
}

func (g *generator) drawInnocentPlan(index int) innocentPlan {
	p := innocentPlan{index: index, kind: weightedReal(g.rng, g.params.innocents.mix[:])}
	h := &g.params.innocents.habits[p.kind]
	p.numbers = h.numbers.skewed(g.rng)
	p.reports = skewed(g.rng, h.reports.lo+1, h.reports.hi+1) - 1 + int(h.perNumber.draw(g.rng)*float64(p.numbers))
	p.months = h.months.draw(g.rng)
	p.first = g.rng.IntN(max(days-p.months*month, month) + 1)
	return p
}

// innocentGroup is an innocent group that has started. It files its records a month at a time.
type innocentGroup struct {
	innocentPlan
	party
	kind     Kind
	habits   groupHabits
	profile  profile
	schedule []int // the days of the reports that it has still to file, ascending
	month    int   // months filed

	numbers, devices, accounts []int // the present members
	payees                     []graph.Identifier
	voices                     []voice
	joint                      float64 // complaints that name two accounts together
}

// voice is somebody who complained of the group.
type voice struct{ agency, source string }

// groupHabits are the habits of one group, drawn from the ranges of its kind.
type groupHabits struct {
	seen, strays, central, leaves, head, second, pays, withdrawn, voices float64
	payDay                                                               int // of the month
}

// fileInnocents starts the innocent groups whose first day it is, and enqueues a month's records of
// each group whose month begins.
func (g *generator) fileInnocents(day int) {
	for len(g.innocentPlans) > 0 && g.innocentPlans[0].first == day {
		g.innocents = append(g.innocents, g.newInnocentGroup(g.innocentPlans[0]))
		g.innocentPlans = g.innocentPlans[1:]
	}
	g.innocents = slices.DeleteFunc(g.innocents, func(group *innocentGroup) bool {
		if (day-group.first)%month != 0 {
			return false
		}
		group.fileMonth(day)
		if group.month < group.months && day+month < days {
			return false
		}
		g.truth.addInnocents(g.until, group)
		return true
	})
}

func (g *generator) newInnocentGroup(p innocentPlan) *innocentGroup {
	h := &g.params.innocents.habits[p.kind]
	country := &g.params.country
	r := &innocentGroup{innocentPlan: p, party: newParty(g, innocentStreams+uint64(p.index)), kind: InnocentKinds[p.kind]}
	r.habits = groupHabits{
		seen: h.seen.draw(r.rng), strays: h.strays.draw(r.rng), central: h.central.draw(r.rng), leaves: h.leaves.draw(r.rng),
		head: h.head.draw(r.rng), second: h.second.draw(r.rng), pays: h.pays.draw(r.rng), withdrawn: h.withdrawn.draw(r.rng),
		voices: h.voices.draw(r.rng), payDay: r.rng.IntN(month),
	}
	r.profile = profile{
		method: country.drawMethod(r.rng), region: country.drawRegion(r.rng), fidelity: h.fidelity.draw(r.rng),
		regionFidelity: max(h.local.draw(r.rng), math.SmallestNonzeroFloat64), noLoss: h.noLoss.draw(r.rng),
	}
	for _, m := range country.methods {
		if m.category == h.method {
			r.profile.method = m
		}
	}
	if optional(r.rng, h.joint) {
		r.joint = uniform(r.rng, 0.4, 0.95)
	}
	if optional(r.rng, h.listed) {
		r.profile.list = drawList(r.rng)
	}
	r.numbers = r.addMembers(graph.Number, p.numbers)
	r.devices = r.addMembers(graph.Device, min(h.devices.skewed(r.rng), max(p.numbers, 1)))
	r.accounts = r.addMembers(graph.Account, skewed(r.rng, h.accounts.lo+1, h.accounts.hi+1)-1)
	r.payees = newIdentifiers(r.rng, graph.Account, between(r.rng, 1, 4))
	r.schedule = r.drawSchedule(h)
	r.register(h)
	return r
}

// drawSchedule draws the days of the reports: some of them in a burst.
func (r *innocentGroup) drawSchedule(h *habitParams) []int {
	length := min(r.months*month, days-r.first)
	burst, burstLength := h.burst.draw(r.rng), min(max(h.burstDays.draw(r.rng), 1), length)
	burstFirst := r.first + r.rng.IntN(length-burstLength+1)
	all := make([]int, r.reports)
	for i := range all {
		if chance(r.rng, burst) {
			all[i] = burstFirst + r.rng.IntN(burstLength)
		} else {
			all[i] = r.first + r.rng.IntN(length)
		}
	}
	slices.Sort(all)
	return all
}

// register enters a business into the register, in worlds that have one.
func (r *innocentGroup) register(h *habitParams) {
	params := &r.g.params.innocents
	if !h.business || !optional(r.rng, params.registered) {
		return
	}
	entered := slices.Clone(r.numbers)
	if r.kind == Agent { // the others are the customers'
		entered = entered[:1]
	}
	if len(r.accounts) > 0 {
		entered = append(entered, r.accounts[0])
	}
	for _, m := range entered {
		if !chance(r.rng, params.entered) {
			continue
		}
		r.g.enqueue(r.first, 0, &graph.Known{
			Agency: operator, Identifier: r.members[m], Business: string(r.kind), ValidUntil: timeOf(r.first+between(r.rng, 180, 720), 0),
		})
	}
}

// fileMonth enqueues the records of the month that begins on a day.
func (r *innocentGroup) fileMonth(first int) {
	last := min(first+month, days) - 1
	if r.month > 0 {
		r.replaceLeavers()
	}
	r.month++
	r.fileSightings(first, last)
	r.fileFlow(first, last)
	for len(r.schedule) > 0 && (r.schedule[0] <= last || r.month == r.months) {
		r.complain(min(r.schedule[0], last))
		r.schedule = r.schedule[1:]
	}
}

// replaceLeavers replaces the members who leave, numbers sooner than what is bought.
func (r *innocentGroup) replaceLeavers() {
	for _, present := range []struct {
		members []int
		rate    float64
	}{{r.numbers, r.habits.leaves}, {r.accounts, r.habits.leaves / 2}, {r.devices, r.habits.leaves / 4}} {
		for i, m := range present.members {
			if i > 0 && chance(r.rng, present.rate) { // the first stays
				present.members[i] = r.addMembers(r.members[m].Kind, 1)[0]
			}
		}
	}
}

// fileSightings enqueues links that show which handset a number or an account is used in, and which
// number an account belongs to.
func (r *innocentGroup) fileSightings(first, last int) {
	handset := func(i int) int {
		if chance(r.rng, r.habits.strays) {
			return pick(r.rng, r.devices)
		}
		return r.devices[i%len(r.devices)]
	}
	for i, number := range r.numbers {
		if chance(r.rng, r.habits.seen) {
			r.link(between(r.rng, first, last), number, handset(i))
		}
	}
	for i, account := range r.accounts {
		if !chance(r.rng, r.habits.seen) {
			continue
		}
		day := between(r.rng, first, last)
		switch {
		case chance(r.rng, r.habits.central):
			r.link(day, account, r.devices[0])
		case chance(r.rng, 0.5):
			r.link(day, r.numbers[i%len(r.numbers)], account)
		default:
			r.link(day, account, handset(i))
		}
	}
}

// complain files a report about the group.
func (r *innocentGroup) complain(day int) {
	ids, _ := r.name(day, r.drawNamed())
	report := r.g.report(r.rng, day, r.profile, r.g.addBystander(ids))
	r.giveVoice(report)
	if later := day + between(r.rng, 2, 60); chance(r.rng, r.habits.withdrawn) && later < days {
		r.g.withdraw(later, r.rng.IntN(24*3600), report)
	}
}

// drawNamed draws whom a report about the group names.
func (r *innocentGroup) drawNamed() []int {
	if r.profile.list != nil {
		return r.drawListed()
	}
	if len(r.accounts) > 1 && optional(r.rng, r.joint) {
		first := r.rng.IntN(len(r.accounts))
		second := (first + between(r.rng, 1, len(r.accounts)-1)) % len(r.accounts)
		return []int{r.accounts[first], r.accounts[second]}
	}
	subjects := r.numbers
	if len(r.accounts) > 0 && chance(r.rng, 0.4) {
		subjects = r.accounts
	}
	named := []int{pick(r.rng, subjects)}
	if chance(r.rng, r.habits.head) {
		named[0] = subjects[0]
	}
	if chance(r.rng, r.habits.second) {
		others := r.numbers
		switch x := r.rng.Float64(); {
		case x < 0.5 && len(r.accounts) > 0:
			others = r.accounts
		case x > 0.9:
			others = r.devices
		}
		if second := pick(r.rng, others); second != named[0] {
			named = append(named, second)
		}
	}
	return named
}

// drawListed draws whom an entry of a list names: the first number, and any of the others.
func (r *innocentGroup) drawListed() []int {
	named := []int{r.numbers[0]}
	for _, others := range [...][]int{r.accounts, r.devices} {
		for _, m := range others {
			if chance(r.rng, r.habits.second) {
				named = append(named, m)
			}
		}
	}
	return named
}

// giveVoice sometimes makes a report one of somebody who complained of the group before.
func (r *innocentGroup) giveVoice(report *graph.Report) {
	if report.Source == "" {
		return
	}
	if len(r.voices) > 0 && chance(r.rng, r.habits.voices) {
		v := pick(r.rng, r.voices)
		report.Agency, report.Source = v.agency, v.source
		return
	}
	if len(r.voices) < maxRecentSources {
		r.voices = append(r.voices, voice{report.Agency, report.Source})
	}
}

// addInnocents adds an innocent group to the truth if the records before a day show three members
// and a report that names one. Less looks like no ring.
func (t *Truth) addInnocents(until int, r *innocentGroup) {
	if members := r.namedMembers(until); len(members) >= minMembers-1 && r.reportsUntil(until) > 0 {
		t.Innocents = append(t.Innocents, Group{Kind: r.kind, Members: members})
	}
}
