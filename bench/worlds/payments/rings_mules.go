package main

// callersOf makes up to most numbers; many mule networks have none that anybody sees.
func (w *world) callersOf(r *ring, most int) []id {
	if most < 1 || w.chance(0.35) {
		return nil
	}
	numbers, _ := w.phones(r, w.between(1, most))
	return numbers
}

// metMule returns a victim's side of a mule: the account, a caller, the mule's own number and
// device.
func (w *world) metMule(r *ring, m mule, callers []id) met {
	v := met{accounts: []id{w.entry(r, m.account)}}
	if len(callers) > 0 {
		v.numbers = append(v.numbers, one(w.dice, callers))
	}
	if m.number != 0 && w.chance(0.25) {
		v.numbers = append(v.numbers, m.number)
	}
	if m.device != 0 && w.chance(0.3) {
		v.devices = append(v.devices, m.device)
	}
	return v
}

// star makes a network whose mules send everything to one or a few collectors within hours.
func (w *world) star(r *ring, size int) {
	collectors := make([]mule, 1+size/w.between(12, 60))
	own := w.uniform(0, 1)
	for i := range collectors {
		collectors[i] = w.newMule(r, own, r.days)
		w.opened(r, collectors[i])
	}
	mules := make([]mule, max(2, size-len(collectors)))
	for i := range mules {
		mules[i] = w.newMule(r, own*0.7, w.uniform(5, 60))
		w.opened(r, mules[i])
	}
	if w.chance(0.3) { // one handset of the organiser's logs in to some of the accounts
		handset, share := r.add(w.device()), w.uniform(0.1, 0.8)
		for _, m := range mules {
			if w.chance(share) {
				w.link(accessedFrom, m.account, handset, w.uniform(m.from, m.to), r.links, 0)
			}
		}
	}
	callers := w.callersOf(r, 1+r.target/12)
	hours, parts := w.uniform(0.3, 30), w.uniform(1, 3)
	for range r.target {
		day := w.when(&r.habits)
		m := w.useful(mules, day)
		v := w.metMule(r, m, callers)
		victim := w.incident(r, day, v)
		to := collectors[w.IntN(len(collectors))].account
		for range 1 + w.poisson(parts-1) {
			w.pay(r, v.accounts[0], to, w.soon(day, hours), victim)
		}
		if w.chance(0.4) {
			w.cashOut(r, to, w.soon(day, hours*3))
		}
	}
	for _, m := range mules {
		w.alert(r, m)
	}
}

// layers makes a network that passes money through two to five layers of accounts.
func (w *world) layers(r *ring, size int) {
	levels := make([][]mule, w.between(2, 5))
	own, narrowing := w.uniform(0, 0.8), w.uniform(0.35, 1)
	width := float64(size) / float64(len(levels)) * w.uniform(1, 1.6)
	for i := range levels {
		for range max(1, w.around(width)) {
			m := w.newMule(r, own, r.days*w.uniform(0.2, 1))
			levels[i] = append(levels[i], m)
			w.opened(r, m)
		}
		width *= narrowing
	}
	callers := w.callersOf(r, 1+r.target/15)
	hours := w.lognormal(1.5, 1)
	fixed := w.chance(0.5) // the same account always pays the same two
	for range r.target {
		day := w.when(&r.habits)
		m := w.useful(levels[0], day)
		v := w.metMule(r, m, callers)
		path, from, at := []id{}, v.accounts[0], day
		for level, next := range levels[1:] {
			to := w.useful(next, at)
			if fixed {
				to = next[(int(from)+level+w.IntN(2))%len(next)]
			}
			path = append(path, to.account)
			at = w.soon(at, hours)
			w.pay(r, from, to.account, at, 0)
			if w.chance(0.3) { // split
				w.pay(r, from, one(w.dice, next).account, at+0.01, 0)
			}
			from = to.account
		}
		w.cashOut(r, from, w.soon(at, hours))
		if w.chance(0.4) { // the bank traced it
			v.accounts = append(v.accounts, path[:w.between(1, len(path))]...)
		}
		w.incident(r, day, v)
	}
	for _, m := range levels[0] {
		w.alert(r, m)
	}
}

