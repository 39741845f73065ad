package main

// person is someone with phones and accounts. An absent identifier is none.
type person struct {
	home    int32 // household
	hostel  int32 // place, or none
	work    int32 // employer, or none
	number  int32
	second  int32 // a second number
	device  int32
	account int32
	region  uint8
}

func (w *world) buildPeople(population int) {
	jobs := w.jobs()
	beds := 0
	hostelAt := 0
	for len(w.persons) < population {
		w.today = -w.between(1, 500) // since when they live so
		region := w.region()
		size := 1 + w.poisson(2.4)
		home := w.homes
		w.homes++
		first := int32(len(w.persons))
		for range min(size, population-len(w.persons)) {
			p := person{home: home, hostel: none, work: none, region: region}
			if len(jobs) > 0 && w.chance(0.45) {
				p.work = jobs[len(jobs)-1]
				jobs = jobs[:len(jobs)-1]
			}
			w.persons = append(w.persons, p)
			w.equip(int32(len(w.persons)-1), first)
		}
		if size == 1 && beds == 0 && hostelAt < len(w.byKind[hostel]) {
			hostelAt++
			beds = int(w.places[w.byKind[hostel][hostelAt-1]].size)
		}
		if size == 1 && beds > 0 {
			beds--
			w.moveIntoHostel(first, w.byKind[hostel][hostelAt-1])
		}
		w.shareAtHome(first, int32(len(w.persons)))
	}
}

