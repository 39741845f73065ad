package world

import "github.com/ringwatch/ringwatch/graph"

// crew files the records of a small crew: a few numbers that swap a device or two, and perhaps an
// account that the money goes to. A bare crew has neither devices nor an account.
func (r *activeRing) crew() {
	params := &r.g.params.crew
	secondName := params.secondName
	numbers := r.addMembers(graph.Number, r.size)
	var devices, accounts []int
	if r.habit == NumbersOnly || r.habit == "" && r.pair == nil && optional(r.rng, params.bare) { // the rings of a pair need something to share
		secondName = params.bareSecondName.draw(r.rng)
	} else {
		devices = r.addMembers(graph.Device, params.devices.draw(r.rng))
		accounts = r.addMembers(graph.Account, params.accounts.draw(r.rng))
	}
	for _, number := range numbers {
		if len(devices) > 0 {
			for range params.swaps.draw(r.rng) {
				r.link(pick(r.rng, r.workdays), number, pick(r.rng, devices))
			}
		}
		if len(accounts) > 0 && chance(r.rng, params.accountSeen) {
			r.link(pick(r.rng, r.workdays), number, accounts[0])
		}
	}
	for range r.reports {
		named := []int{pick(r.rng, numbers)}
		if chance(r.rng, secondName) {
			named = append(named, pick(r.rng, numbers))
		}
		if len(devices) > 0 && chance(r.rng, params.device) {
			named = append(named, pick(r.rng, devices))
		}
		if len(accounts) > 0 && chance(r.rng, params.accountNamed) {
			named = append(named, accounts[0])
		}
		r.report(pick(r.rng, r.workdays), named...)
	}
}
