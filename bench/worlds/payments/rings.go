package main

import "math"

// ringKind is how one kind of ring is drawn.
type ringKind struct {
	name   string
	weight float64 // how many of the rings are of the kind
	make   func(w *world, name string, target int)
}

// form is a way of working that several kinds share.
type form func(w *world, r *ring, size int)

var forms = []form{(*world).star, (*world).layers, (*world).students, (*world).controlled, (*world).accountsOnly, (*world).marketRing}

// usual makes a kind that consists of one form, with a usual period in days and a usual loss.
func usual(f form, days, loss float64, schemes ...scheme) func(*world, string, int) {
	return func(w *world, name string, target int) {
		w.finish(w.newRing(name, target, days, loss, schemes...), f)
	}
}

// finish draws how many identifiers a ring has for its reports, makes it and adds it to the world.
func (w *world) finish(r *ring, f form) {
	w.finishSized(r, f, max(4, int(math.Round(float64(r.target)*w.lognormal(0.55, 0.5)))))
}

func (w *world) finishSized(r *ring, f form, size int) {
	f(w, r, min(size, 600))
	w.caseFiles(r, r.police*0.8)
	w.rings = append(w.rings, &r.group)
}

var ringKinds = []ringKind{
	{"mule_star", 10, usual((*world).star, 60, 30000, impersonation, job, loan, muleAccount)},
	{"mule_layers", 8, usual((*world).layers, 60, 60000, impersonation, investment, muleAccount)},
	{"mule_students", 6, usual((*world).students, 45, 25000, impersonation, job)},
	{"mule_controller", 8, usual((*world).controlled, 50, 30000, impersonation, loan, muleAccount)},
	{"investment", 8, usual((*world).investmentRing, 100, 300000, investment, romance)},
	{"invoice", 5, func(w *world, name string, target int) {
		target = min(target, w.between(3, 18))
		w.finish(w.newRing(name, target, 120, 900000, invoice), (*world).invoiceRing)
	}},
	{"market_crew", 9, usual((*world).marketRing, 90, 8000, marketFraud, nonDelivery)},
	{"sim_swap", 6, usual((*world).simSwapRing, 60, 150000, simSwap)},
	{"refund", 6, usual((*world).refundRing, 90, 4000, refund)},
	{"accounts_only", 8, usual((*world).accountsOnly, 60, 40000, impersonation, loan, other)},
	{"migrating_numbers", 5, func(w *world, name string, target int) {
		f := func(w *world, r *ring, size int) { w.migrating(r, size, false) }
		w.finish(w.newRing(name, max(8, target), 150, 20000, impersonation, loan), f)
	}},
	{"migrating_accounts", 5, func(w *world, name string, target int) {
		f := func(w *world, r *ring, size int) { w.migrating(r, size, true) }
		w.finish(w.newRing(name, max(8, target), 150, 20000, impersonation, loan), f)
	}},
	{"slow", 6, func(w *world, name string, target int) {
		r := w.newRing(name, min(target, w.between(4, 25)), 500, 30000, impersonation, invoice, romance, investment)
		r.bursts = nil
		w.finish(r, one(w.dice, forms))
	}},
	{"camouflaged", 6, func(w *world, name string, target int) {
		r := w.newRing(name, target, 80, 30000, impersonation, loan, muleAccount)
		r.shopper = w.uniform(0.7, 1.5)
		w.finish(r, one(w.dice, []form{(*world).star, (*world).layers, (*world).controlled, (*world).accountsOnly}))
	}},
	{"bare", 6, func(w *world, name string, target int) {
		r := w.newRing(name, target, 80, 30000, impersonation, loan, other)
		r.bare = w.uniform(0.85, 1)
		w.finish(r, one(w.dice, forms))
	}},
	{"shared_mule", 4, (*world).sharedMule},
	{"shared_changer", 4, (*world).sharedChanger},
	{"small", 14, func(w *world, name string, target int) {
		r := w.newRing(name, w.between(3, 15), 40, 20000, impersonation, loan, job, marketFraud, other)
		w.smallRing(r)
		w.rings = append(w.rings, &r.group)
	}},
	{"large", 0.5, func(w *world, name string, _ int) {
		most := w.ringBudget() * 0.2
		size := w.uniform(0.3, 1) * min(most*1.2, 500)
		r := w.newRing(name, int(size*w.uniform(0.8, 2)), 150, 40000, impersonation, investment, loan)
		r.target = min(r.target, int(most))
		w.finishSized(r, one(w.dice, []form{(*world).star, (*world).layers, (*world).investmentRing, (*world).controlled}), int(size))
	}},
}

