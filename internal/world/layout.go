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
	told    int               // reports that name a member
	rented  *graph.Identifier // from a broker, perhaps
}

// layOut files everything about a ring and tells the truth of it, and whether
// anybody could know of it.
func (g *generator) layOut(s sketch) (_ Ring, known bool) {
	rng := rand.New(rand.NewPCG(g.seed, uint64(s.index)+1))
	l := &layout{
		sketch: s, g: g, rng: rng, working: s.days(),
		habit: habit{modus: g.climate.land.drawModus(rng), region: g.climate.land.drawRegion(rng), faith: g.climate.rings.faith.draw(rng)},
	}
	if maybe(rng, g.climate.rings.apart) {
		l.habit.local = g.climate.rings.faith.draw(rng)
	}
	if chance(rng, g.climate.rings.rent) {
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
	r := l.ring()
	return r, len(r.Members) >= leastMembers && l.told >= leastReports
}

// What a ring must show to be in the truth. With fewer members none is a ring by any
// book; two reports that agree are a coincidence as often as not.
const leastMembers, leastReports = 4, 3

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
	told := false
	for _, m := range members {
		id, slipped := l.g.slip(l.rng, l.members[m])
		l.named[m] = l.named[m] || !slipped
		told = told || !slipped
		ids = named(ids, id)
	}
	if told {
		l.told++
	}
	h := &l.g.climate.rings
	if l.rented != nil && chance(l.rng, h.rentNamed) {
		ids = named(ids, *l.rented)
	}
	if chance(l.rng, h.helperNamed) {
		ids = named(ids, l.g.traps.helper(l.rng))
	}
	if chance(l.rng, h.passerBy) {
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
	h := &l.g.climate.rings
	for m, id := range l.members {
		day := pick(l.rng, l.working)
		if id.Kind == graph.Number {
			if chance(l.rng, h.cloneSeen) {
				l.linkOut(day, m, hub(l.rng, l.g.traps.clones))
			}
			if chance(l.rng, h.shopSeen) {
				l.linkOut(day, m, l.g.traps.shops.take(l.g.rng).ids[0])
			}
		}
		if id.Kind == graph.Account && chance(l.rng, h.gatewaySeen) {
			l.linkOut(day, m, hub(l.rng, l.g.traps.gateways))
		}
		if l.rented != nil && id.Kind != graph.Device && chance(l.rng, h.rentSeen) {
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
