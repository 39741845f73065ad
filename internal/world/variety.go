package world

import (
	"math"
	"math/rand/v2"
)

// drawParameters draws the parameters of one world. A variety of 0 gives the default ones. With 1
// they are drawn from ranges as wide as real data could plausibly have, and with a variety between
// they go that share of the way. The draws have a source of their own, so that they change nothing
// else.
//
// Ranges are guesses where nothing is published, and deliberately wide: a detector that works in
// all of them is not fitted to one.
func drawParameters(seed uint64, variety float64) parameters {
	p := defaultParameters()
	if variety == 0 {
		return p
	}
	d := drawer{rand.New(rand.NewPCG(seed, math.MaxUint64)), variety}
	d.filing(&p.filing)
	d.rings(&p.rings)
	d.kinds(&p)
	d.naming(&p)
	d.strangers(&p.strangers)
	d.traps(&p)
	d.habits(&p)
	d.walletSets(&p.walletSet)
	d.tight(&p.tight)
	d.innocents(&p.innocents)
	d.agencies(&p.agencies)
	p.country = d.country()
	p.surges = d.surges(len(p.country.methods))
	return p
}

// drawer moves default values towards random ones.
type drawer struct {
	rng     *rand.Rand
	variety float64
}

// real moves a value towards one drawn from lo to hi.
func (d drawer) real(x *float64, lo, hi float64) {
	*x += d.variety * (uniform(d.rng, lo, hi) - *x)
}

// factor draws a factor whose logarithm is uniform, from lo to hi at full variety.
func (d drawer) factor(lo, hi float64) float64 {
	return math.Exp(d.variety * uniform(d.rng, math.Log(lo), math.Log(hi)))
}

// whole moves a number towards one drawn from lo to hi, small ones more often.
func (d drawer) whole(x *int, lo, hi int) { *x = d.towards(*x, skewed(d.rng, lo, hi)) }

// ints moves both bounds of a range towards bounds drawn from lo to hi: in some worlds rings are
// all alike, in others they have every size.
func (d drawer) ints(s *ints, lo, hi int) {
	a, b := skewed(d.rng, lo, hi), skewed(d.rng, lo, hi)
	s.lo, s.hi = d.towards(s.lo, min(a, b)), d.towards(s.hi, max(a, b))
}

// towards returns the whole number nearest to x + variety (drawn − x). It is monotonic in both x
// and drawn.
func (d drawer) towards(x, drawn int) int {
	return int(math.Floor(float64(x) + d.variety*float64(drawn-x) + 0.5))
}

// reals moves both bounds of a range towards bounds drawn from lo to hi.
func (d drawer) reals(s *reals, lo, hi float64) {
	a, b := uniform(d.rng, lo, hi), uniform(d.rng, lo, hi)
	s.lo += d.variety * (min(a, b) - s.lo)
	s.hi += d.variety * (max(a, b) - s.hi)
}

// filing: agencies fill in forms with very different care. Victims of some frauds cannot give a
// time, and banks often send transfers without one.
func (d drawer) filing(f *filingParams) {
	for _, share := range []*float64{&f.noTime, &f.noCategory, &f.noChannel, &f.noRegion, &f.noLinkTime} {
		d.real(share, 0, 0.4)
	}
	d.real(&f.noLoss, 0.1, 0.8)  // few forms require an amount
	d.real(&f.mistyped, 0, 0.06) // typed by victims; near 0 where a portal checks its form
	d.real(&f.notSent, 0, 0.6)   // some telcos answer every request, some hardly any
}

// rings: the share of reports that organised fraud causes is the least certain figure. It goes from
// a seventh to a half.
func (d drawer) rings(r *ringParams) {
	d.real(&r.share, 0.15, 0.50)
	r.maxShare = r.share + 0.05
	for i := range r.mix {
		r.mix[i] *= d.factor(0.25, 4) // each kind may be rare, or nearly all
	}
	d.reals(&r.fidelity, 0.5, 0.95)
	d.real(&r.separate, 0, 1)
	d.real(&r.pause, 0, 0.6)
	d.ints(&r.pauseDays, 7, 90)
	d.real(&r.restWeekends, 0, 0.6)
	d.real(&r.seasonal, 0, 0.5)
	r.seasonStart = d.rng.IntN(days - seasonDays)
	r.rent = min(r.rent*d.factor(0.2, 3), 0.6)
	r.rentNamed *= d.factor(0.2, 3)
	r.rentSeen *= d.factor(0.2, 3)
	d.real(&r.strangerNamed, 0, 0.06)
}