// smallRing makes four to six identifiers that work together.
func (w *world) smallRing(r *ring) {
	var all met
	for i := range w.between(4, 6) {
		switch {
		case i < 2 || w.chance(0.35):
			all.accounts = append(all.accounts, r.add(w.account()))
		case w.chance(0.6):
			all.numbers = append(all.numbers, r.add(w.number()))
		default:
			all.devices = append(all.devices, r.add(w.device()))
		}
	}
	for range r.target {
		day := w.when(&r.habits)
		v := met{numbers: some(w.dice, all.numbers, 1), devices: some(w.dice, all.devices, 1)}
		v.accounts = some(w.dice, all.accounts, w.between(1, 2))
		victim := w.incident(r, day, v)
		if w.chance(0.6) {
			w.pay(r, v.accounts[0], one(w.dice, all.accounts), w.soon(day, 10), victim)
		}
	}
	for _, a := range all.accounts {
		for _, n := range all.numbers {
			w.link(linkedTo, n, a, r.start, r.links*0.6, 0)
		}
		for _, d := range all.devices {
			w.link(accessedFrom, a, d, r.start, r.links*0.6, 0)
		}
		if w.chance(0.3) {
			w.cashOut(r, a, w.when(&r.habits))
		}
	}
}

// sharedMule makes two rings of which the second rents accounts of the first. Who rents them out
// belongs to the first ring, which opened them.
func (w *world) sharedMule(name string, target int) {
	share := w.uniform(0.3, 0.7)
	first := w.newRing(name, max(5, int(float64(target)*share)), 70, 30000, impersonation, job)
	w.finish(first, one(w.dice, forms[:5]))
	second := w.newRing(name, max(5, int(float64(target)*(1-share))), 70, 30000, loan, impersonation, marketFraud)
	if w.chance(0.7) { // at about the same time
		second.start = min(max(0, first.start+w.uniform(-20, 20)), horizon-10)
		second.days, second.bursts = min(second.days, horizon-second.start), nil
	}
	var accounts []id
	for _, m := range first.members {
		if w.kinds[m] == account {
			accounts = append(accounts, m)
		}
	}
	second.rented = some(w.dice, accounts, w.between(1, 2))
	second.renting = w.uniform(0.1, 0.35)
	w.finish(second, one(w.dice, forms[:5]))
}

// sharedChanger makes two rings that take their money to the same money changer, who belongs to
// neither and serves others too.
func (w *world) sharedChanger(name string, target int) {
	changer := one(w.dice, w.changers)
	if w.chance(0.5) {
		changer = w.account()
		for range w.poisson(15) { // travellers
			w.link(transferredTo, w.citizen(), changer, w.anyDay(), 0.6, 0)
		}
	}
	share := w.uniform(0.3, 0.7)
	for _, part := range []float64{share, 1 - share} {
		r := w.newRing(name, max(5, int(float64(target)*part)), 70, 40000, impersonation, investment, loan)
		r.changer = changer
		w.finish(r, one(w.dice, forms[:5]))
	}
}

func (w *world) ringBudget() float64 { return w.ringShare() * float64(w.want) }

// ringShare returns the share of reports that rings cause: 16 to 31 %, by seed.
func (w *world) ringShare() float64 { return 0.16 + 0.15*newDice(w.seed^0x73686172).Float64() }

// makeRings adds rings until they caused their share of reports. Every kind occurs where the world
// has room for all of them.
func (w *world) makeRings() {
	before, budget := w.reports, int(w.ringBudget())
	chosen := &weights{}
	for _, k := range ringKinds {
		chosen.add(k.weight * w.lognormal(1, 0.35))
	}
	most := float64(budget) * 0.06
	target := func() int { // most rings are small, a few are great
		return max(4, min(int(w.lognormal(15, 0.95)), int(most)))
	}
	if budget > 900 {
		for _, k := range ringKinds {
			k.make(w, k.name, target())
		}
	}
	for w.reports-before < budget {
		k := ringKinds[chosen.draw(w.dice)]
		if k.name == "large" && (budget < 5000 || float64(budget)*0.8 < float64(w.reports-before)) {
			continue
		}
		k.make(w, k.name, target())
	}
	w.ringReports = w.reports - before
}
