package world

import (
	"math"

	"github.com/ringwatch/ringwatch/graph"
)

// muleForms are the ways that money goes between a ring's accounts.
var muleForms = [...]string{chain: "chain", star: "star", layers: "layers"}

const (
	chain  = iota // from account to account, now and then skipping some
	star          // from every account to one or two that collect
	layers        // through layers of accounts, each paying into the next
)

// mules: the money goes from account to account; a few numbers stand behind the
// accounts and a few devices run them. Victims know the first accounts.
func (l *layout) mules() {
	h := &l.g.climate.mules
	accounts := l.enlist(graph.Account, l.size)
	numbers := l.enlist(graph.Number, max(2, int(h.holders*float64(l.size))))
	devices := l.enlist(graph.Device, h.devices.draw(l.rng))
	form := l.muleForm()
	for i, account := range accounts {
		l.payees(form, i, func(payee int) {
			for range h.transfers.draw(l.rng) {
				l.link(pick(l.rng, l.working), account, accounts[payee])
			}
		})
		l.link(pick(l.rng, l.working), numbers[i%len(numbers)], account)
		l.link(pick(l.rng, l.working), account, pick(l.rng, devices))
		if chance(l.rng, h.otherDevice) {
			l.link(pick(l.rng, l.working), account, pick(l.rng, devices))
		}
	}
	for range l.reports {
		i := min(l.rng.IntN(l.size), l.rng.IntN(l.size))
		who := []int{accounts[i]}
		if chance(l.rng, h.second) {
			who = append(who, pick(l.rng, accounts))
		}
		if chance(l.rng, h.holder) {
			who = append(who, numbers[i%len(numbers)])
		}
		l.report(pick(l.rng, l.working), who...)
	}
}

// muleForm draws the ring's form; nothing where there is only one.
func (l *layout) muleForm() int {
	forms := &l.g.climate.mules.forms
	if forms[star] == 0 && forms[layers] == 0 {
		return chain
	}
	return choose(l.rng, forms[:])
}

// payees calls pay for every account that the i-th pays into.
func (l *layout) payees(form, i int, pay func(payee int)) {
	switch form {
	case chain:
		for next := i + 1; next < min(i+4, l.size); next++ {
			if next == i+1 || chance(l.rng, l.g.climate.mules.skips) {
				pay(next)
			}
		}
	case star:
		collectors := 1 + l.size/15
		if first := l.size - collectors; i < first {
			pay(first + i%collectors)
		} else if i+1 < l.size {
			pay(i + 1)
		}
	case layers:
		width := int(math.Ceil(math.Sqrt(float64(l.size))))
		next := (i/width + 1) * width
		if next >= l.size {
			return
		}
		last := min(next+width, l.size) - 1
		pay(between(l.rng, next, last))
		if chance(l.rng, l.g.climate.mules.skips) {
			pay(between(l.rng, next, last))
		}
	}
}