// kinds: sizes and durations of each kind of ring.
func (d drawer) kinds(p *parameters) {
	// A box has up to hundreds of slots, and most of its numbers are used up before anyone
	// complains.
	s := &p.simBox
	d.ints(&s.length, 10, 120)
	s.median *= d.factor(0.4, 2.5)
	d.real(&s.spread, 0.3, 0.9)
	s.numbers = ints{s.numbers.lo - int(10*d.variety), s.numbers.hi + int(200*d.variety)}
	d.reals(&s.reports, 0.15, 1.2)
	d.ints(&s.devices, 1, 10)
	d.ints(&s.stays, 1, 5)
	d.ints(&s.reported, 5, 50)

	// Chains, stars around a collector and layers are all described in real networks.
	m := &p.mules
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
	d.real(&m.secondDevice, 0, 0.7)

	// From a flat with two handsets to a whole floor. Numbers last two days where telcos block them
	// quickly, and three weeks where they do not.
	t := &p.centre
	d.ints(&t.weeks, 3, 20)
	d.ints(&t.handsets, 2, 30)
	d.reals(&t.reports, 0.25, 2)
	d.whole(&t.shift, 2, 21)
	d.real(&t.moved, 0.02, 0.4)
	d.ints(&t.accounts, 1, 5)
	t.accounts.lo-- // perhaps none
	d.real(&t.accountSeen, 0, 0.25)

	w := &p.crew
	d.ints(&w.length, 7, 180)
	d.reals(&w.reports, 1.2, 7)
	d.ints(&w.devices, 1, 4)
	d.ints(&w.swaps, 1, 3)
	d.real(&w.accountSeen, 0.1, 0.8)
	d.real(&w.bare, 0, 0.4)
}

// naming: whether a report names two identifiers or more depends on the form as much as on the
// fraud. So one factor moves all of these.
func (d drawer) naming(p *parameters) {
	form := d.factor(0.3, 2.5)
	for _, share := range []*float64{
		&p.simBox.device, &p.simBox.secondName, &p.mules.secondName, &p.mules.holderNamed, &p.centre.device, &p.centre.secondName,
		&p.centre.accountNamed, &p.crew.secondName, &p.crew.device, &p.crew.accountNamed, &p.strangers.secondName, &p.strangers.soloNamed,
	} {
		*share = min(*share*form*d.factor(0.5, 2), 0.7)
	}
}

// strangers: what strangers are reported for.
func (d drawer) strangers(s *strangerParams) {
	s.solo = min(s.solo*d.factor(0.3, 3), 0.35)
	d.real(&s.company, 0, 0.08)
	d.real(&s.incident, 0, 0.008)
	d.real(&s.again, 0.02, 0.3)
	d.real(&s.number, 0.4, 0.8)
	d.real(&s.device, 0.01, 0.15)
	d.real(&s.numberSeen, 0.1, 0.7)
	d.real(&s.accountSeen, 0.1, 0.6)
	d.real(&s.unreported, 0, 0.4)
	d.real(&s.soloSeen, 0.05, 0.5)
	d.real(&s.mistaken, 0, 0.06) // a wrong number on a poster, an account that was misheard
	d.real(&s.secondMistaken, 0, 0.4)
}

// traps: each is a fifth to five times as strong as by default, independently.
func (d drawer) traps(p *parameters) {
	s, r, t := &p.strangers, &p.rings, &p.traps
	bystanders, clones, shops, households := d.factor(0.2, 5), d.factor(0.2, 5), d.factor(0.2, 5), d.factor(0.2, 5)
	s.bystander *= bystanders
	r.bystanderNamed *= bystanders
	r.gatewaySeen = min(r.gatewaySeen*bystanders, 0.5)
	s.handsets[household] *= households
	s.handsets[shop] *= shops
	r.shopSeen *= shops
	s.handsets[clone] *= clones
	s.unreportedClones *= clones
	r.cloneSeen *= clones
	s.nuisance *= d.factor(0.2, 5)

	d.ints(&t.nuisanceUses, 10, 2000)
	d.ints(&t.soloUses, 3, 300)
	d.real(&t.soloAccount, 0.2, 0.8)
	d.real(&t.soloDevice, 0.1, 0.6)
	d.real(&t.soloNumber, 0, 0.5)
	d.ints(&t.shopUses, 4, 200)
	d.real(&t.shopLocal, 0.5, 1)
	d.ints(&t.householdUses, 2, 7)
	d.ints(&t.brokerUses, 2, 8)
	d.real(&t.brokerAccount, 0.2, 0.9)
	t.companySize, t.companyUses, t.mistakenUses = ints{5, 60}, ints{3, 40}, ints{2, 4}
	d.real(&t.companySeen, 0.1, 0.8)
}

