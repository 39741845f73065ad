package world

import "github.com/ringwatch/ringwatch/graph"

// crew: a few numbers that swap a device or two, and perhaps an account that the
// money goes to. A bare one has neither.
func (l *layout) crew() {
	h := &l.g.climate.crew
	second := h.second
	numbers := l.enlist(graph.Number, l.size)
	var devices, accounts []int
	if l.pair == nil && maybe(l.rng, h.bare) { // a pair needs something to share
		second = h.bareSecond.draw(l.rng)
	} else {
		devices = l.enlist(graph.Device, h.devices.draw(l.rng))
		accounts = l.enlist(graph.Account, h.accounts.draw(l.rng))
	}
	for _, number := range numbers {
		if len(devices) > 0 {
			for range h.swaps.draw(l.rng) {
				l.link(pick(l.rng, l.working), number, pick(l.rng, devices))
			}
		}
		if len(accounts) > 0 && chance(l.rng, h.accountSeen) {
			l.link(pick(l.rng, l.working), number, accounts[0])
		}
	}
	for range l.reports {
		who := []int{pick(l.rng, numbers)}
		if chance(l.rng, second) {
			who = append(who, pick(l.rng, numbers))
		}
		if len(devices) > 0 && chance(l.rng, h.device) {
			who = append(who, pick(l.rng, devices))
		}
		if len(accounts) > 0 && chance(l.rng, h.accountNamed) {
			who = append(who, accounts[0])
		}
		l.report(pick(l.rng, l.working), who...)
	}
}
