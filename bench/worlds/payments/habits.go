package main

import "math"

// habits are how one group of fraudsters works and what becomes known of it. Each group draws its
// own, so that groups of one kind differ as much as groups of different kinds.
type habits struct {
	start, days float64
	bursts      []float64 // days around which most of it happens; none if it is steady
	schemes     []scheme  // the first is usual
	channel     uint8
	home        uint8   // the region of most victims
	homeShare   float64 // how many of them
	agency      uint8   // where most victims complain, and
	agencyShare float64 // how many of them
	police      float64 // how many complain to the police
	duplicate   float64 // how many complain twice, at different agencies
	alert       float64 // how often the account's own bank reports too
	loss, sigma float64 // the median, and the spread of its logarithm
	bare        float64 // how likely a field is left out

	// How likely a complaint names each identifier that the victim met, and a further account.
	accountNamed, numberNamed, deviceNamed, secondNamed float64
	links                                               float64 // how likely a link is filed, where the agency files all
}

// ring is a ring that is being made. It must cause about target reports.
type ring struct {
	group
	habits
	target  int
	rented  []id    // accounts that it rents of another ring's
	renting float64 // how often
	changer id      // its money changer; 0 if it cashes out in various ways
	shopper float64 // transfers to shops for each of its own transfers
}

// newRing draws a ring's habits. days is the median of how long it works and loss that of losses.
func (w *world) newRing(kind string, target int, days, loss float64, schemes ...scheme) *ring {
	r := &ring{target: target}
	r.kind = kind
	h := &r.habits
	h.days = min(horizon*1.2, max(3, w.lognormal(days, 0.7)))
	first := -0.25 * h.days // some rings began before the records
	h.start = w.uniform(first, max(first+1, horizon-0.6*h.days))
	if h.start < 0 {
		h.days = max(3, h.days+h.start)
		h.start = 0
	}
	h.days = min(h.days, horizon-h.start)
	if w.chance(0.4) {
		for range w.between(1, 5) {
			h.bursts = append(h.bursts, h.start+w.uniform(0, h.days))
		}
	}
	h.schemes = []scheme{one(w.dice, schemes)}
	if w.chance(0.35) {
		h.schemes = append(h.schemes, scheme(w.IntN(int(schemeCount))))
	}
	h.channel = uint8(w.between(1, len(channels)-1))
	h.home, h.homeShare = w.newRegion(), w.uniform(0, 1)
	h.agency, h.agencyShare = w.bankOfVictim(), 0
	if w.chance(0.25) {
		h.agencyShare = w.uniform(0.5, 1)
	}
	h.police = w.uniform(0, 0.4)
	h.duplicate = w.uniform(0, 0.15)
	h.alert = w.uniform(0, 1)
	h.loss, h.sigma = w.lognormal(loss, 0.7), w.uniform(0.3, 1.4)
	h.accountNamed = w.uniform(0.7, 1)
	h.numberNamed = w.uniform(0.2, 0.95)
	h.deviceNamed = w.uniform(0, 0.4)
	h.secondNamed = w.uniform(0, 0.7)
	h.links = w.uniform(0.4, 1)
	if w.chance(0.15) {
		h.links *= 0.3
	}
	if w.chance(0.3) {
		r.shopper = w.uniform(0, 0.4)
	}
	return r
}

// when draws a day from the ring's period.
func (w *world) when(h *habits) float64 {
	day := h.start + w.uniform(0, h.days)
	if len(h.bursts) > 0 && w.chance(0.8) {
		day = one(w.dice, h.bursts) + w.NormFloat64()*2
	}
	return w.daytime(min(h.start+h.days, max(h.start, day)))
}

func (w *world) regionOf(h *habits) uint8 {
	if w.chance(h.homeShare) {
		return h.home
	}
	return w.newRegion()
}

// complainAt draws the agency that a victim complains to.
func (w *world) complainAt(h *habits, s scheme, named []id) uint8 {
	switch {
	case w.chance(h.agencyShare):
		return h.agency
	case w.chance(h.police):
		return police
	case (s == marketFraud || s == refund || s == nonDelivery) && w.chance(0.55):
		return marketplace
	case (s == simSwap || w.chance(0.04)) && w.kinds[named[0]] == number && w.chance(0.7):
		return w.owners[named[0]]
	}
	return w.bankOfVictim()
}

// met is what a victim met.
type met struct{ accounts, numbers, devices []id }

// incident files what one victim says, at one agency or two, and returns the victim.
func (w *world) incident(r *ring, day float64, m met) uint32 {
	h := &r.habits
	victim := w.newVictim()
	ids := w.remembered(h, m)
	s := h.schemes[0]
	if len(h.schemes) > 1 && w.chance(0.25) {
		s = one(w.dice, h.schemes)
	}
	c := complaint{
		day: day, scheme: s, channel: h.channel, region: w.regionOf(h), loss: w.lognormal(h.loss, h.sigma),
		victim: victim, bare: h.bare, agency: w.complainAt(h, s, ids),
	}
	c.dollars = s == investment && w.chance(0.1)
	if w.chance(0.12) {
		c.loss = 0 // an attempt
	}
	w.report(c, ids...)
	if w.chance(h.duplicate) {
		w.again(c, w.remembered(h, m))
	}
	return victim
}

// again files the same incident at another agency: the police, or another bank.
func (w *world) again(c complaint, ids []id) {
	before := c.agency
	c.agency = police
	if before == police || w.chance(0.3) {
		c.agency = w.bankOfVictim()
	}
	c.victim = w.newVictim() // another agency has another pseudonym for the same person
	if c.agency != before {
		w.report(c, ids...)
	}
}

