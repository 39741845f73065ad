package main

import "math"

// This file makes what people who don't know each other share: default IMEIs, repair shops,
// helplines, payphones, merchants, and numbers and handsets with an earlier life.

// addShared makes what rings and strangers meet.
func (w *world) addShared() {
	scale := math.Sqrt(float64(w.want) / 50_000)
	for i := range w.count(3, 7) {
		g := &group{kind: "cloned_imei", members: []ident{w.newDevice()}}
		w.defaults = append(w.defaults, g)
		w.defWeight = append(w.defWeight, 1/float64(i+1))
		// These subscribers are never reported, but telcos list them with others.
		for range int(w.spread(100, 2500) * scale) {
			n := w.newNumber()
			g.members = append(g.members, n)
			w.use(n, g.members[0], 0, lastDay)
			if w.chance(0.15) {
				w.use(n, w.newDevice(), 0, lastDay)
			}
			if i > 0 && w.chance(0.06) { // the pools overlap
				w.use(n, one(w, w.defaults[:i]).members[0], 0, lastDay)
			}
		}
		w.innocents = append(w.innocents, g)
	}
	for range 3 + w.count(10, 25)*w.want/50_000 {
		w.addBench()
	}
	for range w.count(5, 9) {
		g := &group{kind: "helpline"}
		for range w.count(1, 2) {
			n := w.newNumber()
			w.helplines = append(w.helplines, n)
			g.members = append(g.members, n)
		}
		w.register(g, "helpline", 0.6)
		w.innocents = append(w.innocents, g)
	}
	for range 3 + 12*w.want/50_000 {
		w.addPayphone()
	}
	for range 3 + 10*w.want/50_000 {
		g := &group{kind: "merchant", members: []ident{w.newAccount(), w.newNumber()}}
		w.sellers = append(w.sellers, g.members[0])
		w.tie(linkedTo, g.members[0], g.members[1], 0)
		if w.chance(0.4) {
			g.members = append(g.members, w.newAccount())
			w.tie(transferredTo, g.members[0], g.members[2], w.between(0, lastDay))
		}
		for range w.more(2) {
			w.file(incident{
				onDay: w.calendar(), names: g.members[:1], category: upi, region: w.anyRegion(), loss: w.around(9000, 1),
				route: []float64{40, 0, 20, 40},
			})
		}
		w.register(g, "merchant", 0.3)
		w.innocents = append(w.innocents, g)
	}
}

// addBench adds the handset in which a repair or second-hand shop tries its customers' SIM cards.
// Strangers and rings come later.
func (w *world) addBench() {
	g := &group{kind: "repair_bench", members: []ident{w.newDevice()}}
	if w.chance(0.4) {
		g.members = append(g.members, w.newDevice())
	}
	devices := g.members[:len(g.members):len(g.members)]
	for _, d := range devices {
		w.benches = append(w.benches, bench{d, g})
	}
	from := w.between(-300, 600)
	to := from + w.between(60, 900)
	for range w.size(8, 250) {
		n := w.newNumber()
		g.members = append(g.members, n)
		at := w.between(max(0, from), min(to, lastDay))
		w.use(n, one(w, devices), at, at+1)
		if w.chance(0.5) {
			w.use(n, w.newDevice(), at, at+100)
		}
	}
	w.innocents = append(w.innocents, g)
}

// addPayphone adds a number from which many call, also to defraud.
func (w *world) addPayphone() {
	g := &group{kind: "payphone", members: []ident{w.newNumber(), w.newDevice()}}
	w.payphones = append(w.payphones, g.members[0])
	w.use(g.members[0], g.members[1], 0, lastDay)
	if w.chance(0.3) {
		n := w.newNumber()
		g.members = append(g.members, n)
		w.use(n, g.members[1], 0, lastDay)
	}
	in := []uint8{w.anyRegion()}
	for range min(w.size(1, 40), max(1, w.want/400)) {
		w.file(incident{onDay: w.calendar(), names: g.members[:1], category: w.everyday(), channel: call, region: w.regionIn(in)})
	}
	w.register(g, "payphone", 0.3)
	w.innocents = append(w.innocents, g)
}

func (w *world) everyday() uint8 { return uint8(w.weighted(everyday)) }

// register enters a business in the register with probability p, mostly with its numbers.
func (w *world) register(g *group, business string, p float64) {
	if !w.chance(p) {
		return
	}
	filed := w.between(0, lastDay)
	valid := filed + w.spread(30, 1500)
	for _, id := range g.members {
		kept := 0.85
		if w.kinds[id] == device {
			kept = 0.2
		}
		if w.chance(kept) {
			w.knowns = append(w.knowns, known{id, business, int32(valid), int32(filed)})
		}
	}
}

// recycle passes a number to a new holder, months after its last use.
func (w *world) recycle(n ident, retired float64) {
	if w.owners[n] == nobody || w.released[n] {
		return
	}
	on := retired + 90 + w.ExpFloat64()*80
	if on > lastDay-5 {
		return
	}
	t := &w.telcos[w.owners[n]]
	g := &group{kind: "recycled", members: []ident{n, w.newDevice()}}
	w.usage(n, g.members[1], on+1, lastDay, 0.5)
	if w.chance(0.3) {
		second := w.newNumber()
		g.members = append(g.members, second)
		w.usage(second, g.members[1], on+1, lastDay, 0.2)
	}
	if w.chance(0.3) {
		a := w.newAccount()
		g.members = append(g.members, a)
		w.tie(linkedTo, a, n, w.between(on, lastDay))
	}
	if w.chance(0.15) { // somebody reports the new holder, by mistake or for a nuisance
		w.file(incident{
			onDay: w.between(on+3, lastDay), names: []ident{n}, category: one(w, []uint8{spam, harassment, market}), channel: call,
			region: w.anyRegion(),
		})
	}
	if !w.chance(t.releases) {
		return // nobody can know, so the number still counts for its earlier holder
	}
	w.released[n] = true
	w.releases = append(w.releases, release{n, int32(on * day), int32((on + w.around(3, 1)) * day), t.agency})
	w.innocents = append(w.innocents, g)
}

// resell passes a handset of a ring to an innocent buyer.
func (w *world) resell(d ident, retired float64) {
	from := retired + w.between(2, 40)
	g := &group{kind: "second_hand_buyer", members: []ident{w.newNumber()}}
	w.use(g.members[0], d, from, lastDay)
	for w.chance(0.4) {
		n := w.newNumber()
		g.members = append(g.members, n)
		w.use(n, d, from, lastDay)
	}
	w.use(g.members[0], w.newDevice(), 0, from)
	w.innocents = append(w.innocents, g)
}
