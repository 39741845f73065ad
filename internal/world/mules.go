package world

import (
	"math"

	"github.com/ringwatch/ringwatch/graph"
)

// muleForms are the ways in which money moves between the accounts of a ring.
var muleForms = [...]string{chain: "chain", star: "star", layers: "layers"}

const (
	chain  = iota // from each account to the next, sometimes skipping some
	star          // from every account to one or two collectors
	layers        // through layers of accounts, each paying into the next
)

// mules files the records of mule accounts: money moves from account to account within days, a few
// numbers hold the accounts, and a few devices are used for them. Victims paid into the first
// accounts most often.
func (r *activeRing) mules() {
	params := &r.g.params.mules
	accounts := r.addMembers(graph.Account, r.size)
	var numbers, devices []int
	if r.habit != AccountsOnly {
		numbers = r.addMembers(graph.Number, max(2, int(params.holders*float64(r.size))))
		devices = r.addMembers(graph.Device, params.devices.draw(r.rng))
	}
	form := r.drawMuleForm()
	for i, account := range accounts {
		r.eachPayee(form, i, func(payee int) {
			for range params.transfers.draw(r.rng) {
				r.link(r.payDay(form, i), account, accounts[payee])
			}
		})
		if len(devices) == 0 {
			continue
		}
		r.link(pick(r.rng, r.workdays), numbers[i%len(numbers)], account)
		r.link(pick(r.rng, r.workdays), account, pick(r.rng, devices))
		if chance(r.rng, params.secondDevice) {
			r.link(pick(r.rng, r.workdays), account, pick(r.rng, devices))
		}
	}
	secondName := params.secondName
	if r.habit == AccountsOnly {
		secondName = max(secondName, 0.3) // nothing else connects what banks do not send
	}
	for range r.reports {
		i := min(r.rng.IntN(r.size), r.rng.IntN(r.size))
		named := []int{accounts[i]}
		if chance(r.rng, secondName) {
			named = append(named, pick(r.rng, accounts))
		}
		if len(numbers) > 0 && chance(r.rng, params.holderNamed) {
			named = append(named, numbers[i%len(numbers)])
		}
		r.report(pick(r.rng, r.workdays), named...)
	}
}

// payDay returns the day on which the i-th account pays on what came in on a workday: the further
// along the chain it is, the later, by up to two days for each account before it.
func (r *activeRing) payDay(form, i int) int {
	depth := i
	switch form {
	case star:
		depth = 0
		if i >= r.size-(1+r.size/15) {
			depth = 1 + i - (r.size - (1 + r.size/15))
		}
	case layers:
		depth = i / int(math.Ceil(math.Sqrt(float64(r.size))))
	}
	return pick(r.rng, r.workdays) + int(float64(depth)*uniform(r.rng, 0, r.g.params.mules.holdDays))
}

// drawMuleForm draws the form of the ring. It draws nothing if chains are the only one.
func (r *activeRing) drawMuleForm() int {
	forms := &r.g.params.mules.forms
	if forms[star] == 0 && forms[layers] == 0 {
		return chain
	}
	return weightedReal(r.rng, forms[:])
}

// eachPayee calls pay for every account that the i-th pays into.
func (r *activeRing) eachPayee(form, i int, pay func(payee int)) {
	skips := r.g.params.mules.skips
	switch form {
	case chain:
		for next := i + 1; next < min(i+4, r.size); next++ {
			if next == i+1 || chance(r.rng, skips) {
				pay(next)
			}
		}
	case star:
		collectors := 1 + r.size/15
		if first := r.size - collectors; i < first {
			pay(first + i%collectors)
		} else if i+1 < r.size {
			pay(i + 1)
		}
	case layers:
		width := int(math.Ceil(math.Sqrt(float64(r.size))))
		next := (i/width + 1) * width
		if next >= r.size {
			return
		}
		last := min(next+width, r.size) - 1
		pay(between(r.rng, next, last))
		if chance(r.rng, skips) {
			pay(between(r.rng, next, last))
		}
	}
}
