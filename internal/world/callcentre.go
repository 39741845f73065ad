package world

import "github.com/ringwatch/ringwatch/graph"

// callCentre files the records of a call centre. In every shift of a week, or another length, each
// handset gets another number, sometimes one that another handset had before.
func (r *activeRing) callCentre() {
	params := &r.g.params.centre
	handsets := r.addMembers(graph.Device, r.size)
	accounts := r.addMembers(graph.Account, params.accounts.draw(r.rng))
	length := r.shiftLength()
	shifts := make([][]int, len(r.workdays)/length) // the number in each handset, by shift
	dayOf := func(shift int) int { return r.workdays[length*shift+r.rng.IntN(length)] }
	for shift := range shifts {
		for range handsets {
			if shift > 0 && chance(r.rng, params.moved) {
				shifts[shift] = append(shifts[shift], pick(r.rng, shifts[shift-1]))
			} else {
				shifts[shift] = append(shifts[shift], r.addMembers(graph.Number, 1)...)
			}
		}
		for handset, number := range shifts[shift] {
			r.link(dayOf(shift), number, handsets[handset])
			if len(accounts) > 0 && chance(r.rng, params.accountSeen) {
				r.link(dayOf(shift), number, pick(r.rng, accounts))
			}
		}
	}
	for range r.reports {
		shift, handset := r.rng.IntN(len(shifts)), r.rng.IntN(r.size)
		named := []int{shifts[shift][handset]}
		if chance(r.rng, params.device) {
			named = append(named, handsets[handset])
		}
		if chance(r.rng, params.secondName) {
			named = append(named, pick(r.rng, shifts[shift]))
		}
		if len(accounts) > 0 && chance(r.rng, params.accountNamed) {
			named = append(named, pick(r.rng, accounts))
		}
		r.report(dayOf(shift), named...)
	}
}

// maxCentreNumbers bounds a call centre, so that a large one that changes its numbers every other
// day does not make up most of its world.
const maxCentreNumbers = 500

// shiftLength returns the number of workdays that a number stays in a handset. A centre has two
// shifts at least.
func (r *activeRing) shiftLength() int {
	length := max(r.size*len(r.workdays)/maxCentreNumbers, r.g.params.centre.shift)
	return min(length, max(len(r.workdays)/2, 1))
}
