package world

import (
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// tightParams describe small rings whose few members are named together again and again.
type tightParams struct {
	length  ints // days
	numbers ints
	reports ints
	seen    reals // numbers with a link to the handset
	device  reals // reports that name the handset too
	three   reals // reports that name three numbers; the others name two
}

// defaultTight are those of a world without variety.
func defaultTight() tightParams {
	return tightParams{
		length: ints{14, 120}, numbers: ints{4, 5}, reports: ints{6, 12},
		seen: reals{0, 0.8}, device: reals{0.1, 1}, three: reals{0.1, 0.6},
	}
}

// tight: how small rings are named depends on the form.
func (d drawer) tight(t *tightParams) {
	d.ints(&t.length, 10, 200)
	d.ints(&t.numbers, 4, 6)
	d.ints(&t.reports, 4, 20)
	d.reals(&t.seen, 0, 1)
	d.reals(&t.device, 0, 1)
	d.reals(&t.three, 0, 1)
}

// plan changes a plan to that of a small tight ring.
func (t *tightParams) plan(rng *rand.Rand, p *plan) {
	p.length, p.size, p.reports = t.length.draw(rng), t.numbers.draw(rng), t.reports.draw(rng)
}

// tight files the records of a few numbers with one handset: each report names two or three of the
// numbers.
func (r *activeRing) tight() {
	params := &r.g.params.tight
	numbers := r.addMembers(graph.Number, r.size)
	handset := r.addMembers(graph.Device, 1)[0]
	seen, device, three := params.seen.draw(r.rng), params.device.draw(r.rng), params.three.draw(r.rng)
	for _, number := range numbers {
		if chance(r.rng, seen) {
			r.link(pick(r.rng, r.workdays), number, handset)
		}
	}
	for range r.reports {
		n := 2
		if chance(r.rng, three) {
			n = 3
		}
		var named []int
		for _, i := range r.rng.Perm(len(numbers))[:n] {
			named = append(named, numbers[i])
		}
		if chance(r.rng, device) {
			named = append(named, handset)
		}
		r.report(pick(r.rng, r.workdays), named...)
	}
}
