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
	// Merged: two rings of one organisation, each observable by itself, share devices and accounts
	// from the day on, and reports name members of both.
	Merged EventKind = "merged"
	// Split: the links that made two rings look like one are all withdrawn on the day. Nothing less
	// is a split to those who have only the records. Old evidence stays true however long the
	// halves work apart, and after a release the earlier holder still has the evidence from before.
	Split EventKind = "split"
)

// Event is a merge or a split that was planted.
type Event struct {
	Day           int // from Start; the first on which it shows
	Kind          EventKind
	Before, After [][]graph.Token // the members of each ring: those named before the day, and those named by the end
}

// pair is two rings that merge or split. Both have the same workdays.
type pair struct {
	kind  EventKind
	day   int
	first *activeRing // the one that has started; nil before and after
}

// pairedShare is the share of crews and mule rings with pairedReports or more that are paired. With
// fewer reports a ring may not be observable before the day, or after it.
const pairedShare, pairedReports = 0.2, 16

// pairRings chooses the rings that merge or split, half of each, and makes the two of a pair work
// for the same months, with the day in the middle.
func (g *generator) pairRings() {
	rng := rand.New(rand.NewPCG(g.seed, math.MaxUint64-1))
	planned := 0
	for _, kind := range [...]Kind{Crew, Mules} {
		var eligible []int
		for i, p := range g.plans {
			if p.kind == kind && p.habit == "" && p.reports >= pairedReports {
				eligible = append(eligible, i)
			}
		}
		rng.Shuffle(len(eligible), func(i, j int) { eligible[i], eligible[j] = eligible[j], eligible[i] })
		pairs := min(max(int(pairedShare*float64(len(eligible))/2), 2), len(eligible)/2)
		for i := range pairs {
			length := between(rng, 80, 140)
			first := rng.IntN(days - length + 1)
			p := &pair{kind: Merged, day: first + length/2}
			if planned%2 == 1 {
				p.kind = Split
			}
			planned++
			for _, index := range eligible[2*i : 2*i+2] {
				g.plans[index].workTime, g.plans[index].pair = workTime{first: first, length: length}, p
			}
		}
	}
	slices.SortStableFunc(g.plans, func(a, b plan) int { return cmp.Compare(a.first, b.first) })
}

// addToTruth adds a ring that has started to the truth; the rings of a pair once both have.
func (g *generator) addToTruth(r *activeRing) {
	p := r.pair
	switch {
	case p == nil:
		g.truth.addRing(g.until, r)
		return
	case p.first == nil:
		p.first = r
		return
	}
	a, b := p.first, r
	p.first = nil // frees its records
	if !a.isObservable(p.day) || !b.isObservable(p.day) {
		g.truth.addRing(g.until, a)
		g.truth.addRing(g.until, b)
		return
	}
	b.share(a, p)
	happened := p.day < g.until
	if isOne := (p.kind == Merged) == happened; isOne {
		g.truth.addRing(g.until, a, b)
	} else {
		g.truth.addRing(g.until, a)
		g.truth.addRing(g.until, b)
	}
	if happened {
		g.truth.Events = append(g.truth.Events, p.event(a, b, g.until))
	}
}

func (p *pair) event(a, b *activeRing, until int) Event {
	separate := func(until int) [][]graph.Token {
		return [][]graph.Token{a.namedMembers(until), b.namedMembers(until)}
	}
	together := func(until int) [][]graph.Token {
		return [][]graph.Token{sorted(append(a.namedMembers(until), b.namedMembers(until)...))}
	}
	if p.kind == Merged {
		return Event{p.day, p.kind, separate(p.day), together(until)}
	}
	return Event{p.day, p.kind, together(p.day), separate(until)}
}

// share files links between two rings: from the day on if they merge; until the day, and withdrawn
// on it, if they split. It links only members that other records name by then, so that the rings
// have the same named members as before.
func (r *activeRing) share(other *activeRing, p *pair) {
	from, to := p.day, r.first+r.length
	if p.kind == Split {
		from, to = r.first, p.day
	}
	for _, ends := range [...][2]*activeRing{{r, other}, {other, r}} {
		x, y := ends[0], ends[1]
		var targets []int // devices and accounts of y
		for m, id := range y.members {
			if id.Kind != graph.Number {
				targets = append(targets, m)
			}
		}
		for m, id := range x.members {
			if id.Kind == graph.Device || len(targets) == 0 {
				continue
			}
			r.rng.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
			for i := range min(max(len(targets), 2), 4) { // several, since some are never sent
				target := targets[i%len(targets)]
				earliest := max(from, x.firstNamed[m], y.firstNamed[target])
				if earliest >= to {
					continue
				}
				link := r.g.link(r.rng, between(r.rng, earliest, to-1), id, y.members[target])
				if link != nil && p.kind == Split {
					r.g.withdraw(p.day, r.rng.IntN(24*3600), link)
				}
			}
		}
		if p.kind == Merged {
			x.alsoName(r.rng, from, y)
		}
	}
}

// alsoName adds a member of another ring to most reports from a day on.
func (r *activeRing) alsoName(rng *rand.Rand, from int, other *activeRing) {
	for _, own := range r.ownReports {
		m := rng.IntN(len(other.members))
		if own.day >= from && other.firstNamed[m] <= own.day && chance(rng, 0.6) {
			own.report.Identifiers = appendDistinct(own.report.Identifiers, other.members[m])
		}
	}
}

// withdraw enqueues the withdrawal of a record.
func (g *generator) withdraw(day, second int, r graph.Record) {
	w := &graph.Withdrawal{Agency: graph.AgencyOf(r), Reason: "filed_in_error"}
	g.queues[day] = append(g.queues[day], pending{second, w, r})
}
