package world

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// EventKind says what became of rings.
type EventKind string

// What becomes of rings in a world with lineage.
const (
	// Merged: two rings of one organisation, each known on its own, share devices
	// and accounts from the day on, and victims name members of both.
	Merged EventKind = "merged"
	// Split: what made two rings look like one is taken back on the day. Links that
	// telcos had sent of one's numbers in the other's devices are withdrawn, all of
	// them. Old evidence stays true however long two halves work apart, so that
	// nothing less is a split to those who have only the records; a release is not
	// one either, as what came before it stays with the earlier holder.
	Split EventKind = "split"
)

// Event is a merge or a split that was planted.
type Event struct {
	Day           int // from Start; the first on which it shows
	Kind          EventKind
	Before, After [][]graph.Token // the members of each ring: those named before the day, and those named by the end
}

// pair is two rings that merge or were one. Both work through the same days.
type pair struct {
	kind  EventKind
	day   int
	first *layout // the one that is laid out already
}

// Of the crews and mule rings with so many reports, the share that is paired. Others
// may be too little known before the day, or after it, to be a ring of their own.
const pairedShare, pairedReports = 0.2, 16

// pairUp chooses the rings that merge or split, half of each, and lets the two of a
// pair work together for some months with the day in the middle.
func (g *generator) pairUp() {
	rng := rand.New(rand.NewPCG(g.seed, math.MaxUint64-1))
	planned := 0
	for _, kind := range [...]Kind{Crew, Mules} {
		var able []int
		for i, s := range g.sketches {
			if s.kind == kind && s.reports >= pairedReports {
				able = append(able, i)
			}
		}
		rng.Shuffle(len(able), func(i, j int) { able[i], able[j] = able[j], able[i] })
		pairs := min(max(int(pairedShare*float64(len(able))/2), 2), len(able)/2)
		for i := range pairs {
			length := between(rng, 80, 140)
			first := rng.IntN(days - length + 1)
			p := &pair{kind: Merged, day: first + length/2}
			if planned%2 == 1 {
				p.kind = Split
			}
			planned++
			for _, s := range able[2*i : 2*i+2] {
				g.sketches[s].spells, g.sketches[s].pair = spells{first: first, length: length}, p
			}
		}
	}
	slices.SortStableFunc(g.sketches, func(a, b sketch) int { return cmp.Compare(a.first, b.first) })
}

// settle tells the truth of a ring that was laid out; of a pair, when both were.
func (g *generator) settle(l *layout) {
	p := l.pair
	switch {
	case p == nil:
		g.tell(l)
		return
	case p.first == nil:
		p.first = l
		return
	}
	a, b := p.first, l
	p.first = nil // its records are of no more use
	if !a.known(p.day) || !b.known(p.day) {
		g.tell(a)
		g.tell(b)
		return
	}
	b.bind(a, p)
	happened := p.day < g.until
	if one := (p.kind == Merged) == happened; one {
		g.tell(a, b)
	} else {
		g.tell(a)
		g.tell(b)
	}
	if happened {
		g.truth.Events = append(g.truth.Events, p.event(a, b, g.until))
	}
}

func (p *pair) event(a, b *layout, until int) Event {
	each := func(until int) [][]graph.Token { return [][]graph.Token{a.seen(until), b.seen(until)} }
	both := func(until int) [][]graph.Token {
		return [][]graph.Token{sorted(append(a.seen(until), b.seen(until)...))}
	}
	if p.kind == Merged {
		return Event{p.day, p.kind, each(p.day), both(until)}
	}
	return Event{p.day, p.kind, both(p.day), each(until)}
}

// bind files what two rings share: from the day on where they merge; until the day,
// to be withdrawn on it, where they split. Only members whom other records name by
// then are bound, so that the truth of who is named stays as it is.
func (l *layout) bind(other *layout, p *pair) {
	from, to := p.day, l.first+l.length
	if p.kind == Split {
		from, to = l.first, p.day
	}
	for _, ends := range [...][2]*layout{{l, other}, {other, l}} {
		x, y := ends[0], ends[1]
		var places []int
		for m, id := range y.members {
			if id.Kind != graph.Number {
				places = append(places, m)
			}
		}
		for m, id := range x.members {
			if id.Kind == graph.Device || len(places) == 0 {
				continue
			}
			l.rng.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
			for i := range min(max(len(places), 2), 4) { // telcos send some of these only
				place := places[i%len(places)]
				earliest := max(from, x.since[m], y.since[place])
				if earliest >= to {
					continue
				}
				link := l.g.link(l.rng, between(l.rng, earliest, to-1), id, y.members[place])
				if link != nil && p.kind == Split {
					l.g.withdraw(p.day, l.rng.IntN(24*3600), link)
				}
			}
		}
		if p.kind == Merged {
			x.nameToo(l.rng, from, y)
		}
	}
}

// nameToo lets most reports since a day name a member of another ring as well.
func (l *layout) nameToo(rng *rand.Rand, from int, other *layout) {
	for _, f := range l.filed {
		m := rng.IntN(len(other.members))
		if f.day >= from && other.since[m] <= f.day && chance(rng, 0.6) {
			f.report.Identifiers = named(f.report.Identifiers, other.members[m])
		}
	}
}

// withdraw lets a link be taken back on a later day.
func (g *generator) withdraw(day, second int, link *graph.Link) {
	g.buckets[day] = append(g.buckets[day], event{second, &graph.Withdrawal{Reason: "filed_in_error"}, link})
}
