package world

import (
	"math/rand/v2"
	"slices"

	"ringwatch/graph"
)

// layout is a ring that woke: all that will be filed of it goes into the buckets of
// its days at once. Members are known by their indices.
type layout struct {
	sketch
	g       *generator
	rng     *rand.Rand // its own: what happens elsewhere changes nothing here
	habit   habit
	working []int // days
	members []graph.Identifier
	named   []bool            // members that a record names
	rented  *graph.Identifier // from a broker, perhaps
}

// layOut files everything about a ring and tells the truth of it.
func (g *generator) layOut(s sketch) Ring {
	rng := rand.New(rand.NewPCG(g.seed, uint64(s.index)+1))
	l := &layout{
		sketch: s, g: g, rng: rng, working: s.days(),
		habit: habit{drawModus(rng), drawRegion(rng), uniform(rng, 0.55, 0.90)},
	}
	if chance(rng, 0.2) {
		l.rented = &g.traps.brokers.take(g.rng).ids[0]
	}
	switch s.kind {
	case SIMBox:
		l.simBox()
	case Mules:
		l.mules()
	case CallCentre:
		l.callCentre()
	case Crew:
		l.crew()
	}
	l.mingle()
	return l.ring()
}

// ring is the truth: the members that some record names.
func (l *layout) ring() Ring {
	r := Ring{Kind: l.kind}
	for i, id := range l.members {
		if l.named[i] {
			r.Members = append(r.Members, id.Token)
		}
	}
	slices.Sort(r.Members)
	return r
}

// enlist adds members and returns their indices.
func (l *layout) enlist(kind graph.Kind, n int) []int {
	indices := make([]int, n)
	for i := range indices {
		indices[i] = len(l.members)
		l.members = append(l.members, newIdentifier(l.rng, kind))
		l.named = append(l.named, false)
	}
	return indices
}

// report files a report that names members, and now and then something else.
func (l *layout) report(day int, members ...int) {
	ids := make([]graph.Identifier, 0, len(members)+1)
	for _, m := range members {
		id, slipped := slip(l.rng, l.members[m])
		l.named[m] = l.named[m] || !slipped
		ids = named(ids, id)
	}
	if l.rented != nil && chance(l.rng, 0.12) {
		ids = named(ids, *l.rented)
	}
	if chance(l.rng, 0.03) {
		ids = named(ids, l.g.traps.helper(l.rng))
	}
	if chance(l.rng, 0.02) {
		ids = append(ids, newIdentifier(l.rng, graph.Number)) // somebody who only passed it on
	}
	l.g.report(l.rng, day, l.habit, ids)
}

// link files that two members belong together.
func (l *layout) link(day, from, to int) {
	if l.g.link(l.rng, day, l.members[from], l.members[to]) {
		l.named[from], l.named[to] = true, true
	}
}

// linkOut files that a member was seen with something that is not of the ring.
func (l *layout) linkOut(day, from int, to graph.Identifier) {
	if l.g.link(l.rng, day, l.members[from], to) {
		l.named[from] = true
	}
}

// mingle links members to what they share with strangers and with other rings.
func (l *layout) mingle() {
	for m, id := range l.members {
		day := pick(l.rng, l.working)
		if id.Kind == graph.Number {
			if chance(l.rng, 0.03) {
				l.linkOut(day, m, hub(l.rng, l.g.traps.clones))
			}
			if chance(l.rng, 0.01) {
				l.linkOut(day, m, l.g.traps.shops.take(l.g.rng).ids[0])
			}
		}
		if id.Kind == graph.Account && chance(l.rng, 0.1) {
			l.linkOut(day, m, hub(l.rng, l.g.traps.gateways))
		}
		if l.rented != nil && id.Kind != graph.Device && chance(l.rng, 0.1) {
			l.linkOut(day, m, *l.rented)
		}
	}
}

// along is the day on which the i-th of n has its turn, give or take a few days of
// work.
func (l *layout) along(i, n, give int) int {
	turn := i * len(l.working) / n
	return l.working[min(max(turn+l.rng.IntN(2*give+1)-give, 0), len(l.working)-1)]
}

