package world

import "github.com/ringwatch/ringwatch/graph"

// callCentre: every week, or shift of other length, each handset gets another
// number, now and then one that another handset had before.
func (l *layout) callCentre() {
	h := &l.g.climate.centre
	handsets := l.enlist(graph.Device, l.size)
	accounts := l.enlist(graph.Account, h.accounts.draw(l.rng))
	length := l.shift()
	shifts := make([][]int, len(l.working)/length) // the number in each handset, by shift
	within := func(shift int) int { return l.working[length*shift+l.rng.IntN(length)] }
	for shift := range shifts {
		for range handsets {
			if shift > 0 && chance(l.rng, h.moved) {
				shifts[shift] = append(shifts[shift], pick(l.rng, shifts[shift-1]))
			} else {
				shifts[shift] = append(shifts[shift], l.enlist(graph.Number, 1)...)
			}
		}
		for handset, number := range shifts[shift] {
			l.link(within(shift), number, handsets[handset])
			if len(accounts) > 0 && chance(l.rng, h.accountSeen) {
				l.link(within(shift), number, pick(l.rng, accounts))
			}
		}
	}
	for range l.reports {
		shift, handset := l.rng.IntN(len(shifts)), l.rng.IntN(l.size)
		who := []int{shifts[shift][handset]}
		if chance(l.rng, h.device) {
			who = append(who, handsets[handset])
		}
		if chance(l.rng, h.second) {
			who = append(who, pick(l.rng, shifts[shift]))
		}
		if len(accounts) > 0 && chance(l.rng, h.accountNamed) {
			who = append(who, pick(l.rng, accounts))
		}
		l.report(within(shift), who...)
	}
}

// mostCentreNumbers bounds a call centre, so that a large one that changes its
// numbers every other day is not most of its world.
const mostCentreNumbers = 500

// shift is the days that a number stays in a handset.
func (l *layout) shift() int {
	slowest := max(l.size*len(l.working)/mostCentreNumbers, l.g.climate.centre.shift)
	return min(slowest, max(len(l.working)/2, 1)) // a centre has two shifts at least
}
