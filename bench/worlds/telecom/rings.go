package main

// The kinds of rings, and how common they are.
var ringKinds = []struct {
	name   string
	weight float64
	habits func(w *world, room int) habits
}{
	{"family_gang", 22, (*world).familyGang},
	{"call_centre_scam", 16, (*world).callCentreScam},
	{"loan_app", 11, (*world).loanApp},
	{"digital_arrest", 12, (*world).digitalArrest},
	{"slow", 10, (*world).slowRing},
	{"rotating", 8, (*world).rotatingRing},
	{"numbers_only", 7, (*world).numbersOnly},
	{"bare", 6, (*world).bareRing},
	{"recycled", 6, (*world).recycledRing},
	{"simbox", 9, (*world).simbox},
}

// addRings adds rings until they caused a number of reports. First comes one of each kind.
func (w *world) addRings(reports int) {
	weights := make([]float64, len(ringKinds))
	for i := range ringKinds {
		weights[i] = ringKinds[i].weight
	}
	limit := max(40, reports/10)
	end := len(w.reports) + reports
	for i := 0; end-len(w.reports) > 10; i++ {
		kind := i
		if i >= len(ringKinds) {
			kind = w.weighted(weights)
		}
		// Copies and repeated complaints add about a tenth to the incidents.
		room := max(8, min(limit, end-len(w.reports))*9/10)
		h := ringKinds[kind].habits(w, room)
		h.kind = ringKinds[kind].name
		h.incidents = max(3, min(h.incidents, room))
		w.rings = append(w.rings, w.work(h))
	}
}

// anyHabits draws what rings of every kind have: a time, a source of SIM cards, care with handsets.
func (w *world) anyHabits(shortest, longest float64) habits {
	length := w.spread(shortest, longest)
	first := w.between(-length/3, lastDay-length/2)
	h := habits{
		first: max(0, first), last: min(lastDay-1, first+length), team: 1, life: w.spread(4, 200), vary: w.between(0.3, 1.2),
		handsetLife: w.spread(20, 900), uneven: w.between(0.2, 1.4), carriers: w.suppliers(), accountKit: w.Float64(),
		accountLife: w.spread(5, 300), layers: w.between(0, 1.5), seized: w.spread(0.0005, 0.02), recycled: 0.012,
	}
	if w.chance(0.25) {
		h.unknownIMEI = w.between(0.05, 0.9)
	}
	if w.chance(0.12) {
		h.rewrites = w.between(0.3, 3)
	}
	if w.chance(0.15) {
		h.benched = w.between(0.02, 0.3)
	}
	if w.chance(0.35) {
		h.bursts = w.count(1, 6)
	}
	if w.chance(0.08) {
		h.swaps = w.size(1, 15)
	}
	if w.chance(0.25) {
		h.route = []float64{w.between(20, 90), w.between(0, 40), w.between(0, 40), w.between(0, 30)}
	}
	if w.chance(0.2) {
		h.copies = w.between(0.02, 0.5)
	}
	return h
}

// suppliers returns the telcos whose SIM cards a ring gets: those of one shop or agent, of two, or
// of all.
func (w *world) suppliers() []float64 {
	weights := make([]float64, len(w.telcos))
	switch r := w.Float64(); {
	case r < 0.45:
		weights[w.telcoByShare()] = 1
	case r < 0.75:
		weights[w.telcoByShare()]++
		weights[w.telcoByShare()] += 0.5
	default:
		for i := range weights {
			weights[i] = w.telcos[i].share
		}
	}
	return weights
}

// script returns a script with one of the categories.
func (w *world) script(loss float64, of ...uint8) script {
	from := w.between(8, 15)
	return script{
		category: one(w, of), channel: uint8(w.weighted([]float64{1, 60, 8, 20, 4, 7})),
		from: from, to: from + w.between(3, 9), zone: w.zone(), loss: w.around(loss, 0.8),
	}
}