// simBox: numbers take turns in a few devices, each for some days; a third of them
// at most draws reports.
func (l *layout) simBox() {
	devices := l.enlist(graph.Device, between(l.rng, 2, 8))
	numbers := l.enlist(graph.Number, l.size)
	sat := make([]int, l.size) // the device that each was last in
	for i, number := range numbers {
		for range between(l.rng, 1, 3) {
			sat[i] = pick(l.rng, devices)
			l.link(l.along(i, l.size, 3), number, sat[i])
		}
	}
	caught := l.rng.Perm(l.size)[:max(l.size*between(l.rng, 15, 33)/100, 1)]
	for range l.reports {
		i := pick(l.rng, caught)
		who := []int{numbers[i]}
		if chance(l.rng, 0.12) {
			who = append(who, sat[i])
		}
		if chance(l.rng, 0.08) {
			who = append(who, numbers[pick(l.rng, caught)])
		}
		l.report(l.along(i, l.size, 5), who...)
	}
}

// mules: the money goes from account to account, skipping some; a few numbers stand
// behind the accounts and a few devices run them. Victims know the first accounts.
func (l *layout) mules() {
	accounts := l.enlist(graph.Account, l.size)
	numbers := l.enlist(graph.Number, max(2, l.size/2))
	devices := l.enlist(graph.Device, between(l.rng, 1, 3))
	for i, account := range accounts {
		for next := i + 1; next < min(i+4, l.size); next++ {
			if next == i+1 || chance(l.rng, 0.3) {
				for range between(l.rng, 1, 3) {
					l.link(pick(l.rng, l.working), account, accounts[next])
				}
			}
		}
		l.link(pick(l.rng, l.working), numbers[i%len(numbers)], account)
		l.link(pick(l.rng, l.working), account, pick(l.rng, devices))
		if chance(l.rng, 0.4) {
			l.link(pick(l.rng, l.working), account, pick(l.rng, devices))
		}
	}
	for range l.reports {
		i := min(l.rng.IntN(l.size), l.rng.IntN(l.size))
		who := []int{accounts[i]}
		if chance(l.rng, 0.25) {
			who = append(who, pick(l.rng, accounts))
		}
		if chance(l.rng, 0.35) {
			who = append(who, numbers[i%len(numbers)])
		}
		l.report(pick(l.rng, l.working), who...)
	}
}

// callCentre: every week each handset gets another number, now and then one that
// another handset had the week before.
func (l *layout) callCentre() {
	handsets := l.enlist(graph.Device, l.size)
	accounts := l.enlist(graph.Account, between(l.rng, 0, 3))
	weeks := len(l.working) / 7
	shift := make([][]int, weeks) // the number in each handset, by week
	for week := range shift {
		for range handsets {
			if week > 0 && chance(l.rng, 0.2) {
				shift[week] = append(shift[week], pick(l.rng, shift[week-1]))
			} else {
				shift[week] = append(shift[week], l.enlist(graph.Number, 1)...)
			}
		}
		for h, number := range shift[week] {
			l.link(l.working[7*week+l.rng.IntN(7)], number, handsets[h])
			if len(accounts) > 0 && chance(l.rng, 0.1) {
				l.link(l.working[7*week+l.rng.IntN(7)], number, pick(l.rng, accounts))
			}
		}
	}
	for range l.reports {
		week, h := l.rng.IntN(weeks), l.rng.IntN(l.size)
		who := []int{shift[week][h]}
		if chance(l.rng, 0.10) {
			who = append(who, handsets[h])
		}
		if chance(l.rng, 0.12) {
			who = append(who, pick(l.rng, shift[week]))
		}
		if len(accounts) > 0 && chance(l.rng, 0.15) {
			who = append(who, pick(l.rng, accounts))
		}
		l.report(l.working[7*week+l.rng.IntN(7)], who...)
	}
}

// crew: a few numbers that swap a device or two, and perhaps an account that the
// money goes to.
func (l *layout) crew() {
	numbers := l.enlist(graph.Number, l.size)
	devices := l.enlist(graph.Device, between(l.rng, 1, 2))
	accounts := l.enlist(graph.Account, l.rng.IntN(2))
	for _, number := range numbers {
		for range between(l.rng, 1, 2) {
			l.link(pick(l.rng, l.working), number, pick(l.rng, devices))
		}
		if len(accounts) > 0 && chance(l.rng, 0.5) {
			l.link(pick(l.rng, l.working), number, accounts[0])
		}
	}
	for range l.reports {
		who := []int{pick(l.rng, numbers)}
		if chance(l.rng, 0.25) {
			who = append(who, pick(l.rng, numbers))
		}
		if chance(l.rng, 0.12) {
			who = append(who, pick(l.rng, devices))
		}
		if len(accounts) > 0 && chance(l.rng, 0.35) {
			who = append(who, accounts[0])
		}
		l.report(pick(l.rng, l.working), who...)
	}
}
