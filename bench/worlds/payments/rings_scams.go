package main

// investmentRing makes a scam with a hierarchy of wallets: deposits, sub-collectors, a treasury.
// A victim pays several times to different wallets and complains once.
func (w *world) investmentRing(r *ring, size int) {
	numbers, _ := w.phones(r, w.between(1, 2+size/10))
	crypto := w.chance(0.6)
	wallet := func() id {
		switch {
		case crypto && w.chance(0.75):
			return r.add(w.accountAt(nobody))
		case crypto && w.chance(0.5):
			return r.add(w.accountAt(exchangeOf))
		}
		return r.add(w.account())
	}
	treasury := []id{wallet()}
	var subs, deposits []id
	for range max(1, size/w.between(6, 12)) {
		subs = append(subs, wallet())
	}
	for range max(2, size-len(subs)-len(numbers)*3/2-1) {
		deposits = append(deposits, wallet())
	}
	front := min(len(deposits), w.between(1, 12)) // how many deposit wallets are in use at a time
	r.secondNamed = w.uniform(0.3, 0.95)
	for range r.target {
		day := w.when(&r.habits)
		position := int((day - r.start) / max(1, r.days) * float64(len(deposits)))
		var v met
		for range w.heavy(1, 1.3, 6) {
			i := (position + w.IntN(front)) % len(deposits)
			v.accounts = append(v.accounts, w.entry(r, deposits[i]))
			sub := subs[i%len(subs)]
			w.pay(r, deposits[i], sub, w.soon(day, 20), 0)
			if w.chance(0.4) {
				w.pay(r, sub, treasury[0], w.soon(day, 60), 0)
			}
		}
		v.numbers = some(w.dice, numbers, w.between(1, 2))
		w.incident(r, day, v)
		if w.chance(0.12) {
			w.cashOut(r, treasury[0], w.soon(day, 90))
		}
	}
}

// invoiceRing makes a ring that changes the account on invoices: few victims, great losses, an
// account for one to three of them.
func (w *world) invoiceRing(r *ring, size int) {
	var mules []mule
	own := w.uniform(0.2, 0.9)
	for range max(3, size/2) {
		m := w.newMule(r, own, w.uniform(5, 40))
		w.opened(r, m)
		mules = append(mules, m)
	}
	handset := r.add(w.device())
	for _, m := range mules {
		if w.chance(0.5) {
			w.link(accessedFrom, m.account, handset, m.from, r.links, 0)
		}
	}
	onward := r.add(w.account())
	for i := range r.target {
		day := w.when(&r.habits)
		m := mules[i%len(mules)]
		v := met{accounts: []id{w.entry(r, m.account)}}
		if m.number != 0 {
			v.numbers = []id{m.number}
		}
		victim := w.incident(r, day, v)
		w.pay(r, v.accounts[0], onward, w.soon(day, 12), victim)
		if w.chance(0.5) {
			w.pay(r, v.accounts[0], w.useful(mules, day).account, w.soon(day, 12), victim)
		}
	}
	w.cashOut(r, onward, w.when(&r.habits))
}

// marketRing makes people who run shop accounts on a marketplace, with numbers to chat from and
// bank accounts for the proceeds. Shops are closed and replaced.
func (w *world) marketRing(r *ring, size int) {
	numbers, devices := w.phones(r, max(1, size/w.between(3, 6)))
	var payouts []id
	for range max(1, size/w.between(5, 10)) {
		payouts = append(payouts, r.add(w.account()))
	}
	var shops []mule
	for range max(2, size-len(numbers)-len(devices)-len(payouts)) {
		m := mule{account: r.add(w.accountAt(marketplace)), number: one(w.dice, numbers), device: one(w.dice, devices)}
		days := min(r.days, w.lognormal(15, 0.8))
		m.from = r.start + w.uniform(0, r.days-days)
		m.to = m.from + days
		w.opened(r, m)
		w.link(transferredTo, m.account, one(w.dice, payouts), m.to, r.links, 0)
		shops = append(shops, m)
	}
	for _, p := range payouts {
		w.link(linkedTo, one(w.dice, numbers), p, r.start, r.links, 0)
		w.link(accessedFrom, p, one(w.dice, devices), r.start, r.links, 0)
	}
	direct := w.uniform(0, 0.6) // how many victims pay the bank account directly
	for range r.target {
		day := w.when(&r.habits)
		m := w.useful(shops, day)
		v := met{accounts: []id{m.account}, numbers: []id{m.number}}
		if w.chance(0.3) {
			v.numbers = append(v.numbers, one(w.dice, numbers))
		}
		to := one(w.dice, payouts)
		if w.chance(direct) {
			v.accounts = append(v.accounts, w.entry(r, to))
		}
		w.incident(r, day, v)
		w.pay(r, m.account, to, w.soon(day, 72), 0)
		if w.chance(0.2) {
			w.cashOut(r, to, w.soon(day, 100))
		}
	}
}

