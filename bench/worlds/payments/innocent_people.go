package main

// household makes people who share devices and send each other money.
func (w *world) household(g *group, people, devices int, pays float64, each int) (accounts, shared []id) {
	for range devices {
		d := g.add(w.device())
		shared = append(shared, d)
		w.hosts = append(w.hosts, d)
	}
	for range people {
		a := g.add(w.account())
		accounts = append(accounts, a)
		for range w.between(1, 2) {
			w.link(accessedFrom, a, one(w.dice, shared), w.anyDay(), 0.6, 0)
		}
		if w.chance(0.5) {
			n := g.add(w.number())
			w.link(linkedTo, n, a, w.anyDay(), 0.6, 0)
			w.link(usedIn, n, one(w.dice, shared), w.anyDay(), 0.4, 0)
		}
		w.ordinaryLife(a, w.poisson(1), w.anyDay(), 0.4)
	}
	for i, a := range accounts {
		for j, b := range accounts {
			if i != j && w.chance(pays) {
				for range w.between(1, each) {
					w.link(transferredTo, a, b, w.anyDay(), 0.4, 0)
				}
			}
		}
	}
	return accounts, shared
}

// family now and then has a member who is reported: by mistake, after a quarrel, or as a mule once.
func (w *world) family(g *group) {
	accounts, _ := w.household(g, w.between(2, 6), w.between(1, 3), w.uniform(0.1, 0.8), 6)
	if w.chance(0.35) {
		s := one(w.dice, []scheme{other, muleAccount, service, marketFraud})
		w.complain(accounts, 1+w.poisson(0.5), s, w.newRegion(), 6000, 0.1)
	}
}

// flat is students who share a flat: one collects the rent, and a laptop is shared.
func (w *world) flat(g *group) {
	accounts, _ := w.household(g, w.between(3, 7), 1, w.uniform(0.05, 0.4), 3)
	for _, a := range accounts[1:] {
		for month := range w.between(1, 10) {
			w.link(transferredTo, a, accounts[0], 3+30*float64(month)+w.uniform(0, 3), 0.4, 0)
		}
	}
	if w.chance(0.3) {
		w.complain(accounts[:2], 1+w.poisson(0.4), muleAccount, w.newRegion(), 10000, 0.05)
	}
}

// savingsClub is people who pay one of them in turn. A dispute now and then ends at a bank.
func (w *world) savingsClub(g *group) {
	var accounts []id
	people := w.heavy(6, 1.2, 30)
	for range people {
		a := w.account()
		if w.chance(0.5) {
			a = w.citizen()
		}
		accounts = append(accounts, g.add(a))
	}
	start, every, seen := w.uniform(0, 200), w.uniform(7, 30), w.uniform(0.15, 0.6)
	for round := range people {
		day := start + every*float64(round)
		if day >= horizon {
			break
		}
		for i, a := range accounts {
			if i != round {
				w.link(transferredTo, a, accounts[round], day+w.uniform(0, 2), seen, 0)
			}
		}
	}
	if w.chance(0.3) {
		cheat := one(w.dice, accounts)
		region := w.newRegion()
		w.complain([]id{cheat}, w.between(1, 6), other, region, 20000, 0.2)
	}
}

// manyFilings is a single incident of several identifiers that its victim, two banks and the police
// file, each in their own words and with what they know.
func (w *world) manyFilings(g *group) {
	for range w.between(2, 4) {
		g.add(w.account())
	}
	for range w.between(0, 3) {
		g.add(w.number())
	}
	if w.chance(0.4) {
		g.add(w.device())
	}
	c := complaint{
		day: w.anyDay(), scheme: scheme(w.IntN(int(schemeCount))), channel: uint8(w.IntN(len(channels))), region: w.newRegion(),
		loss: w.lognormal(40000, 1.2),
	}
	first := w.bankOfVictim()
	for i, agency := range []uint8{first, police, w.owners[g.members[0]], first, police, w.bankOfVictim()}[:w.between(2, 6)] {
		c.agency = agency
		if i < 3 || w.chance(0.5) {
			c.victim = w.newVictim()
		}
		c.day = w.daytime(c.day + w.uniform(-0.4, 0.6))
		w.report(c, some(w.dice, g.members, w.between(1, len(g.members)))...)
	}
	for range w.poisson(1) {
		w.link(transferredTo, g.members[0], g.members[1], w.soon(c.day, 10), 0.6, c.victim)
	}
}

