package main

import "math"

// addLone adds lone fraudsters, with 1 to 3 identifiers, until they were reported a number of
// times.
func (w *world) addLone(reports int) {
	for end := len(w.reports) + reports; len(w.reports) < end; {
		g := &group{kind: "lone", members: []ident{w.newNumber()}}
		var named []ident
		if w.chance(0.6) {
			d := w.newDevice()
			if w.chance(0.05) {
				d = w.defaultDevice()
			} else {
				g.members = append(g.members, d)
			}
			w.use(g.members[0], d, 0, lastDay)
		}
		if w.chance(0.35) {
			a := w.newAccount()
			g.members = append(g.members, a)
			named = append(named, a)
			w.tie(linkedTo, a, g.members[0], w.between(0, lastDay))
		} else if w.chance(0.2) {
			n := w.newNumber()
			named = append(named, n)
			w.use(n, w.lastHandset(g), 0, lastDay)
			g.members = append(g.members, n)
		}
		from, days := w.between(0, lastDay-5), w.spread(1, 500)
		zone, category := w.zone(), w.everyday()
		// Most get a few reports; some get dozens (a Pareto tail).
		for range w.mostReports(min(60, int(math.Pow(1-w.Float64(), -0.8)))) {
			names := g.members[:1:1]
			for _, id := range named {
				if w.chance(0.5) {
					names = append(names, id)
				}
			}
			w.file(incident{
				onDay: from + w.Float64()*min(days, lastDay-from), names: names, category: category, channel: w.channel(),
				region: w.regionIn(zone), loss: w.around(15_000, 1.2),
			})
		}
		w.innocents = append(w.innocents, g)
	}
}

// lastHandset returns a handset of a group, or a new one.
func (w *world) lastHandset(g *group) ident {
	for _, id := range g.members {
		if w.kinds[id] == device {
			return id
		}
	}
	return w.newDevice()
}

func (w *world) channel() uint8 { return uint8(w.weighted([]float64{2, 55, 12, 20, 4, 7})) }

// addStranger adds somebody whom a report names, once in most cases.
func (w *world) addStranger() {
	in := incident{onDay: w.calendar(), category: w.everyday(), channel: w.channel(), region: w.anyRegion()}
	if !w.chance(0.12) { // otherwise the victim knows only an account
		n := w.newNumber()
		if w.chance(0.12) {
			w.owners[n] = nobody
		}
		in.names = append(in.names, n)
		w.live(n, in.onDay)
	}
	if len(in.names) == 0 || w.chance(0.12) {
		a := w.newAccount()
		in.names = append(in.names, a)
		in.loss = w.around(18_000, 1.5)
		if w.chance(0.7) {
			holder := in.names[0]
			if holder == a || w.chance(0.5) {
				holder = w.newNumber()
				w.live(holder, in.onDay)
			}
			w.tie(linkedTo, a, holder, in.onDay-w.between(1, 900))
		}
		if w.chance(0.15) {
			to := one(w, w.sellers)
			if w.chance(0.9) {
				to = w.newAccount()
			}
			w.tie(transferredTo, a, to, in.onDay+w.between(0, 2))
		}
	}
	if w.chance(0.05) { // the victim was called from two numbers
		n := w.newNumber()
		in.names = append(in.names, n)
		w.live(n, in.onDay)
	}
	w.file(in)
	if w.chance(0.03) { // somebody else reports the same one
		again := in
		again.onDay = min(in.onDay+w.around(8, 1.2), lastDay-0.1)
		again.region = w.anyRegion()
		w.file(again)
	}
}

// live gives a stranger's number what subscribers have: a handset, at times a second one or a
// second SIM card, at times a handset with a default IMEI, a visit to a repair shop, a new holder.
func (w *world) live(n ident, onDay float64) {
	d := w.newDevice()
	if w.chance(0.04) {
		pool := w.defaultPool()
		pool.members = append(pool.members, n)
		w.use(n, pool.members[0], onDay-100, onDay+100)
		if w.chance(0.5) {
			return
		}
	}
	w.use(n, d, onDay-100, onDay+60)
	if w.chance(0.25) {
		w.use(n, w.newDevice(), onDay-300, onDay+300)
	}
	if w.chance(0.3) {
		w.use(w.newNumber(), d, onDay-200, onDay+200)
	}
	if w.chance(0.01) {
		b, at := one(w, w.benches), onDay+w.between(-100, 100)
		b.users.members = append(b.users.members, n)
		w.use(n, b.device, at, at+1)
	}
	if w.chance(0.004) {
		w.recycle(n, onDay+w.around(30, 1))
	}
}
