package main

import "math"

// innocentKind is how one kind of innocent group is drawn.
type innocentKind struct {
	name string
	many float64 // groups in a world of 50,000 reports
	make func(w *world, g *group)
}

// The businesses that can be known come first: their places are the categories of known records.
var innocentKinds = []innocentKind{
	{"gateway", 5, (*world).gateway},
	{"merchant", 260, (*world).merchant},
	{"exchange", 5, (*world).exchange},
	{"seller", 170, (*world).seller},
	{"payroll", 120, (*world).payroll},
	{"microfinance", 30, (*world).microfinance},
	{"delivery", 25, (*world).delivery},
	{"accountant", 40, (*world).accountant},
	{"charity", 40, (*world).charity},
	{"kiosk", 40, (*world).kiosk},
	{"campaign", 18, (*world).campaign},
	{"family", 420, (*world).family},
	{"flat", 150, (*world).flat},
	{"savings_club", 70, (*world).savingsClub},
	{"incident", 320, (*world).manyFilings},
	{"lone", 950, (*world).lone},
}

// businesses is how many of innocentKinds are businesses.
const businesses = 11

// makeInnocents adds the innocent groups, and lone fraudsters, who are no ring.
func (w *world) makeInnocents() {
	scale := float64(w.want) / 50000
	for k, kind := range innocentKinds {
		for range max(1, w.poisson(kind.many*scale*w.lognormal(1, 0.25))) {
			g := &group{kind: kind.name}
			kind.make(w, g)
			if k < businesses {
				w.register(g, uint8(k))
			}
			w.innocents = append(w.innocents, g)
		}
	}
}

// most returns the size of the greatest group of a kind, from its share of 50,000. It grows with
// small worlds, but slowly with large ones, which have more such groups instead.
func (w *world) most(share float64) float64 {
	scale := float64(w.want) / 50000
	if scale > 1 {
		scale = math.Pow(scale, 0.25)
	}
	return max(8, 50000*share*scale)
}

// complain files ordinary complaints about a group: each names one to three identifiers of it. Some
// agencies take some of them back.
func (w *world) complain(ids []id, count int, s scheme, region uint8, loss, withdrawn float64) {
	local := w.uniform(0.3, 1)
	for range count {
		c := complaint{
			day: w.anyDay(), scheme: s, channel: uint8(w.IntN(len(channels))), region: region, victim: w.newVictim(),
			agency: w.bankOfVictim(),
		}
		w.complainOnce(c, ids, local, loss, withdrawn)
	}
}

func (w *world) complainOnce(c complaint, ids []id, local, loss, withdrawn float64) {
	switch {
	case w.chance(0.15):
		c.agency = police
	case c.scheme == nonDelivery && w.chance(0.5):
		c.agency = marketplace
	}
	if !w.chance(local) {
		c.region = w.newRegion()
	}
	if w.chance(0.7) {
		c.loss = w.lognormal(loss, 1)
	}
	named := 1
	if w.chance(0.25) {
		named = w.between(2, 3)
	}
	report := w.report(c, some(w.dice, ids, named)...)
	if w.chance(withdrawn) {
		w.withdraw(report)
	}
	if w.chance(0.05) {
		w.again(c, some(w.dice, ids, named))
	}
}

// popularAccount makes an account that payers of the public pay, and that everybody may pay later.
func (w *world) popularAccount(g *group, a id, payers int, rate float64) {
	w.payees = append(w.payees, a)
	w.popular.add(float64(payers))
	regulars := w.uniform(0, 0.3)
	for range payers {
		from := w.citizen()
		for ok := true; ok; ok = w.chance(regulars) {
			w.link(transferredTo, from, a, w.anyDay(), rate, 0)
		}
	}
}

// complaintsOf returns how many of some sales lead to a complaint: some in a thousand, differing
// much between businesses.
func (w *world) complaintsOf(sales int, perThousand float64) int {
	return w.poisson(float64(sales) * w.lognormal(perThousand, 0.9) / 1000)
}

