package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// walletSetParams describe operators who take money with a set of accounts: each of their sites or
// listings shows some of them, and one account is on most.
type walletSetParams struct {
	length   ints // days
	accounts ints
	reports  ints
	number   float64 // sets with a number
	device   float64 // sets with a device
	main     reals   // reports that name the main account
	several  reals   // reports that name more than one of the set
	fixed    reals   // of these, those that name the first ones of the set, always in the same order
	rotated  float64 // sets of which each report names others than those before, apart from the main one
	paysOn   float64 // sets of which transfers to the main account are seen
	listed   float64 // sets that are known from a list
}

// defaultWalletSets are those of a world without variety.
func defaultWalletSets() walletSetParams {
	return walletSetParams{
		length: ints{14, 200}, accounts: ints{4, 12}, reports: ints{4, 40}, number: 0.2, device: 0.2, main: reals{0.4, 1},
		several: reals{0.4, 1}, fixed: reals{0, 0.8}, rotated: 0.25, paysOn: 0.3, listed: 0.75,
	}
}

// walletSets: how many accounts an operator has, and how many a site shows.
func (d drawer) walletSets(w *walletSetParams) {
	d.ints(&w.length, 14, 250)
	d.ints(&w.accounts, 4, 16)
	d.ints(&w.reports, 4, 60)
	d.real(&w.number, 0, 0.6)
	d.real(&w.device, 0, 0.6)
	d.reals(&w.main, 0.3, 1)
	d.reals(&w.several, 0.2, 1)
	d.real(&w.rotated, 0, 0.6)
	d.real(&w.paysOn, 0, 0.7)
	d.real(&w.listed, 0.3, 1)
}

// plan changes a plan to that of an operator with a set of accounts. Without a report for each two
// accounts, records would not show the set.
func (w *walletSetParams) plan(rng *rand.Rand, p *plan) {
	p.length, p.size = w.length.draw(rng), w.accounts.skewed(rng)
	p.reports = max(w.reports.skewed(rng), p.size/2)
}

// walletSet files the records of an operator with a set of accounts. The first one is the main
// account.
func (r *activeRing) walletSet() {
	params := &r.g.params.walletSet
	set := r.addMembers(graph.Account, r.size)
	if chance(r.rng, params.number) {
		set = append(set, r.addMembers(graph.Number, 1)...)
	}
	if chance(r.rng, params.device) {
		set = append(set, r.addMembers(graph.Device, 1)...)
	}
	if chance(r.rng, params.listed) {
		r.profile.list = drawList(r.rng)
	}
	if chance(r.rng, params.paysOn) {
		for _, account := range set[1:r.size] {
			r.link(pick(r.rng, r.workdays), account, set[0])
		}
	}
	main, several, fixed := params.main.draw(r.rng), params.several.draw(r.rng), params.fixed.draw(r.rng)
	rotated := chance(r.rng, params.rotated)
	others := set[1:]
	for i := range r.reports {
		var named []int
		if chance(r.rng, main) {
			named = append(named, set[0])
		}
		n := 1 - len(named) // others
		if chance(r.rng, several) {
			n = skewed(r.rng, n+1, len(others))
		}
		switch {
		case rotated:
			for k := range n {
				named = append(named, others[(i*len(others)/r.reports+k)%len(others)])
			}
		case chance(r.rng, fixed):
			named = append(named, others[:n]...)
		default:
			for range n {
				u := r.rng.Float64() // the first ones most often
				if m := others[int(u*u*float64(len(others)))]; !slices.Contains(named, m) {
					named = append(named, m)
				}
			}
		}
		r.report(r.turn(i, r.reports, 3), named...)
	}
}