// simbox is a gateway for traffic: of fraudsters elsewhere, who share nothing but the gateway. Many
// of its numbers are never reported.
func (w *world) simbox(room int) habits {
	h := w.anyHabits(15, 700)
	rate := w.spread(0.1, 2)
	h.noSeats, h.seats = true, w.size(6, 4000)
	if largest := int(float64(room) / rate); h.seats > largest {
		h.seats = max(6, int(float64(largest)*w.between(0.4, 1)))
	}
	h.incidents = max(3, int(rate*float64(h.seats)))
	h.handsets = min(w.size(1, 12), max(1, h.seats/3))
	h.life, h.handsetLife = w.spread(1, 60), w.spread(60, 2000)
	h.moves = w.between(0, 1.2)
	if w.chance(0.3) {
		h.rewrites = w.between(0.2, 2)
	}
	if w.chance(0.3) {
		h.moreNumbers, h.team = w.between(0.01, 0.3), h.seats
	}
	for range w.count(1, 6) {
		h.scripts = append(h.scripts, w.script(20_000, upi, kyc, care, job, lottery, bill, personation, spam, parcel, invest))
	}
	h.accounts, h.paid = w.count(0, 2), w.between(0, 0.1)
	return h
}

// callCentreScam is a hall of callers. Each shift has its script. A victim meets several of a team.
func (w *world) callCentreScam(room int) habits {
	h := w.anyHabits(30, 600)
	h.seats = w.size(3, 60)
	h.team = max(2, min(h.seats, w.count(2, 12)))
	h.handsets = max(1, int(float64(h.seats)*w.spread(0.2, 1.2)))
	h.moves = w.between(0, 0.5)
	h.accounts, h.paid, h.morePaid = w.size(1, 25), w.between(0.1, 0.8), w.between(0, 0.8)
	h.moreNumbers = w.between(0.1, 1.6)
	for range w.count(1, 3) {
		h.scripts = append(h.scripts, w.script(40_000, kyc, care, job, invest, lottery, bill, card, personation, parcel))
	}
	h.incidents = min(room, w.size(8, 60*h.seats))
	return h
}

// loanApp lends small sums and collects by abuse. A victim is called from many numbers.
func (w *world) loanApp(room int) habits {
	h := w.anyHabits(40, 500)
	h.seats = w.size(5, 80)
	h.team = max(3, h.seats/w.count(1, 6))
	h.handsets = max(1, int(float64(h.seats)*w.spread(0.05, 1)))
	h.accounts, h.paid, h.morePaid = w.size(1, 15), w.between(0.2, 0.9), w.between(0, 1)
	h.moreNumbers = w.between(0.7, 5)
	collector := w.script(6_000, harassment, loan)
	h.scripts = []script{w.script(8_000, loan), collector}
	h.incidents = min(room, w.size(6, 25*h.seats))
	return h
}

// digitalArrest holds few victims for days on several numbers, and takes much.
func (w *world) digitalArrest(room int) habits {
	h := w.anyHabits(10, 300)
	h.seats = w.count(2, 12)
	h.team = h.seats
	h.life = w.spread(2, 40)
	h.handsets = w.size(1, 8)
	if w.chance(0.4) {
		h.carriers, h.handsets = nil, 0 // internet telephony
	}
	h.accounts, h.accountLife, h.layers = w.size(2, 25), w.spread(1, 30), w.between(0.5, 4)
	h.paid, h.morePaid, h.moreNumbers = w.between(0.4, 1), w.between(0.2, 2.5), w.between(0.5, 3)
	h.scripts = []script{w.script(600_000, arrest, arrest, personation, parcel)}
	h.incidents = min(room, w.size(4, 90))
	h.copies = w.between(0.1, 0.8)
	return h
}

