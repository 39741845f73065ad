package world

import (
	"math"
	"math/rand/v2"
)

// drawClimate draws the habits of one world. A variety of 0 is the usual climate; 1
// draws from as wide as we hold possible in real data, and what lies between goes
// that share of the way. The draws come from a source of their own, so that they
// move nothing else.
//
// The ranges are guesses where nothing is published, and deliberately wide: a
// detector that holds up in all of them is not fitted to one.
func drawClimate(seed uint64, variety float64) climate {
	c := usual()
	if variety == 0 {
		return c
	}
	d := drawer{rand.New(rand.NewPCG(seed, math.MaxUint64)), variety}
	d.filing(&c.filing)
	d.rings(&c.rings)
	d.kinds(&c)
	d.naming(&c)
	d.people(&c.people)
	d.traps(&c)
	c.land = d.land()
	c.surges = d.surges(len(c.land.modi))
	return c
}

type drawer struct {
	rng     *rand.Rand
	variety float64
}

// real moves a usual value towards one drawn from the range.
func (d drawer) real(x *float64, lo, hi float64) {
	*x += d.variety * (uniform(d.rng, lo, hi) - *x)
}

// factor is drawn from lo to hi, as often under 1 as its logarithm is.
func (d drawer) factor(lo, hi float64) float64 {
	return math.Exp(d.variety * uniform(d.rng, math.Log(lo), math.Log(hi)))
}

// whole moves a usual number towards one drawn from the range, small ones more
// often.
func (d drawer) whole(x *int, lo, hi int) { *x = d.between(*x, skewed(d.rng, lo, hi)) }

// ints moves both ends of a range: some worlds have rings all alike, others of
// every size.
func (d drawer) ints(s *ints, lo, hi int) {
	a, b := skewed(d.rng, lo, hi), skewed(d.rng, lo, hi)
	s.lo, s.hi = d.between(s.lo, min(a, b)), d.between(s.hi, max(a, b))
}

// between is the whole number nearest to the way's share; it never falls where x or
// drawn rises.
func (d drawer) between(x, drawn int) int {
	return int(math.Floor(float64(x) + d.variety*float64(drawn-x) + 0.5))
}

func (d drawer) reals(s *reals, lo, hi float64) {
	a, b := uniform(d.rng, lo, hi), uniform(d.rng, lo, hi)
	s.lo += d.variety * (min(a, b) - s.lo)
	s.hi += d.variety * (max(a, b) - s.hi)
}

// filing: agencies fill in their forms with very different care; victims of some
// frauds know no time, and banks that send transfers without a time are usual.
func (d drawer) filing(f *filing) {
	for _, share := range []*float64{&f.noTime, &f.noCategory, &f.noChannel, &f.noRegion, &f.unseen} {
		d.real(share, 0, 0.4)
	}
	d.real(&f.noLoss, 0.1, 0.8)  // few forms ask for it in figures
	d.real(&f.mistyped, 0, 0.06) // typed by victims; near 0 where a portal checks its form
	d.real(&f.notSent, 0, 0.6)   // some telcos answer everything, some hardly ever
}

// rings: how much of what is reported is organised is the figure that nobody
// knows, so that it goes from a seventh to a half.
func (d drawer) rings(r *ringHabits) {
	d.real(&r.share, 0.15, 0.50)
	r.most = r.share + 0.05
	for i := range r.mix {
		r.mix[i] *= d.factor(0.25, 4) // each kind may be rare, or nearly all there is
	}
	d.reals(&r.faith, 0.5, 0.95) // the issue: barely half, to nine in ten
	d.real(&r.apart, 0, 1)
	d.real(&r.pause, 0, 0.6)
	d.ints(&r.quiet, 7, 90)
	d.real(&r.rest, 0, 0.6)
	d.real(&r.season, 0, 0.5)
	r.opens = d.rng.IntN(days - seasonLength)
	r.rent = min(r.rent*d.factor(0.2, 3), 0.6)
	r.rentNamed *= d.factor(0.2, 3)
	r.rentSeen *= d.factor(0.2, 3)
	d.real(&r.passerBy, 0, 0.06)
}

// kinds: sizes and times of work of each kind of ring.
func (d drawer) kinds(c *climate) {
	s := &c.simBox // a box has up to hundreds of slots, and most of its numbers are used up before anyone complains
	d.ints(&s.length, 10, 120)
	s.median *= d.factor(0.4, 2.5)
	d.real(&s.spread, 0.3, 0.9)
	s.numbers = ints{s.numbers.lo - int(10*d.variety), s.numbers.hi + int(200*d.variety)}
	d.reals(&s.reports, 0.15, 1.2)
	d.ints(&s.devices, 1, 10)
	d.ints(&s.stays, 1, 5)
	d.ints(&s.reported, 5, 50)

	m := &c.mules // chains, stars around a collector, layers: all three are described of real networks
	d.ints(&m.length, 14, 180)
	d.ints(&m.accounts, 4, 40)
	d.reals(&m.reports, 0.7, 5)
	for form := range m.forms {
		d.real(&m.forms[form], 0, 1)
	}
	d.real(&m.holders, 0.2, 1)
	d.ints(&m.devices, 1, 6)
	d.real(&m.skips, 0, 0.6)
	d.ints(&m.transfers, 1, 5)
	d.real(&m.otherDevice, 0, 0.7)

	t := &c.centre // from a flat with two handsets to a floor; numbers last two days where telcos block fast, three weeks where not
	d.ints(&t.weeks, 3, 20)
	d.ints(&t.handsets, 2, 30)
	d.reals(&t.reports, 0.25, 2)
	d.whole(&t.shift, 2, 21)
	d.real(&t.moved, 0.02, 0.4)
	d.ints(&t.accounts, 1, 5)
	t.accounts.lo-- // none at all
	d.real(&t.accountSeen, 0, 0.25)

	w := &c.crew
	d.ints(&w.length, 7, 180)
	d.reals(&w.reports, 1.2, 7)
	d.ints(&w.devices, 1, 4)
	d.ints(&w.swaps, 1, 3)
	d.real(&w.accountSeen, 0.1, 0.8)
	d.real(&w.bare, 0, 0.4)
	w.bareSecond = reals{0.4, 0.8} // fewer would tie nothing together: such a crew is one only in our books
}

