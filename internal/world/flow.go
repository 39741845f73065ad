package world

import (
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// fileFlow enqueues the month's transfers. Unlike the money of mule rings, that of innocents goes
// both ways, or to the same payees on the same day of each month.
func (r *innocentGroup) fileFlow(first, last int) {
	if len(r.accounts) == 0 {
		return
	}
	anyDay := func() int { return between(r.rng, first, last) }
	payDay := min(first+r.habits.payDay, last)
	stranger := func() graph.Identifier { return newIdentifier(r.rng, graph.Account) }
	head := r.accounts[0]
	for i, account := range r.accounts {
		for range poisson(r.rng, r.habits.pays) {
			other := pick(r.rng, r.accounts)
			switch r.flow() {
			case within:
				r.pay(anyDay(), account, other)
			case payouts:
				if i == 0 && chance(r.rng, 0.5) { // what riders or customers owe
					r.pay(anyDay(), other, head)
				} else {
					r.pay(payDay, head, account)
				}
			case counter:
				if chance(r.rng, 0.5) {
					r.pay(anyDay(), head, account)
				} else {
					r.pay(anyDay(), account, head)
				}
			case sales:
				switch x := r.rng.Float64(); {
				case x < 0.6:
					day := first + (r.habits.payDay+7*r.rng.IntN(4))%month
					r.linkIn(min(day, last), pickHub(r.rng, r.g.traps.gateways), account)
				case x < 0.75:
					r.linkOut(anyDay(), account, pick(r.rng, r.payees))
				case x < 0.85:
					r.linkOut(anyDay(), account, stranger())
				default:
					r.pay(anyDay(), account, other)
				}
			case gifts, takings:
				if chance(r.rng, 0.75) {
					r.linkIn(anyDay(), stranger(), account)
				} else {
					r.linkOut(payDay, account, pick(r.rng, r.payees))
				}
				if r.flow() == takings && chance(r.rng, 0.2) {
					r.pay(payDay, account, other)
				}
			case proceeds:
				r.linkIn(anyDay(), stranger(), account)
			}
		}
	}
}

func (r *innocentGroup) flow() flow { return r.g.params.innocents.habits[r.innocentPlan.kind].flow }

// pay files a transfer between two accounts of the group.
func (r *innocentGroup) pay(day, from, to int) {
	if from != to {
		r.link(day, from, to)
	}
}

// poisson draws from a Poisson distribution with a small mean: how many events fall before the
// exponential gaps between them exceed it.
func poisson(rng *rand.Rand, mean float64) (n int) {
	for sum := rng.ExpFloat64(); sum < mean; sum += rng.ExpFloat64() {
		n++
	}
	return n
}