// simSwapRing makes people who take over numbers with a few handsets and empty accounts into those
// of mules. The victims' numbers are never sent; the handsets and the mules are.
func (w *world) simSwapRing(r *ring, size int) {
	var handsets []id
	for range w.between(1, 1+size/6) {
		handsets = append(handsets, r.add(w.device()))
	}
	var numbers []id
	for range max(1, size/4) { // their own numbers, for calls to the telco's shop
		n := r.add(w.number())
		numbers = append(numbers, n)
		for range w.between(1, 3) {
			w.link(usedIn, n, one(w.dice, handsets), r.start+w.uniform(0, r.days), r.links, 0)
		}
	}
	var mules []mule
	for range max(2, size-len(handsets)-len(numbers)) {
		m := w.newMule(r, w.uniform(0, 0.4), w.uniform(5, 40))
		w.opened(r, m)
		mules = append(mules, m)
	}
	r.deviceNamed, r.secondNamed = w.uniform(0.3, 0.95), w.uniform(0.4, 0.9)
	r.numberNamed *= 0.6
	for range r.target {
		day := w.when(&r.habits)
		v := met{devices: []id{one(w.dice, handsets)}, numbers: []id{one(w.dice, numbers)}}
		for range w.between(1, 3) {
			v.accounts = append(v.accounts, w.entry(r, w.useful(mules, day).account))
		}
		w.incident(r, day, v)
		if w.chance(0.4) {
			w.pay(r, v.accounts[0], one(w.dice, mules).account, w.soon(day, 3), 0)
		}
		w.cashOut(r, v.accounts[0], w.soon(day, 5))
	}
	for _, m := range mules {
		w.alert(r, m)
	}
}

// refundRing makes customers that exist on paper and claim refunds. Several are run from a handset.
func (w *world) refundRing(r *ring, size int) {
	each := w.between(2, 10)
	var customers []mule
	collector := id(0)
	if w.chance(0.8) {
		collector = r.add(w.account())
	}
	shops := []id{w.payee(), w.payee(), w.payee()}
	for len(r.members) < max(4, size) {
		handset := r.add(w.device())
		for range w.between(1, each) {
			m := mule{account: r.add(w.accountAt(marketplace)), device: handset, from: r.start, to: r.start + r.days}
			if w.chance(0.3) {
				w.owners[m.account] = w.bankOfVictim()
			}
			if w.chance(0.4) {
				m.number = r.add(w.number())
			}
			w.opened(r, m)
			customers = append(customers, m)
		}
	}
	r.agency, r.agencyShare, r.deviceNamed = marketplace, w.uniform(0.4, 1), w.uniform(0.2, 0.9)
	for range r.target {
		day := w.when(&r.habits)
		m := one(w.dice, customers)
		v := met{accounts: []id{m.account}, devices: []id{m.device}}
		if m.number != 0 {
			v.numbers = []id{m.number}
		}
		w.incident(r, day, v)
		w.link(transferredTo, one(w.dice, shops), m.account, w.soon(day, 48), r.links*0.5, 0)
		if w.chance(0.6) {
			w.pay(r, m.account, collector, w.soon(day, 100), 0)
		}
	}
}

// migrating makes a ring that replaces what it is known by in several steps: the numbers while the
// accounts stay, or the accounts while the numbers stay.
func (w *world) migrating(r *ring, size int, numbersStay bool) {
	phases := w.between(2, 5)
	var accounts, numbers []id
	stay := max(1, size/w.between(3, 6))
	replaced := max(phases, size-stay)
	for i := range stay + replaced {
		if (i < stay) == numbersStay {
			numbers = append(numbers, r.add(w.number()))
		} else {
			accounts = append(accounts, r.add(w.account()))
		}
	}
	// window returns the part of a list that is in use on a day.
	window := func(list []id, day float64) []id {
		width := max(1, len(list)/phases)
		phase := min(phases-1, int((day-r.start)/max(1, r.days)*float64(phases)))
		first := min(len(list)-width, max(0, phase*width))
		return list[first:min(len(list), first+width+w.IntN(2))]
	}
	r.numberNamed, r.bursts = w.uniform(0.5, 0.98), nil
	onward := id(0)
	if w.chance(0.5) {
		onward = r.add(w.account())
	}
	for range r.target {
		day := w.when(&r.habits)
		ns, as := window(numbers, day), accounts
		if numbersStay {
			ns, as = numbers, window(accounts, day)
		}
		n, a := one(w.dice, ns), w.entry(r, one(w.dice, as))
		w.incident(r, day, met{accounts: []id{a}, numbers: []id{n}})
		if w.chance(0.4) {
			w.link(linkedTo, n, a, day-1, r.links, 0)
		}
		if w.chance(0.5) {
			w.pay(r, a, onward, w.soon(day, 10), 0)
		} else {
			w.cashOut(r, a, w.soon(day, 10))
		}
	}
}
