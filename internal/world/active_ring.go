package world

import "github.com/ringwatch/ringwatch/graph"

// activeRing is a ring that has started. All records of it are enqueued when it starts.
type activeRing struct {
	plan
	party
	profile    profile
	workdays   []int
	ownReports []ownReport       // of a ring in a pair, or whose numbers are released, only
	rented     *graph.Identifier // from a broker; nil for nothing
}

// ownReport is a report of the ring that waits for its day.
type ownReport struct {
	day    int
	report *graph.Report
}

// activate starts a ring and enqueues all of its records.
func (g *generator) activate(p plan) *activeRing {
	params := &g.params.rings
	country := &g.params.country
	r := &activeRing{plan: p, party: newParty(g, uint64(p.index)+1), workdays: p.days()}
	r.profile = profile{
		method: country.drawMethod(r.rng), region: country.drawRegion(r.rng), fidelity: params.fidelity.draw(r.rng),
		blank: p.habit == Blank,
	}
	if optional(r.rng, params.separate) {
		r.profile.regionFidelity = params.fidelity.draw(r.rng)
	}
	if chance(r.rng, params.rent) {
		r.rented = &g.traps.brokers.use(g.rng).ids[0]
	}
	if p.pair != nil && p.pair.first != nil {
		r.profile = p.pair.first.profile // both are one organisation
	}
	switch {
	case p.habit == Migrating:
		r.migrate()
	case p.habit == WalletSet:
		r.walletSet()
	case p.habit == Tight:
		r.tight()
	case p.kind == SIMBox:
		r.simBox()
	case p.kind == Mules:
		r.mules()
	case p.kind == CallCentre:
		r.callCentre()
	case p.kind == Crew:
		r.crew()
	}
	r.linkToTraps()
	switch p.habit {
	case Camouflaged:
		r.camouflage()
	case Released:
		r.release()
	}
	return r
}

// What the records must show of a ring for it to be in the truth. Fewer members are a ring by no
// definition, and two reports that agree are a coincidence as often as not.
const minMembers, minReports = 4, 3

// isObservable reports whether the records before a day show the ring.
func (r *activeRing) isObservable(until int) bool {
	return r.reportsUntil(until) >= minReports && len(r.namedMembers(until)) >= minMembers
}

// addRing adds a ring of one or two parts to the truth if one of them is observable.
func (t *Truth) addRing(until int, parts ...*activeRing) {
	ring := Ring{Kind: parts[0].label()}
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

// report files a report that names members, and sometimes another identifier.
func (r *activeRing) report(day int, members ...int) {
	ids, _ := r.name(day, members)
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
	if r.pair != nil || r.habit == Released {
		r.ownReports = append(r.ownReports, ownReport{day, filed})
	}
}

// linkToTraps files links of members to what they share with strangers and with other rings.
func (r *activeRing) linkToTraps() {
	params := &r.g.params.rings
	if chance(r.rng, params.popular) {
		r.touchPopular(params.popularLinks.draw(r.rng))
	}
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