func (w *world) merchant(g *group) {
	payers := w.heavy(4, 0.8, w.most(0.05))
	main := g.add(w.account())
	w.popularAccount(g, main, payers, 0.5)
	for w.chance(0.25) && len(g.members) < 4 { // a branch
		w.popularAccount(g, g.add(w.account()), max(1, payers/3), 0.5)
	}
	for range w.poisson(0.7) {
		n := g.add(w.number())
		w.link(linkedTo, n, main, w.anyDay(), 0.6, 0)
	}
	if w.chance(0.5) {
		w.link(accessedFrom, main, g.add(w.device()), w.anyDay(), 0.6, 0)
	}
	for range w.poisson(2) {
		w.link(transferredTo, main, w.citizen(), w.anyDay(), 0.5, 0) // suppliers, refunds
	}
	s := one(w.dice, []scheme{nonDelivery, service, other, refund})
	w.complain(g.members, w.complaintsOf(payers*8, 2), s, w.newRegion(), 3000, 0.05)
}

func (w *world) gateway(g *group) {
	payers := w.heavy(w.most(0.025), 0.8, w.most(0.12))
	for range w.between(1, 4) {
		a := g.add(w.account())
		w.popularAccount(g, a, payers/2, 0.6)
		for range payers / 20 {
			to := w.citizen()
			if len(w.payees) > 0 && w.chance(0.6) {
				to = w.payee()
			}
			w.link(transferredTo, a, to, w.anyDay(), 0.6, 0)
		}
	}
	region := w.newRegion()
	for range w.complaintsOf(payers*2, 8) { // often with the account of who was paid through it
		ids := some(w.dice, g.members, 1)
		if w.chance(0.4) {
			ids = append(ids, w.account())
		}
		c := complaint{day: w.anyDay(), scheme: impersonation, region: region, victim: w.newVictim(), agency: w.bankOfVictim()}
		w.complainOnce(c, ids, 0.05, 8000, 0.1)
	}
}

func (w *world) exchange(g *group) {
	payers := w.heavy(w.most(0.003), 0.8, w.most(0.03))
	for range w.between(2, 14) {
		owner := exchangeOf
		if w.chance(0.4) {
			owner = int(w.bankOfVictim())
		}
		a := g.add(w.accountAt(owner))
		w.offRamps = append(w.offRamps, a)
		w.popularAccount(g, a, max(3, payers/8), 0.5)
		for range payers / 12 {
			w.link(transferredTo, a, w.citizen(), w.anyDay(), 0.5, 0)
		}
		if len(g.members) > 1 && w.chance(0.7) { // between its own accounts
			for range w.between(1, 6) {
				w.link(transferredTo, one(w.dice, g.members), a, w.anyDay(), 0.6, 0)
			}
		}
	}
	w.complain(g.members, w.complaintsOf(payers*2, 10), investment, w.newRegion(), 60000, 0.1)
}

func (w *world) seller(g *group) {
	var shops, numbers []id
	for range w.heavy(1, 1.3, 8) {
		owner := marketplace
		if w.chance(0.25) {
			owner = int(w.bankOfVictim())
		}
		shops = append(shops, g.add(w.accountAt(owner)))
	}
	for range w.between(1, 4) {
		numbers = append(numbers, g.add(w.number()))
	}
	sales := w.heavy(10, 0.7, w.most(0.1))
	handset := g.add(w.device())
	payout := g.add(w.account())
	for _, s := range shops {
		w.link(accessedFrom, s, handset, w.anyDay(), 0.7, 0)
		w.link(linkedTo, one(w.dice, numbers), s, w.anyDay(), 0.7, 0)
		for range w.poisson(float64(sales) * 0.03 / float64(len(shops))) {
			w.link(transferredTo, w.citizen(), s, w.anyDay(), 0.5, 0)
		}
		for range w.between(1, 5) {
			w.link(transferredTo, s, payout, w.anyDay(), 0.6, 0)
		}
	}
	for _, n := range numbers {
		w.link(usedIn, n, handset, w.anyDay(), 0.5, 0)
	}
	w.ordinaryLife(payout, w.poisson(2), w.anyDay(), 0.5)
	s := one(w.dice, []scheme{nonDelivery, nonDelivery, marketFraud, refund})
	w.complain(append(shops, numbers...), w.complaintsOf(sales, 12), s, w.newRegion(), 2000, 0.06)
}

