package main

// attack is one attempt by a gang, and what follows from it.
func (w *world) attack(g *gang) {
	c := &g.callers[w.rng.IntN(len(g.callers))]
	if c.left <= 0 || c.number == none || w.ids[c.number].blocked {
		w.renew(g, c)
	}
	c.left--
	w.use(g, c.number)
	w.use(g, c.device)
	seen := incident{fraud: pick(w, g.trade.frauds), numbers: []int32{c.number}, device: c.device, account: none, gang: g}
	if w.chance(g.trade.spoofs) {
		seen.numbers[0] = w.spoofed()
	}
	if len(g.callers) > 1 && w.chance(0.22) { // "my supervisor will call you"
		if other := g.callers[w.rng.IntN(len(g.callers))]; other.number != none && other.number != c.number {
			w.use(g, other.number)
			seen.numbers = append(seen.numbers, other.number)
		}
	}
	if w.chance(g.trade.pays) {
		seen.account = w.account(g)
		seen.loss = int32(min(9e7, 1+w.lognormal(g.trade.takings, 1.2)))
		w.use(g, seen.account)
	}
	seen.victim = w.anyPerson()
	for range 30 {
		if !g.local || w.persons[seen.victim].region == g.region {
			break
		}
		seen.victim = w.anyPerson()
	}
	if g.trade.name == "call_centre" && w.chance(0.02) { // it poses as a company, and the victim names that too
		if n := w.one(w.anyOf(courier).numbers); n != none {
			seen.numbers = append(seen.numbers, n)
		}
	}
	w.complain(seen)
}

// spoofed returns the number that a forged caller ID shows.
func (w *world) spoofed() int32 {
	switch x := w.rng.Float64(); {
	case x < 0.45:
		return w.elsewhere(number)
	case x < 0.60:
		if n := w.one(w.anyOf(helpline).numbers); n != none {
			return n
		}
	}
	return w.someNumber()
}

// someNumber returns the number of a random person.
func (w *world) someNumber() int32 {
	for {
		if n := w.persons[w.anyPerson()].number; n != none {
			return n
		}
	}
}

// elsewhere returns a new identifier that no carrier on the platform serves.
func (w *world) elsewhere(k kind) int32 {
	id := w.newIdentifier(k, none)
	w.ids[id].carrier = noAgency
	return id
}

// lonesAct is one day of those who defraud alone, with what they own or a SIM bought for it.
func (w *world) lonesAct() {
	for i := range w.lones {
		l := &w.lones[i]
		if w.today < l.start || w.today > l.end || l.attacks == 0 {
			continue
		}
		p := &w.persons[l.person]
		if l.number == none || w.chance(0.02) {
			if l.number = p.number; l.number == none || w.chance(0.6) {
				l.number = w.buyNumber(l.person, 0.5)
				w.connect(l.number, p.device, usedIn)
			}
			l.account = p.account
		}
		for range min(l.attacks, w.poisson(float64(l.attacks)/float64(l.end-w.today+1))) {
			l.attacks--
			seen := incident{fraud: marketplace, numbers: []int32{l.number}, device: p.device, account: none, victim: w.anyPerson()}
			if w.chance(0.3) {
				seen.fraud = fraud(w.rng.IntN(int(nuisance)))
			}
			if l.account != none && w.chance(0.6) {
				seen.account = l.account
				seen.loss = int32(1 + w.lognormal(5000, 1.1))
			}
			for _, id := range []int32{l.number, l.account} {
				if id != none {
					w.ids[id].fraud = true
					l.used = append(l.used, id)
				}
			}
			w.complain(seen)
		}
	}
}

// oneOffs files reports of fraud from elsewhere: of it nothing else is ever seen, or little.
func (w *world) oneOffs(n int) {
	for end := len(w.reports) + n; len(w.reports) < min(end, w.target); {
		seen := incident{fraud: fraud(w.rng.IntN(len(fraudNames))), device: none, account: none, victim: w.anyPerson(), certain: true}
		switch x := w.rng.Float64(); {
		case x < 0.10 && len(w.outside) > 0:
			seen.numbers = []int32{pick(w, w.outside)}
		case x < 0.20:
			seen.numbers = []int32{w.spoofed()}
		default:
			seen.numbers = []int32{w.elsewhere(number)}
			if w.chance(0.5) { // a SIM of a telco on the platform, thrown away
				w.ids[seen.numbers[0]].carrier = w.pickAgency(telco)
				w.connect(seen.numbers[0], w.newIdentifier(device, none), usedIn)
			}
			w.outside = append(w.outside, seen.numbers[0])
			if len(w.outside) > 400 {
				w.outside = w.outside[200:]
			}
		}
		if w.chance(0.3) {
			seen.account = w.elsewhere(account)
			seen.loss = int32(1 + w.lognormal(8000, 1.4))
			if w.chance(0.4) {
				w.ids[seen.account].carrier = w.pickAgency(bank)
			}
		}
		w.complain(seen)
	}
}

// wave is a business that the newspapers name: for some days its customers complain.
type wave struct {
	place int32
	until int
	daily float64
}

// grievances files complaints about honest businesses: by annoyed customers, in waves, by rivals.
func (w *world) grievances(rate float64) {
	for range w.poisson(0.04 * rate) {
		w.annoyed(w.complainedOf(), w.anyPerson())
	}
	if w.chance(min(0.5, float64(w.target)/50_000*0.02)) {
		w.waves = append(w.waves, wave{w.complainedOf(), w.today + w.between(4, 14), w.lognormal(2.5, 0.8)})
	}
	open := w.waves[:0]
	for _, v := range w.waves {
		for range w.poisson(min(v.daily, 0.1*rate)) {
			w.annoyed(v.place, w.anyPerson())
		}
		if w.today < v.until {
			open = append(open, v)
		}
	}
	w.waves = open
	for range w.poisson(0.0006 * rate) { // a rival, with a friend or two
		victim, rival := pick(w, w.byKind[shop]), w.anyPerson()
		for range w.between(3, 8) {
			who := rival
			if w.chance(0.3) {
				who = w.neighbour(rival)
			}
			w.annoyed(victim, who)
		}
	}
}

// complainedOf returns a place, by how often customers complain about its kind.
func (w *world) complainedOf() int32 {
	total := 0.0
	for k, list := range w.byKind {
		total += grievance[k] * float64(len(list))
	}
	at := w.rng.Float64() * total
	for k, list := range w.byKind {
		if at -= grievance[k] * float64(len(list)); at < 0 {
			return pick(w, list)
		}
	}
	return w.byKind[shop][0]
}

// annoyed files a customer's complaint about a business.
func (w *world) annoyed(at, who int32) {
	pl := &w.places[at]
	seen := incident{fraud: nuisance, device: none, account: none, victim: who, certain: true, grievance: true}
	if n := w.one(pl.numbers); n != none {
		seen.numbers = []int32{n}
	}
	if pl.kind == lender {
		seen.fraud = loanApp
	}
	if a := w.one(pl.accounts); a != none && (len(seen.numbers) == 0 || w.chance(0.3)) {
		seen.account = a
		seen.loss = int32(1 + w.lognormal(1500, 1))
	}
	if len(seen.numbers) > 0 || seen.account != none {
		w.complain(seen)
	}
}