// jobs returns the employers, each as often as it has jobs, in random order.
func (w *world) jobs() (list []int32) {
	for _, e := range w.byKind[employer] {
		for range w.places[e].size {
			list = append(list, e)
		}
	}
	w.rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// equip gives a new person what people have. Some have no handset of their own and use that of the
// first of the household.
func (w *world) equip(at, first int32) {
	p := &w.persons[at]
	p.number, p.second, p.device, p.account = none, none, none, none
	if at == first || w.chance(0.88) {
		p.device = w.newHandset(at, 0.004)
	} else {
		p.device = w.persons[first].device
	}
	if w.chance(0.97) {
		p.number = w.newIdentifier(number, at)
		w.connect(p.number, p.device, usedIn)
	}
	if w.chance(0.22) {
		p.second = w.newIdentifier(number, at)
		w.connect(p.second, p.device, usedIn)
	}
	if w.chance(0.85) {
		p.account = w.newIdentifier(account, at)
		w.connect(p.number, p.account, linkedTo)
		w.connect(p.account, p.device, accessedFrom)
		if p.work != none {
			w.connect(w.one(w.places[p.work].accounts), p.account, transferredTo)
		}
	}
}

// newHandset returns a handset from the factory. A share of cheap ones has a cloned IMEI.
func (w *world) newHandset(owner int32, cloned float64) int32 {
	if w.chance(cloned) {
		return pick(w, w.clones)
	}
	return w.newIdentifier(device, owner)
}

// buyHandset returns a handset from the market of used ones, or a new one.
func (w *world) buyHandset(owner int32, used, cloned float64) int32 {
	if len(w.market) == 0 || !w.chance(used) {
		return w.newHandset(owner, cloned)
	}
	i := w.rng.IntN(len(w.market))
	d := w.market[i]
	w.market[i] = w.market[len(w.market)-1]
	w.market = w.market[:len(w.market)-1]
	w.ids[d].owner = owner
	return d
}

// sellHandset puts a handset on the market of used ones.
func (w *world) sellHandset(d int32) {
	if d != none && w.ids[d].place == none {
		w.market = append(w.market, d)
	}
}

// buyNumber returns a prepaid number. After quarantine, numbers that others gave up are sold again:
// the share recycled of what is sold. The telco files the release of some.
func (w *world) buyNumber(owner int32, recycled float64) int32 {
	const quarantine = 90 // days
	if w.poolHead < len(w.pool) && w.today-int(w.ids[w.pool[w.poolHead]].freed) >= quarantine && w.chance(recycled) {
		n := w.pool[w.poolHead]
		w.poolHead++
		id := &w.ids[n]
		id.owner, id.freed, id.blocked = owner, -1, false
		if c := id.carrier; c != noAgency && w.chance(agencies[c].releases) {
			w.releases = append(w.releases, release{n, int16(w.today), c})
		}
		return n
	}
	return w.newIdentifier(number, owner)
}

// dropNumber gives a number up.
func (w *world) dropNumber(n int32) {
	if n == none || w.ids[n].place != none || w.ids[n].carrier == noAgency {
		return
	}
	w.ids[n].freed = int16(w.today)
	w.pool = append(w.pool, n)
}

func (w *world) moveIntoHostel(at, h int32) {
	p := &w.persons[at]
	p.hostel = h
	if w.chance(0.35) { // calls from the hostel's phone, with the own SIM
		w.connect(p.number, w.one(w.places[h].devices), usedIn)
	}
	if w.chance(0.3) {
		w.connect(p.account, w.one(w.places[h].accounts), transferredTo)
	}
}

// shareAtHome connects a household: a SIM in another's handset, a payment, an account opened on
// another's handset.
func (w *world) shareAtHome(first, end int32) {
	for at := first + 1; at < end; at++ {
		w.visit(at, first+w.rng.Int32N(at-first), 0.15, 0.12, 0.3)
	}
}

// visit is what one person does with another's phone and account, each with its probability.
func (w *world) visit(at, with int32, sim, login, pay float64) {
	p, q := &w.persons[at], &w.persons[with]
	if p.device != q.device && w.chance(sim) {
		w.connect(p.number, q.device, usedIn)
	}
	if p.device != q.device && w.chance(login) {
		w.connect(p.account, q.device, accessedFrom)
	}
	if w.chance(pay) {
		w.connect(p.account, q.account, transferredTo)
	}
}

// neighbour returns someone who was probably born close to a person: mostly of the same household.
func (w *world) neighbour(at int32) int32 {
	other := at + int32(w.between(-3, 3))
	if other < 0 || other >= int32(len(w.persons)) {
		return at
	}
	return other
}

// lifeEvents is one day of ordinary life. The rates are per person and year.
func (w *world) lifeEvents() {
	for _, event := range []struct {
		rate float64
		do   func(w *world, at int32)
	}{
		{0.35, (*world).changeHandset},
		{0.08, (*world).moveHouse},
		{0.14, (*world).changeJob},
		{0.10, (*world).changeNumber},
		{0.20, (*world).meetFamily},
		{0.07, (*world).visitRepair},
		{0.80, (*world).payShop},
		{0.15, (*world).visitAgent},
		{0.10, (*world).shareAtWork},
		{0.05, (*world).useExchange},
		{0.04, (*world).takeSecondNumber},
	} {
		for range w.poisson(event.rate / 365 * float64(len(w.persons))) {
			event.do(w, w.anyPerson())
		}
	}
}

func (w *world) anyPerson() int32 { return w.rng.Int32N(int32(len(w.persons))) }

func (w *world) changeHandset(at int32) {
	p := &w.persons[at]
	old := p.device
	p.device = w.buyHandset(at, 0.35, 0.004)
	w.connect(p.number, p.device, usedIn)
	w.connect(p.second, p.device, usedIn)
	w.connect(p.account, p.device, accessedFrom)
	switch {
	case old == none || w.ids[old].owner != at:
	case w.chance(0.4):
		w.sellHandset(old)
	case w.chance(0.4): // handed down
		if heir := w.neighbour(at); w.persons[heir].home == p.home && heir != at {
			q := &w.persons[heir]
			q.device, w.ids[old].owner = old, heir
			w.connect(q.number, old, usedIn)
			w.connect(q.account, old, accessedFrom)
		}
	}
}

func (w *world) moveHouse(at int32) {
	p := &w.persons[at]
	p.hostel = none
	if w.chance(0.3) {
		p.region = w.region()
	}
	if w.chance(0.25) {
		w.moveIntoHostel(at, pick(w, w.byKind[hostel]))
	}
	if with := w.anyPerson(); w.chance(0.5) { // moves in with someone
		p.home = w.persons[with].home
		w.visit(at, with, 0.15, 0.1, 0.4)
		return
	}
	p.home = w.homes
	w.homes++
}

func (w *world) changeJob(at int32) {
	p := &w.persons[at]
	p.work = pick(w, w.byKind[employer])
	w.connect(w.one(w.places[p.work].accounts), p.account, transferredTo)
}

func (w *world) changeNumber(at int32) {
	p := &w.persons[at]
	w.dropNumber(p.number)
	p.number = w.buyNumber(at, 0.7)
	if w.chance(0.15) { // the seller tries the SIM
		w.connect(p.number, w.one(w.anyOf(agent).devices), usedIn)
	}
	w.connect(p.number, p.device, usedIn)
	w.connect(p.number, p.account, linkedTo)
}

func (w *world) takeSecondNumber(at int32) {
	p := &w.persons[at]
	w.dropNumber(p.second)
	p.second = w.buyNumber(at, 0.7)
	w.connect(p.second, p.device, usedIn)
}

func (w *world) meetFamily(at int32) {
	if with := w.neighbour(at); with != at {
		w.visit(at, with, 0.35, 0.2, 0.6)
	}
}

// visitRepair puts the bench's SIM into the handset, or the customer's SIM into the bench's.
func (w *world) visitRepair(at int32) {
	p, bench := &w.persons[at], w.anyOf(repair)
	if w.chance(0.5) {
		w.connect(w.one(bench.numbers), p.device, usedIn)
	} else {
		w.connect(p.number, w.one(bench.devices), usedIn)
	}
}

func (w *world) payShop(at int32) {
	w.connect(w.persons[at].account, w.one(w.anyOf(shop).accounts), transferredTo)
}

func (w *world) visitAgent(at int32) {
	p, a := &w.persons[at], w.anyOf(agent)
	w.connect(p.account, w.one(a.accounts), transferredTo)
	if w.chance(0.15) {
		w.connect(p.account, w.one(a.devices), accessedFrom)
	}
}

func (w *world) shareAtWork(at int32) {
	p := &w.persons[at]
	if p.work == none {
		return
	}
	d := w.one(w.places[p.work].devices)
	if w.chance(0.5) {
		w.connect(p.number, d, usedIn)
	} else {
		w.connect(p.account, d, accessedFrom)
	}
}

func (w *world) useExchange(at int32) {
	w.connect(w.persons[at].account, w.one(w.anyOf(exchange).accounts), transferredTo)
}