func (w *world) payroll(g *group) {
	firm := g.add(w.account())
	if w.chance(0.3) {
		g.add(w.account())
	}
	accounts := g.members
	office := g.add(w.device())
	g.own = len(g.members)
	for _, a := range accounts {
		w.link(accessedFrom, a, office, w.anyDay(), 0.6, 0)
	}
	day, months, seen := w.uniform(1, 28), w.between(2, 12), w.uniform(0.1, 0.5)
	for range w.heavy(4, 1.1, w.most(0.003)) {
		staff := w.citizen()
		g.add(staff)
		for month := range months {
			w.link(transferredTo, firm, staff, day+30*float64(month)+w.uniform(0, 0.1), seen, 0)
		}
	}
	for range w.between(0, 6) {
		w.link(transferredTo, w.citizen(), firm, w.anyDay(), 0.5, 0)
	}
	w.complain(g.members[:min(3, len(g.members))], w.poisson(0.6), service, w.newRegion(), 5000, 0.1)
}

func (w *world) microfinance(g *group) {
	agent := g.add(w.account())
	devices := []id{g.add(w.device())}
	if w.chance(0.2) {
		devices = append(devices, g.add(w.device()))
	}
	n := g.add(w.number())
	g.own = len(g.members)
	w.link(linkedTo, n, agent, w.anyDay(), 0.8, 0)
	region := w.newRegion()
	var village []id
	for range w.heavy(8, 0.9, w.most(0.003)) {
		a := g.add(w.accountAt(int(w.owners[agent]))) // the agent opens accounts at one bank
		village = append(village, a)
		w.link(accessedFrom, a, one(w.dice, devices), w.anyDay(), 0.8, 0)
		w.link(transferredTo, agent, a, w.anyDay(), 0.4, 0)
		for range w.poisson(1.5) {
			w.link(transferredTo, a, agent, w.anyDay(), 0.4, 0)
		}
		if w.chance(0.15) {
			w.link(linkedTo, n, a, w.anyDay(), 0.6, 0) // the agent's number, as the client has none
		}
	}
	if w.chance(0.5) {
		w.complain(append(some(w.dice, village, 4), agent, n, devices[0]), w.poisson(2.5), loan, region, 4000, 0.1)
	}
}

func (w *world) delivery(g *group) {
	var pool, handsets []id
	for range w.between(1, 6) {
		a := g.add(w.account())
		pool = append(pool, a)
		for range w.heavy(5, 1, w.most(0.004)) {
			w.link(transferredTo, w.citizen(), a, w.anyDay(), 0.5, 0)
		}
		w.link(transferredTo, a, pool[0], w.anyDay(), 0.7, 0)
	}
	riders := w.heavy(5, 1, w.most(0.002))
	var numbers []id
	for range riders {
		n := g.add(w.number())
		numbers = append(numbers, n)
		if len(handsets) == 0 || w.chance(0.6) { // shifts share handsets
			handsets = append(handsets, g.add(w.device()))
		}
		for range w.between(1, 3) {
			w.link(usedIn, n, one(w.dice, handsets), w.anyDay(), 0.6, 0)
		}
		if w.chance(0.3) {
			w.link(linkedTo, n, one(w.dice, pool), w.anyDay(), 0.6, 0)
		}
	}
	s := one(w.dice, []scheme{nonDelivery, service, impersonation})
	w.complain(append(numbers, pool...), w.complaintsOf(riders*20, 20), s, w.newRegion(), 800, 0.08)
}

// accountant is an office whose device accesses the accounts of its clients.
func (w *world) accountant(g *group) {
	own, office := g.add(w.account()), g.add(w.device())
	g.own = len(g.members)
	tax := w.payee()
	for range w.heavy(6, 1, w.most(0.002)) {
		client := w.account()
		if w.chance(0.3) {
			client = w.citizen()
		}
		g.add(client)
		for range w.between(1, 4) {
			w.link(accessedFrom, client, office, w.anyDay(), 0.7, 0)
		}
		w.link(transferredTo, client, own, w.anyDay(), 0.4, 0)
		if w.chance(0.5) {
			w.link(transferredTo, client, tax, w.anyDay(), 0.5, 0)
		}
		if w.chance(0.05) { // a client with an unhappy customer
			w.complain([]id{client}, 1, nonDelivery, w.newRegion(), 5000, 0.05)
		}
	}
}