// students makes a network of people recruited at a campus, each with an own handset, who are used
// a few times each and paid a fee.
func (w *world) students(r *ring, size int) {
	handlers := make([]mule, w.between(1, 1+size/15))
	for i := range handlers {
		handlers[i] = w.newMule(r, 0.8, r.days)
		w.opened(r, handlers[i])
	}
	campus := w.bankOfVictim() // most have their account at the branch there
	var mules []mule
	for range max(3, size/2) {
		m := w.newMule(r, 0.85, w.uniform(3, 25))
		if w.chance(0.5) {
			w.owners[m.account] = campus
		}
		w.opened(r, m)
		w.link(transferredTo, handlers[w.IntN(len(handlers))].account, m.account, m.from, r.links, 0)
		if n := len(mules); n > 0 && w.chance(0.1) { // friends lend each other a handset
			w.link(accessedFrom, m.account, mules[w.IntN(n)].device, m.from, r.links, 0)
		}
		mules = append(mules, m)
	}
	r.homeShare *= 0.5
	hours := w.uniform(1, 48)
	for range r.target {
		day := w.when(&r.habits)
		m := w.useful(mules, day)
		h := handlers[int(m.account)%len(handlers)]
		v := w.metMule(r, m, nil)
		if h.number != 0 && w.chance(0.1) {
			v.numbers = append(v.numbers, h.number)
		}
		victim := w.incident(r, day, v)
		w.pay(r, v.accounts[0], h.account, w.soon(day, hours), victim)
		if w.chance(0.15) {
			w.cashOut(r, h.account, w.soon(day, hours*2))
		}
	}
	for _, m := range mules {
		w.alert(r, m)
	}
}

// controlled makes a network in which one or a few devices of a controller log in to all accounts.
func (w *world) controlled(r *ring, size int) {
	var devices []id
	for range w.between(1, 1+size/12) {
		devices = append(devices, r.add(w.device()))
	}
	own := w.uniform(0, 0.5)
	var mules []mule
	for range max(3, size-len(devices)) {
		m := mule{account: r.add(w.account()), device: one(w.dice, devices)}
		if w.chance(own) {
			m.number = r.add(w.number())
		}
		days := min(r.days, w.lognormal(20, 0.8))
		m.from = r.start + w.uniform(0, r.days-days)
		m.to = m.from + days
		w.opened(r, m)
		if w.chance(0.3) {
			w.link(accessedFrom, m.account, one(w.dice, devices), m.to, r.links, 0)
		}
		mules = append(mules, m)
	}
	callers := w.callersOf(r, 1+r.target/20)
	internal := w.uniform(0, 0.8)
	for range r.target {
		day := w.when(&r.habits)
		m := w.useful(mules, day)
		v := w.metMule(r, m, callers)
		victim := w.incident(r, day, v)
		if w.chance(internal) {
			w.pay(r, v.accounts[0], w.useful(mules, day).account, w.soon(day, 5), victim)
		} else {
			w.cashOut(r, v.accounts[0], w.soon(day, 5))
		}
	}
	for _, m := range mules {
		w.alert(r, m)
	}
}

// accountsOnly makes a ring of which nothing but accounts is known: a chain, a circle, or a tangle.
func (w *world) accountsOnly(r *ring, size int) {
	var accounts []id
	for range max(4, size) {
		accounts = append(accounts, r.add(w.account()))
	}
	n := len(accounts)
	reach := w.between(1, max(1, n/2)) // how far along the circle an account pays
	r.secondNamed = w.uniform(0.2, 0.9)
	for range r.target {
		day := w.when(&r.habits)
		i := w.IntN(n)
		next := (i + w.between(1, reach)) % n
		v := met{accounts: []id{w.entry(r, accounts[i])}}
		if w.chance(0.5) {
			v.accounts = append(v.accounts, accounts[next])
		}
		w.incident(r, day, v)
		w.pay(r, v.accounts[0], accounts[next], w.soon(day, 8), 0)
		if w.chance(0.5) {
			w.pay(r, accounts[next], accounts[(next+w.between(1, reach))%n], w.soon(day, 24), 0)
		}
		if w.chance(0.2) {
			w.cashOut(r, accounts[next], w.soon(day, 20))
		}
	}
}