// habits: how many rings are hard to find, and in which way, is known least of all.
func (d drawer) habits(p *parameters) {
	r := &p.rings
	d.real(&r.habit, 0.1, 0.6)
	for i := range r.habits {
		r.habits[i] *= d.factor(0.25, 4)
	}
	d.reals(&r.releasedShare, 0.1, 0.9)
	d.real(&r.releaseConfirmed, 0.2, 1)
	d.real(&r.popular, 0, 0.5)
	d.ints(&r.popularLinks, 2, 20)
	d.reals(&p.simBox.quietReports, 0.15, 0.6)
	d.real(&p.mules.holdDays, 0.5, 8)
	m := &p.migrating
	d.ints(&m.length, 60, 300)
	d.ints(&m.numbers, 2, 15)
	d.reals(&m.reports, 0.4, 3)
	d.ints(&m.stay, 10, 40)
	d.ints(&m.accounts, 1, 6)
	d.real(&m.accountSeen, 0.2, 0.8)
	d.real(&m.accountNamed, 0.2, 0.7)
	d.reals(&p.large.reports, 0.15, 0.7)
	p.traps.reportsPerClone *= d.factor(0.5, 4)
	d.real(&p.traps.cloneOverlap, 0, 0.45)
}

// innocents: how many groups of each kind a country has, and how they live.
func (d drawer) innocents(p *innocentParams) {
	d.real(&p.share, 0.02, 0.20)
	p.maxShare = p.share + 0.02
	d.real(&p.registered, 0, 0.6)
	d.real(&p.entered, 0.3, 1)
	for i := range p.habits {
		p.mix[i] *= d.factor(0.25, 4)
		h := &p.habits[i]
		if InnocentKinds[i] != Lone { // with more identifiers it would be a ring
			d.widen(&h.numbers, 1, 3)
			d.widen(&h.devices, 1, 3)
			d.widen(&h.accounts, 0, 3)
		}
		d.widen(&h.reports, 0, 3)
		for _, s := range []*reals{&h.seen, &h.strays, &h.central, &h.leaves, &h.fidelity, &h.local, &h.head, &h.second} {
			s.lo *= d.factor(0.3, 1)
			s.hi = min(s.hi*d.factor(1, 2), 1)
		}
		h.pays.hi *= d.factor(0.5, 3)
		h.pays.lo = min(h.pays.lo, h.pays.hi)
		h.perNumber.hi *= d.factor(0.5, 3)
		h.perNumber.lo = min(h.perNumber.lo, h.perNumber.hi)
		h.noLoss.lo *= d.factor(0.3, 1)
		h.voices.hi *= d.factor(0.3, 1.5)
		h.voices.lo = min(h.voices.lo, h.voices.hi)
	}
}

// widen multiplies the upper bound of a range by up to a factor, and divides the lower one by it.
func (d drawer) widen(s *ints, least int, most float64) {
	s.lo = max(int(float64(s.lo)*d.factor(1/most, 1)+0.5), min(least, s.lo))
	s.hi = max(int(float64(s.hi)*d.factor(0.6, most)+0.5), s.lo)
}

// agencies: some countries have one police force and one bank that answers, others many of each.
func (d drawer) agencies(a *agencyParams) {
	d.whole(&a.telcos, 1, 6)
	d.whole(&a.banks, 1, 12)
	d.whole(&a.police, 1, 20)
	for i := range a.filedWith {
		a.filedWith[i] *= d.factor(0.3, 3)
	}
	d.real(&a.sendSources, 0, 1)
	d.real(&a.oneKey, 0, 1)
	d.real(&a.again, 0, 0.08)
	d.real(&a.elsewhere, 0, 0.4)
	d.real(&a.duplicated, 0, 0.15)
	d.real(&a.withdrawn, 0, 0.02)
}

// country draws few regions or many, of similar or very different size, and few methods or many.
func (d drawer) country() country {
	all := country{methods[:], regions[:]}
	regionCount, methodCount := len(regions), len(methods)
	d.whole(&regionCount, 3, len(regions)+len(moreRegions))
	d.whole(&methodCount, 3, 2*len(methods))
	var power float64 = 1
	d.real(&power, 0, 2.5) // 0: all alike
	allRegions, allMethods := append(all.regions[:len(all.regions):len(all.regions)], moreRegions[:]...), all.finerMethods()
	var c country
	for _, i := range d.rng.Perm(len(allRegions))[:regionCount] {
		r := allRegions[i]
		r.weight = raise(r.weight, 16, power)
		c.regions = append(c.regions, r)
	}
	for _, i := range d.rng.Perm(len(allMethods))[:methodCount] {
		m := allMethods[i]
		m.weight = raise(m.weight, 18, power)
		c.methods = append(c.methods, m)
	}
	return c
}

// raise raises a weight, as a share of the largest, to a power: below 1 weights become more alike,
// above 1 more different.
func raise(weight, largest int, power float64) int {
	return max(int(1000*math.Pow(float64(weight)/float64(largest), power)), 1)
}

// surges: parcels before a festival, the last days for a tax return.
func (d drawer) surges(methodCount int) []surge {
	all := make([]surge, int(math.Round(d.variety*float64(d.rng.IntN(7)))))
	for i := range all {
		first := d.rng.IntN(days)
		all[i] = surge{first, first + between(d.rng, 5, 10), d.rng.IntN(methodCount), uniform(d.rng, 0.2, 0.8)}
	}
	return all
}