// remembered returns what a complaint names of all that the victim met, at least one identifier.
func (w *world) remembered(h *habits, m met) (ids []id) {
	p := h.accountNamed
	for _, a := range m.accounts {
		if w.chance(p) {
			ids = append(ids, a)
			p = h.secondNamed
		}
	}
	for _, n := range m.numbers {
		if w.chance(h.numberNamed) {
			ids = append(ids, n)
		}
	}
	for _, d := range m.devices {
		if w.chance(h.deviceNamed) {
			ids = append(ids, d)
		}
	}
	if len(ids) == 0 {
		for _, list := range [][]id{m.accounts, m.numbers, m.devices} {
			if len(list) > 0 {
				return []id{one(w.dice, list)}
			}
		}
	}
	w.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids
}

// mule is an account with what its bank knows of its holder.
type mule struct {
	account, number, device id
	from, to                float64 // days in which the ring uses it
}

func (m mule) all() []id { return []id{m.account, m.number, m.device} }

// newMule makes a mule who has an own number and device with the given chances. It is used for some
// days within the ring's period.
func (w *world) newMule(r *ring, own, days float64) mule {
	m := mule{account: r.add(w.account())}
	if w.chance(own) {
		m.number = r.add(w.number())
	}
	if w.chance(own) {
		m.device = w.ownDevice(r)
	}
	days = min(r.days, w.lognormal(days, 0.6))
	m.from = r.start + w.uniform(0, r.days-days)
	m.to = m.from + days
	return m
}

// ownDevice returns a mule's device, which is now and then one that others use too: of the family,
// the flat, or a kiosk.
func (w *world) ownDevice(r *ring) id {
	if len(w.hosts) > 0 && w.chance(0.04) {
		return one(w.dice, w.hosts)
	}
	return r.add(w.device())
}

// opened files what the bank knows of a mule: number and device.
func (w *world) opened(r *ring, m mule) {
	w.link(linkedTo, m.number, m.account, m.from-w.uniform(1, 40), r.links, 0)
	for range w.between(1, 3) {
		w.link(accessedFrom, m.account, m.device, w.uniform(m.from, m.to), r.links*0.7, 0)
	}
	w.ordinaryLife(m.account, w.poisson(r.shopper*2), m.from, r.links)
	if w.chance(0.15) {
		w.ordinaryLife(m.account, w.between(1, 4), m.from, r.links)
	}
}

// alert lets the mule's bank report it by itself, with all that the bank knows.
func (w *world) alert(r *ring, m mule) {
	a := w.owners[m.account]
	if a >= bankCount || !w.chance(r.alert*w.agencies[a].alerts) {
		return
	}
	w.report(complaint{day: w.daytime(m.to), scheme: muleAccount, region: w.regionOf(&r.habits), agency: a, bare: r.bare}, m.all()...)
}

// useful returns a mule that the ring uses on a day, any one if there is none.
func (w *world) useful(mules []mule, day float64) mule {
	for range 12 {
		if m := one(w.dice, mules); m.from <= day && day <= m.to+1 {
			return m
		}
	}
	return one(w.dice, mules)
}

// soon returns a time some hours after the day, with the median given in hours.
func (w *world) soon(day, hours float64) float64 { return day + w.lognormal(hours, 1)/24 }

// pay files a transfer inside the ring, with as many transfers to shops as the ring makes.
func (w *world) pay(r *ring, from, to id, day float64, victim uint32) {
	w.link(transferredTo, from, to, day, r.links, victim)
	w.ordinaryLife(from, w.poisson(r.shopper), day, r.links)
}

// cashOut files how money leaves the ring.
func (w *world) cashOut(r *ring, from id, day float64) {
	to := r.changer
	switch {
	case to != 0:
	case w.chance(0.3):
		return // cash
	case w.chance(0.4) && len(w.offRamps) > 0:
		to = one(w.dice, w.offRamps)
	case w.chance(0.4):
		to = one(w.dice, w.changers)
	default:
		to = w.payee()
	}
	w.link(transferredTo, from, to, day, r.links, 0)
}

// entry returns the account that a victim pays: the ring's own, or now and then a rented one.
func (w *world) entry(r *ring, own id) id {
	if len(r.rented) > 0 && w.chance(r.renting) {
		return one(w.dice, r.rented)
	}
	return own
}

// caseFiles lets the police report parts of a ring that they searched.
func (w *world) caseFiles(r *ring, p float64) {
	for n := 0; n < 3 && w.chance(p); n++ {
		size := w.heavy(3, 1, math.Min(40, float64(len(r.members))))
		day := w.daytime(r.start + r.days*w.uniform(0.5, 1))
		c := complaint{day: day, scheme: r.schemes[0], region: r.home, agency: police, bare: r.bare, loss: w.lognormal(r.loss*3, 1)}
		w.report(c, some(w.dice, r.members, size)...)
	}
}

// phones makes numbers that call victims, one to four in a handset, and files where telcos saw
// them.
func (w *world) phones(r *ring, count int) (numbers, devices []id) {
	inHandset := w.between(1, 4)
	for range count {
		n := r.add(w.number())
		numbers = append(numbers, n)
		if len(devices) == 0 || w.chance(1/float64(inHandset)) {
			devices = append(devices, r.add(w.device()))
		}
		for range w.between(1, 2) {
			w.link(usedIn, n, one(w.dice, devices), r.start+w.uniform(0, r.days), r.links, 0)
		}
	}
	return numbers, devices
}