// naming: whether a report names two or more identifiers is a matter of the form as
// much as of the fraud, so that one factor moves all of them.
func (d drawer) naming(c *climate) {
	form := d.factor(0.3, 2.5)
	for _, share := range []*float64{
		&c.simBox.device, &c.simBox.second, &c.mules.second, &c.mules.holder, &c.centre.device, &c.centre.second,
		&c.centre.accountNamed, &c.crew.second, &c.crew.device, &c.crew.accountNamed, &c.people.second, &c.people.soloNamed,
	} {
		*share = min(*share*form*d.factor(0.5, 2), 0.7)
	}
}

// people: what strangers are reported for.
func (d drawer) people(p *peopleHabits) {
	p.solo = min(p.solo*d.factor(0.3, 3), 0.35)
	d.real(&p.block, 0, 0.08) // call centres of companies
	d.real(&p.again, 0.02, 0.3)
	d.real(&p.number, 0.4, 0.8)
	d.real(&p.device, 0.01, 0.15)
	d.real(&p.numberSeen, 0.1, 0.7)
	d.real(&p.accountSeen, 0.1, 0.6)
	d.real(&p.unreported, 0, 0.4)
	d.real(&p.soloSeen, 0.05, 0.5)
	d.real(&p.wrong, 0, 0.06) // a wrong number on a poster, an account read out badly
	d.real(&p.wrongAgain, 0, 0.4)
}

// traps: each a fifth to five times as strong as usual, on its own.
func (d drawer) traps(c *climate) {
	p, r, t := &c.people, &c.rings, &c.traps
	helpers, clones, shops, households := d.factor(0.2, 5), d.factor(0.2, 5), d.factor(0.2, 5), d.factor(0.2, 5)
	p.helper *= helpers
	r.helperNamed *= helpers
	r.gatewaySeen = min(r.gatewaySeen*helpers, 0.5)
	p.handsets[household] *= households
	p.handsets[shop] *= shops
	r.shopSeen *= shops
	p.handsets[clone] *= clones
	p.unreportedClones *= clones
	r.cloneSeen *= clones
	p.benign *= d.factor(0.2, 5)

	d.ints(&t.benignUses, 10, 2000)
	d.ints(&t.soloUses, 3, 300)
	d.real(&t.soloAccount, 0.2, 0.8)
	d.real(&t.soloDevice, 0.1, 0.6)
	d.real(&t.soloNumber, 0, 0.5)
	d.ints(&t.shopUses, 4, 200)
	d.real(&t.shopLocal, 0.5, 1) // a shop's customers live around it
	d.ints(&t.householdUses, 2, 7)
	d.ints(&t.brokerUses, 2, 8)
	d.real(&t.brokerAccount, 0.2, 0.9)
	t.blockNumbers, t.blockUses, t.wrongUses = ints{5, 60}, ints{3, 40}, ints{2, 4}
	d.real(&t.blockSeen, 0.1, 0.8)
}

// land: few regions or many, alike or very different in size; few words for what
// was done, or very many.
func (d drawer) land() land {
	l := land{modi[:], regions[:]}
	count, kinds := len(regions), len(modi)
	d.whole(&count, 3, len(regions)+len(moreRegions))
	d.whole(&kinds, 3, 2*len(modi))
	var steep float64 = 1
	d.real(&steep, 0, 2.5) // 0: all alike
	allRegions, allModi := append(l.regions[:len(l.regions):len(l.regions)], moreRegions[:]...), l.finer()
	l = land{}
	for _, i := range d.rng.Perm(len(allRegions))[:count] {
		r := allRegions[i]
		r.weight = steepen(r.weight, 16, steep)
		l.regions = append(l.regions, r)
	}
	for _, i := range d.rng.Perm(len(allModi))[:kinds] {
		m := allModi[i]
		m.weight = steepen(m.weight, 18, steep)
		l.modi = append(l.modi, m)
	}
	return l
}

// steepen makes weights more alike, or less.
func steepen(weight, most int, power float64) int {
	return max(int(1000*math.Pow(float64(weight)/float64(most), power)), 1)
}

// surges: a festival's parcels, the last days for a tax return.
func (d drawer) surges(modi int) []surge {
	all := make([]surge, int(math.Round(d.variety*float64(d.rng.IntN(7)))))
	for i := range all {
		first := d.rng.IntN(days)
		all[i] = surge{first, first + between(d.rng, 5, 10), d.rng.IntN(modi), uniform(d.rng, 0.2, 0.8)}
	}
	return all
}
