package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// activeRing is a ring that has started. All records of it are enqueued when it starts. Members are
// indices.
type activeRing struct {
	plan
	g          *generator
	rng        *rand.Rand // its own, so that the rest of the world has no effect on the ring
	profile    profile
	workdays   []int
	members    []graph.Identifier
	firstNamed []int             // the day on which a record first names each member; days for never
	reportDays []int             // of the reports that name a member
	ownReports []ownReport       // of a ring in a pair only
	rented     *graph.Identifier // from a broker; nil for nothing
}

// ownReport is a report of the ring that waits for its day.
type ownReport struct {
	day    int
	report *graph.Report
}

// activate starts a ring and enqueues all of its records.
func (g *generator) activate(p plan) *activeRing {
	rng := rand.New(rand.NewPCG(g.seed, uint64(p.index)+1))
	params := &g.params.rings
	country := &g.params.country
	r := &activeRing{
		plan: p, g: g, rng: rng, workdays: p.days(),
		profile: profile{method: country.drawMethod(rng), region: country.drawRegion(rng), fidelity: params.fidelity.draw(rng)},
	}
	if optional(rng, params.separate) {
		r.profile.regionFidelity = params.fidelity.draw(rng)
	}
	if chance(rng, params.rent) {
		r.rented = &g.traps.brokers.use(g.rng).ids[0]
	}
	if p.pair != nil && p.pair.first != nil {
		r.profile = p.pair.first.profile // both are one organisation
	}
	switch p.kind {
	case SIMBox:
		r.simBox()
	case Mules:
		r.mules()
	case CallCentre:
		r.callCentre()
	case Crew:
		r.crew()
	}
	r.linkToTraps()
	return r
}

// What the records must show of a ring for it to be in the truth. Fewer members are a ring by no
// definition, and two reports that agree are a coincidence as often as not.
const minMembers, minReports = 4, 3

// isObservable reports whether the records before a day show the ring.
func (r *activeRing) isObservable(until int) bool {
	reports := 0
	for _, day := range r.reportDays {
		if day < until {
			reports++
		}
	}
	return reports >= minReports && len(r.namedMembers(until)) >= minMembers
}

// namedMembers returns the members that a record before a day names, ascending.
func (r *activeRing) namedMembers(until int) []graph.Token {
	var members []graph.Token
	for i, id := range r.members {
		if r.firstNamed[i] < until {
			members = append(members, id.Token)
		}
	}
	return sorted(members)
}

func sorted(tokens []graph.Token) []graph.Token {
	slices.Sort(tokens)
	return tokens
}

// addRing adds a ring of one or two parts to the truth if one of them is observable.
func (t *Truth) addRing(until int, parts ...*activeRing) {
	ring := Ring{Kind: parts[0].kind}
	observable := false
	for _, part := range parts {
		ring.Members = append(ring.Members, part.namedMembers(until)...)
		observable = observable || part.isObservable(until)
	}
	if observable {
		ring.Members = sorted(ring.Members)
		t.Rings = append(t.Rings, ring)
	}
}

// markNamed notes that a record of a day names a member.
func (r *activeRing) markNamed(member, day int) {
	r.firstNamed[member] = min(r.firstNamed[member], day)
}

// addMembers adds n members of a kind and returns their indices.
func (r *activeRing) addMembers(kind graph.Kind, n int) []int {
	indices := make([]int, n)
	for i := range indices {
		indices[i] = len(r.members)
		r.members = append(r.members, newIdentifier(r.rng, kind))
		r.firstNamed = append(r.firstNamed, days)
	}
	return indices
}

// report files a report that names members, and sometimes another identifier.
func (r *activeRing) report(day int, members ...int) {
	ids := make([]graph.Identifier, 0, len(members)+1)
	namesMember := false
	for _, m := range members {
		id, mistyped := r.g.mistype(r.rng, r.members[m])
		if !mistyped {
			r.markNamed(m, day)
			namesMember = true
		}
		ids = appendDistinct(ids, id)
	}
	if namesMember {
		r.reportDays = append(r.reportDays, day)
	}
	params := &r.g.params.rings
	if r.rented != nil && chance(r.rng, params.rentNamed) {
		ids = appendDistinct(ids, *r.rented)
	}
	if chance(r.rng, params.bystanderNamed) {
		ids = appendDistinct(ids, r.g.traps.drawBystander(r.rng))
	}
	if chance(r.rng, params.strangerNamed) {
		ids = append(ids, newIdentifier(r.rng, graph.Number))
	}
	filed := r.g.report(r.rng, day, r.profile, ids)
	if r.pair != nil {
		r.ownReports = append(r.ownReports, ownReport{day, filed})
	}
}

// link files a link between two members.
func (r *activeRing) link(day, from, to int) {
	if r.g.link(r.rng, day, r.members[from], r.members[to]) != nil {
		r.markNamed(from, day)
		r.markNamed(to, day)
	}
}

// linkOut files a link from a member to an identifier outside the ring.
func (r *activeRing) linkOut(day, from int, to graph.Identifier) {
	if r.g.link(r.rng, day, r.members[from], to) != nil {
		r.markNamed(from, day)
	}
}

// linkToTraps files links of members to what they share with strangers and with other rings.
func (r *activeRing) linkToTraps() {
	params := &r.g.params.rings
	for m, id := range r.members {
		day := pick(r.rng, r.workdays)
		if id.Kind == graph.Number {
			if chance(r.rng, params.cloneSeen) {
				r.linkOut(day, m, pickHub(r.rng, r.g.traps.clones))
			}
			if chance(r.rng, params.shopSeen) {
				r.linkOut(day, m, r.g.traps.shops.use(r.g.rng).ids[0])
			}
		}
		if id.Kind == graph.Account && chance(r.rng, params.gatewaySeen) {
			r.linkOut(day, m, pickHub(r.rng, r.g.traps.gateways))
		}
		if r.rented != nil && id.Kind != graph.Device && chance(r.rng, params.rentSeen) {
			r.linkOut(day, m, *r.rented)
		}
	}
}

// turn returns the workday of the i-th of n turns, within ±jitter workdays.
func (r *activeRing) turn(i, n, jitter int) int {
	turn := i * len(r.workdays) / n
	return r.workdays[min(max(turn+r.rng.IntN(2*jitter+1)-jitter, 0), len(r.workdays)-1)]
}
