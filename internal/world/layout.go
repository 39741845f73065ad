package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
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
	since   []int             // the day on which a record first names each member; days for never
	told    []int             // the days of reports that name a member
	filed   []filed           // of a pair, its reports
	rented  *graph.Identifier // from a broker, perhaps
}

// filed is a report that waits for its day.
type filed struct {
	day    int
	report *graph.Report
}

// layOut files everything about a ring.
func (g *generator) layOut(s sketch) *layout {
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
	if s.pair != nil && s.pair.first != nil {
		l.habit = s.pair.first.habit // one organisation
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
	return l
}

// What a ring must show to be in the truth. With fewer members none is a ring by any
// book; two reports that agree are a coincidence as often as not.
const leastMembers, leastReports = 4, 3

// known tells whether anybody could know of the ring by the records before a day.
func (l *layout) known(until int) bool {
	told := 0
	for _, day := range l.told {
		if day < until {
			told++
		}
	}
	return told >= leastReports && len(l.seen(until)) >= leastMembers
}

// seen is the members that some record before a day names.
func (l *layout) seen(until int) []graph.Token {
	var members []graph.Token
	for i, id := range l.members {
		if l.since[i] < until {
			members = append(members, id.Token)
		}
	}
	return sorted(members)
}

func sorted(tokens []graph.Token) []graph.Token {
	slices.Sort(tokens)
	return tokens
}

// tell adds a ring to the truth if anybody could know of it. One of two parts is
// known where one of them is.
func (g *generator) tell(parts ...*layout) {
	r := Ring{Kind: parts[0].kind}
	known := false
	for _, l := range parts {
		r.Members = append(r.Members, l.seen(g.until)...)
		known = known || l.known(g.until)
	}
	if known {
		r.Members = sorted(r.Members)
		g.truth.Rings = append(g.truth.Rings, r)
	}
}

// name notes that a record of a day names a member.
func (l *layout) name(member, day int) { l.since[member] = min(l.since[member], day) }

// enlist adds members and returns their indices.
func (l *layout) enlist(kind graph.Kind, n int) []int {
	indices := make([]int, n)
	for i := range indices {
		indices[i] = len(l.members)
		l.members = append(l.members, newIdentifier(l.rng, kind))
		l.since = append(l.since, days)
	}
	return indices
}

// report files a report that names members, and now and then something else.
func (l *layout) report(day int, members ...int) {
	ids := make([]graph.Identifier, 0, len(members)+1)
	told := false
	for _, m := range members {
		id, slipped := l.g.slip(l.rng, l.members[m])
		if !slipped {
			l.name(m, day)
			told = true
		}
		ids = named(ids, id)
	}
	if told {
		l.told = append(l.told, day)
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
	r := l.g.report(l.rng, day, l.habit, ids)
	if l.pair != nil {
		l.filed = append(l.filed, filed{day, r})
	}
}

// link files that two members belong together.
func (l *layout) link(day, from, to int) {
	if l.g.link(l.rng, day, l.members[from], l.members[to]) != nil {
		l.name(from, day)
		l.name(to, day)
	}
}

// linkOut files that a member was seen with something that is not of the ring.
func (l *layout) linkOut(day, from int, to graph.Identifier) {
	if l.g.link(l.rng, day, l.members[from], to) != nil {
		l.name(from, day)
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