// lone is a fraudster with one to three identifiers, from two victims to many.
func (w *world) lone(g *group) {
	a, n, d := w.account(), id(0), id(0)
	g.add(a)
	if w.chance(0.5) {
		n = g.add(w.number())
		w.link(linkedTo, n, a, w.anyDay(), 0.4, 0)
	}
	if w.chance(0.25) {
		d = g.add(w.device())
		w.link(accessedFrom, a, d, w.anyDay(), 0.5, 0)
	}
	s, home, local := scheme(w.IntN(int(schemeCount))), w.newRegion(), w.uniform(0.2, 1)
	start := w.uniform(0, horizon)
	days := w.lognormal(25, 1)
	angry := uint32(0)
	if w.chance(0.15) {
		angry = w.newVictim() // one victim who complains again and again
	}
	for range w.heavy(2, 1.3, 60) {
		c := complaint{
			day: w.daytime(start + w.Float64()*days), scheme: s, channel: 1, region: home, agency: w.bankOfVictim(),
			victim: w.newVictim(), loss: w.lognormal(8000, 1),
		}
		if angry != 0 && w.chance(0.7) {
			c.victim = angry
		}
		if w.chance(0.25) {
			c.agency = police
		}
		if !w.chance(local) {
			c.region = w.newRegion()
		}
		ids := []id{a}
		if n != 0 && w.chance(0.6) {
			ids = append(ids, n)
		}
		if d != 0 && w.chance(0.3) {
			ids = append(ids, d)
		}
		w.report(c, ids...)
		if w.chance(0.05) {
			w.again(c, ids)
		}
	}
	w.ordinaryLife(a, w.poisson(1), start, 0.5)
}

// makeStrangers fills the world up with complaints about people whom nobody else complained about.
func (w *world) makeStrangers() {
	for w.reports < w.want {
		a, n, d := w.account(), id(0), id(0)
		if w.chance(0.06) {
			a = w.citizen()
		}
		day := w.anyDay()
		var ids []id
		if w.chance(0.82) {
			ids = append(ids, a)
		}
		if len(ids) == 0 || w.chance(0.3) {
			n = w.number()
			ids = append(ids, n)
		}
		if w.chance(0.05) {
			d = w.device()
			ids = append(ids, d)
		}
		c := complaint{
			day: day, scheme: scheme(w.IntN(int(schemeCount))), channel: uint8(w.IntN(len(channels))), region: w.newRegion(),
			loss: w.lognormal(12000, 1.5), victim: w.newVictim(), agency: w.bankOfVictim(),
		}
		if w.chance(0.2) {
			c.agency = police
		} else if c.scheme == marketFraud && w.chance(0.5) {
			c.agency = marketplace
		} else if n != 0 && w.chance(0.08) {
			c.agency = w.owners[n]
		}
		report := w.report(c, ids...)
		if w.chance(0.003) {
			w.withdraw(report)
		}
		if w.chance(0.06) && w.reports < w.want {
			w.again(c, ids)
		}
		w.strangerLinks(a, n, d, day, c.victim)
	}
}

// strangerLinks files what a bank sees of an account that was reported once.
func (w *world) strangerLinks(a, n, d id, day float64, victim uint32) {
	if n != 0 {
		w.link(linkedTo, n, a, day-5, 0.4, 0)
	}
	if d == 0 && w.chance(0.12) {
		d = w.device()
		if len(w.hosts) > 0 && w.chance(0.08) {
			d = one(w.dice, w.hosts)
		}
	}
	w.link(accessedFrom, a, d, day, 0.6, 0)
	switch {
	case w.chance(0.12):
		w.link(transferredTo, a, one(w.dice, w.offRamps), w.soon(day, 20), 0.6, victim)
	case w.chance(0.02):
		w.link(transferredTo, a, one(w.dice, w.changers), w.soon(day, 20), 0.6, victim)
	}
	w.ordinaryLife(a, w.poisson(0.5), day, 0.5)
}