// familyGang is a household with 4 to 8 identifiers.
func (w *world) familyGang(room int) habits {
	h := w.anyHabits(20, 700)
	h.seats, h.life, h.vary = w.count(2, 4), 4*lastDay, 0 // nothing is ever replaced
	h.team = h.seats
	h.handsets, h.handsetLife = w.count(1, 2), 100*lastDay
	h.moves = w.between(0, 0.7)
	h.accounts, h.accountLife, h.layers = w.count(1, 2), 100*lastDay, 0
	h.rewrites = 0
	h.paid, h.moreNumbers = w.between(0.1, 0.9), w.between(0, 0.8)
	h.scripts = []script{w.script(10_000, upi, market, sextortion, care, job, kyc, lottery)}
	h.incidents = min(room, w.size(4, 45))
	return h
}

// slowRing strikes a few times a year.
func (w *world) slowRing(room int) habits {
	h := w.anyHabits(650, 1000)
	h.first, h.last = w.between(0, 60), lastDay-w.between(1, 60)
	h.seats, h.life = w.count(1, 5), w.spread(90, 1500)
	h.team = h.seats
	h.handsets, h.handsetLife = w.count(1, 3), w.spread(150, 1500)
	h.accounts, h.accountLife = w.count(0, 3), w.spread(100, 1000)
	h.paid, h.moreNumbers, h.bursts = w.between(0.2, 0.9), w.between(0, 1), 0
	h.scripts = []script{w.script(80_000, invest, sextortion, market, personation, job)}
	h.incidents = min(room, w.size(4, 22))
	return h
}

// rotatingRing replaces all numbers every three weeks. What stays is handsets or accounts.
func (w *world) rotatingRing(room int) habits {
	h := w.anyHabits(60, 500)
	h.seats = w.size(2, 25)
	h.team = w.count(1, h.seats)
	h.life, h.together = w.between(19, 23), true
	h.handsets = max(1, int(float64(h.seats)*w.spread(0.2, 1)))
	h.handsetLife = w.spread(18, 400)
	h.accounts, h.accountLife = w.size(1, 8), w.spread(15, 300)
	h.paid, h.moreNumbers = w.between(0.1, 0.8), w.between(0, 1.5)
	h.scripts = []script{w.script(30_000, job, invest, upi, kyc, parcel)}
	periods := (h.last - h.first) / h.life
	h.incidents = min(room, int(float64(h.seats)*periods*w.spread(0.3, 5)))
	return h
}

// numbersOnly has nothing but numbers that victims name together: no handset or account is known.
func (w *world) numbersOnly(room int) habits {
	h := w.anyHabits(20, 400)
	h.seats = w.size(3, 30)
	h.team = max(3, min(h.seats, w.count(3, 12)))
	h.carriers, h.life = nil, w.spread(15, 400) // rented by the month or longer
	h.moreNumbers = w.between(0.5, 2.5)
	h.scripts = []script{w.script(0, job, sextortion, loan, invest, personation, harassment)}
	h.incidents = min(room, w.size(5, 10*h.seats))
	return h
}

// bareRing is a ring whose reports lack region, category and time.
func (w *world) bareRing(room int) habits {
	kinds := []func(*world, int) habits{
		(*world).callCentreScam, (*world).familyGang, (*world).digitalArrest, (*world).loanApp, (*world).rotatingRing,
	}
	h := one(w, kinds)(w, room)
	h.bare = 1
	return h
}

// recycledRing ended long enough ago that its telcos gave many of its old numbers to other people.
func (w *world) recycledRing(room int) habits {
	h := w.callCentreScam(room)
	h.first, h.last = w.between(0, 200), w.between(400, lastDay-1)
	h.life, h.recycled = w.spread(10, 70), w.between(0.3, 0.95)
	if len(w.telcos) > 0 && h.seats > 20 {
		h.seats = w.count(4, 20)
		h.team, h.handsets = min(h.team, h.seats), min(h.handsets, h.seats)
	}
	return h
}