// charity has a public account. Impostors who collect in its name are named together with it.
func (w *world) charity(g *group) {
	donors := w.heavy(8, 0.9, w.most(0.01))
	a := g.add(w.account())
	w.popularAccount(g, a, donors, 0.4)
	n := g.add(w.number())
	w.link(linkedTo, n, a, w.anyDay(), 0.6, 0)
	for range w.poisson(float64(donors) / 20) {
		w.link(transferredTo, a, w.citizen(), w.anyDay(), 0.5, 0)
	}
	region := w.newRegion()
	for range w.complaintsOf(donors, 20) {
		ids := some(w.dice, g.members, w.between(1, 2))
		if w.chance(0.7) {
			ids = append(ids, w.account())
		}
		c := complaint{day: w.anyDay(), scheme: impersonation, region: region, victim: w.newVictim(), agency: w.bankOfVictim()}
		w.complainOnce(c, ids, 0.6, 2000, 0.05)
	}
}

// kiosk is a device in a public place. Fraudsters use it as everybody does.
func (w *world) kiosk(g *group) {
	d := g.add(w.device())
	w.hosts = append(w.hosts, d)
	if w.chance(0.4) {
		w.link(accessedFrom, g.add(w.account()), d, w.anyDay(), 0.7, 0) // the owner's
	}
	for range w.heavy(12, 0.9, w.most(0.005)) {
		w.link(accessedFrom, w.citizen(), d, w.anyDay(), 0.7, 0)
	}
	for range w.poisson(0.8) {
		w.complainOnce(complaint{
			day: w.anyDay(), scheme: other, region: w.newRegion(), victim: w.newVictim(), agency: w.bankOfVictim(),
		}, []id{d, w.account()}, 0.9, 8000, 0)
	}
}

// campaign is a business that many report within days: a rival pays for it, or a video calls for
// it.
func (w *world) campaign(g *group) {
	main := g.add(w.account())
	for range w.between(0, 3) {
		w.link(linkedTo, g.add(w.number()), main, w.anyDay(), 0.6, 0)
	}
	for range w.between(0, 2) {
		a := g.add(w.account())
		w.link(transferredTo, a, main, w.anyDay(), 0.6, 0)
	}
	w.popularAccount(g, main, w.heavy(10, 1, w.most(0.005)), 0.5)
	day, days := w.uniform(5, horizon-30), w.lognormal(4, 0.7)
	s, region, channel := scheme(w.IntN(int(schemeCount))), w.newRegion(), uint8(w.IntN(len(channels)))
	agency := one(w.dice, []uint8{police, marketplace, w.bankOfVictim()})
	same := w.uniform(0, 0.98) // how many use the one form that was passed around
	few := w.chance(0.35)      // few people complain again and again
	var people []uint32
	takenBack := w.chance(0.4)
	for range w.heavy(15, 0.9, w.most(0.006)) {
		c := complaint{day: w.daytime(day + w.ExpFloat64()*days), scheme: s, region: region, channel: channel, agency: agency}
		if !w.chance(same) {
			c.scheme, c.region, c.agency = scheme(w.IntN(int(schemeCount))), w.newRegion(), w.bankOfVictim()
		}
		if len(people) == 0 || !few || w.chance(0.12) {
			people = append(people, w.newVictim())
		}
		c.victim = one(w.dice, people)
		if !few {
			c.victim = people[len(people)-1]
		}
		if w.chance(0.2) {
			c.loss = w.lognormal(1500, 0.8)
		}
		report := w.report(c, some(w.dice, g.members, w.between(1, 3))...)
		if takenBack && w.chance(0.3) {
			w.withdraw(report)
		}
	}
}
