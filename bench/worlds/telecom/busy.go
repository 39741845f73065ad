package main

// The kinds of innocents that look busy, and how common they are.
var busyKinds = []struct {
	name   string
	weight float64
	add    func(w *world, g *group)
}{
	{"family", 30, (*world).family},
	{"spam_caller", 16, (*world).spamCaller},
	{"one_incident", 10, (*world).oneIncident},
	{"shop", 9, (*world).shop},
	{"hostel", 7, (*world).hostel},
	{"courier", 4, (*world).courier},
	{"call_centre", 3, (*world).callCentre},
	{"hospital", 3, (*world).hospital},
	{"smeared", 2.5, (*world).smeared},
}

// addBusy adds busy innocents until they were reported a number of times. First comes one of each
// kind.
func (w *world) addBusy(reports int) {
	weights := make([]float64, len(busyKinds))
	for i := range busyKinds {
		weights[i] = busyKinds[i].weight
	}
	for i, end := 0, len(w.reports)+reports; len(w.reports) < end; i++ {
		kind := i
		if i >= len(busyKinds) {
			kind = w.weighted(weights)
		}
		g := &group{kind: busyKinds[kind].name}
		busyKinds[kind].add(w, g)
		w.innocents = append(w.innocents, g)
	}
}

// mostReports limits the reports of one innocent group, so that it does not fill a small world.
func (w *world) mostReports(n int) int { return min(n, max(2, w.want/150)) }

// equipped adds numbers and handsets to a group, which uses each number in some of the handsets.
// Sharing is the mean number of handsets of a number beyond the first.
func (w *world) equipped(g *group, numbers, handsets int, sharing, from, to float64) (all []ident) {
	first := len(g.members)
	for range handsets {
		g.members = append(g.members, w.newDevice())
	}
	devices := g.members[first:len(g.members):len(g.members)]
	for range numbers {
		n := w.newNumber()
		g.members = append(g.members, n)
		all = append(all, n)
		// People come and go.
		came := w.between(from, to)
		left := min(to, came+w.around((to-from)/3, 0.8))
		if w.chance(0.4) {
			came = from
		}
		for range 1 + w.more(sharing) {
			w.use(n, one(w, devices), came, left)
		}
	}
	return all
}

// complain files a complaint about some of the identifiers.
func (w *world) complain(names []ident, zone []uint8, category uint8, onDay float64) {
	w.file(incident{onDay: onDay, names: names, category: category, channel: call, region: w.regionIn(zone)})
}

// family is a household with several SIM cards and handsets that pass from one to the other. One is
// reported by mistake, for a prank or for a quarrel over a sale.
func (w *world) family(g *group) {
	home := []uint8{w.anyRegion()}
	numbers := w.equipped(g, w.count(2, 9), w.count(1, 6), w.between(0.2, 2), 0, lastDay)
	if w.chance(0.5) {
		a := w.newAccount()
		g.members = append(g.members, a)
		w.tie(linkedTo, a, one(w, numbers), 0)
		for _, id := range g.members {
			if w.kinds[id] == device && w.chance(0.5) {
				w.tie(accessedFrom, a, id, w.between(0, lastDay))
			}
		}
		if w.chance(0.2) {
			w.file(incident{onDay: w.calendar(), names: []ident{a, numbers[0]}, category: market, region: home[0], loss: w.around(4000, 1)})
		}
	}
	for range 1 + min(w.more(0.6), 4) {
		w.complain([]ident{one(w, numbers)}, home, one(w, []uint8{harassment, spam, market, upi, loan}), w.calendar())
	}
}

// hostel houses migrants, who lend each other handsets and leave after a season.
func (w *world) hostel(g *group) {
	n := w.size(12, 150)
	numbers := w.equipped(g, n, max(3, int(float64(n)*w.between(0.2, 0.8))), w.between(0.3, 2.5), 0, lastDay)
	zone := w.zone()
	for range w.mostReports(w.events(w.spread(0.5, 15))) {
		w.complain([]ident{one(w, numbers)}, zone, w.everyday(), w.calendar())
	}
}

// shop is a village shop or an agent of a lender or a bank. Customers use its handset with their
// own SIM cards and accounts.
func (w *world) shop(g *group) {
	numbers := w.equipped(g, w.size(5, 70), w.count(1, 3), w.between(0, 0.4), 0, lastDay)
	home := []uint8{w.anyRegion()}
	own := w.newAccount()
	g.members = append(g.members, own)
	w.tie(linkedTo, own, numbers[0], 0)
	if w.chance(0.6) {
		for _, n := range numbers[1:] {
			if !w.chance(0.5) {
				continue
			}
			a := w.newAccount()
			g.members = append(g.members, a)
			at := w.between(0, lastDay)
			w.tie(linkedTo, a, n, at)
			w.tie(accessedFrom, a, g.members[0], at)
			if w.chance(0.3) {
				w.tie(transferredTo, own, a, at)
			}
		}
	}
	for range w.mostReports(w.events(w.spread(0.3, 8))) {
		names := []ident{numbers[0]}
		if w.chance(0.3) {
			names = []ident{one(w, numbers)}
		}
		if w.chance(0.3) {
			names = append(names, own)
		}
		w.complain(names, home, one(w, []uint8{loan, loan, harassment, upi, spam}), w.calendar())
	}
	w.register(g, one(w, []string{"shop", "lending_agent"}), 0.3)
}

// courier is a delivery company with pooled SIM cards and handsets. Victims of parcel scams name
// whoever called about a parcel.
func (w *world) courier(g *group) {
	n := w.size(8, 160)
	numbers := w.equipped(g, n, max(3, int(float64(n)*w.between(0.2, 0.7))), w.between(1, 5), 0, lastDay)
	zone := w.zone()
	for range w.mostReports(w.size(2, 90)) {
		names := []ident{one(w, numbers)}
		if other := one(w, numbers); w.chance(0.15) && other != names[0] {
			names = append(names, other)
		}
		w.complain(names, zone, one(w, []uint8{parcel, parcel, harassment, upi, spam}), w.calendar())
	}
	w.register(g, "delivery", 0.3)
}

// callCentre is an honest one, with a switchboard and many outgoing numbers, sometimes through
// gateways that look like SIM boxes.
func (w *world) callCentre(g *group) {
	gateways := 0
	if w.chance(0.5) {
		gateways = w.count(1, 8)
	}
	var numbers []ident
	n := w.size(3, 200)
	if gateways > 0 {
		numbers = w.equipped(g, n, gateways, w.between(0, 1), 0, lastDay)
	} else {
		for range n {
			numbers = append(numbers, w.newNumber())
		}
		g.members = append(g.members, numbers...)
	}
	zone, category := w.zone(), one(w, []uint8{spam, harassment, loan, care, card})
	for range w.mostReports(w.size(4, 160)) {
		names := []ident{numbers[w.more(float64(n)/4)%n]}
		for range w.more(w.between(0, 0.6)) {
			names = append(names, one(w, numbers))
		}
		if w.chance(0.25) {
			category = w.everyday()
		}
		w.complain(names, zone, category, w.calendar())
	}
	w.register(g, "call_centre", 0.3)
}

// hospital has a switchboard. Its number is spoofed, or named by people who called back.
func (w *world) hospital(g *group) {
	for range w.count(1, 6) {
		g.members = append(g.members, w.newNumber())
	}
	home := []uint8{w.anyRegion()}
	for range w.mostReports(w.size(1, 15)) {
		names := []ident{one(w, g.members)}
		if other := one(w, g.members); w.chance(0.2) && other != names[0] {
			names = append(names, other)
		}
		w.complain(names, home, one(w, []uint8{personation, spam, upi, care}), w.calendar())
	}
	w.register(g, "hospital", 0.3)
}

// smeared is a business that many, or one person under one pseudonym or none, report within days.
func (w *world) smeared(g *group) {
	for range w.count(1, 4) {
		g.members = append(g.members, w.newNumber())
	}
	a := w.newAccount()
	g.members = append(g.members, a)
	w.tie(linkedTo, a, g.members[0], 0)
	if w.chance(0.6) {
		d := w.newDevice()
		for _, id := range g.members {
			if w.kinds[id] == number {
				w.use(id, d, 0, lastDay)
			}
		}
		g.members = append(g.members, d)
	}
	named := make([]ident, 0, len(g.members))
	for _, id := range g.members {
		if w.kinds[id] != device {
			named = append(named, id)
		}
	}
	single := uint32(0)
	if w.chance(0.4) {
		single = w.newVictim()
	}
	from, days := w.between(10, lastDay-10), w.between(0.5, 6)
	zone, category := w.zone(), one(w, []uint8{upi, market, care, loan, job})
	whole := w.between(0.2, 1)
	for range w.mostReports(w.size(12, 300)) {
		names := []ident{one(w, named)}
		if w.chance(whole) {
			names = named
		}
		before := len(w.reports)
		w.file(incident{
			onDay: from + w.Float64()*days, names: names, category: category, channel: web, region: w.regionIn(zone), victim: single,
			route: []float64{90, 4, 4, 2}, copies: 0.01, loss: w.around(2000, 0.4),
		})
		if w.chance(0.03) {
			w.reports[before].withdrawn = true
		}
	}
	w.register(g, one(w, []string{"shop", "delivery", "travel"}), 0.3)
}

// spamCaller annoys many, alone.
func (w *world) spamCaller(g *group) {
	n := w.newNumber()
	g.members = append(g.members, n)
	if w.chance(0.7) {
		d := w.newDevice()
		g.members = append(g.members, d)
		w.use(n, d, 0, lastDay)
	}
	zone, from := w.zone(), w.between(0, lastDay-30)
	days := w.spread(2, lastDay)
	for range w.mostReports(w.size(3, 90)) {
		w.file(incident{
			onDay: from + w.Float64()*min(days, lastDay-from), names: []ident{n}, category: spam, channel: one(w, []uint8{call, call, sms}),
			region: w.regionIn(zone), route: []float64{25, 70, 4, 0}, copies: 0.02,
		})
	}
}

// oneIncident is one fraud on one victim that portal, bank and police all filed, with identifiers
// that overlap, and whose case goes on. It is a fraud, but nobody can know a ring from it.
func (w *world) oneIncident(g *group) {
	for range w.count(1, 4) {
		n := w.newNumber()
		g.members = append(g.members, n)
		if w.chance(0.5) {
			w.use(n, w.newDevice(), 0, lastDay)
		}
	}
	for range w.count(1, 3) {
		a := w.newAccount()
		if w.chance(0.5) {
			w.tie(linkedTo, a, g.members[0], 0)
		}
		if last := g.members[len(g.members)-1]; w.kinds[last] == account && w.chance(0.6) {
			w.tie(transferredTo, last, a, w.between(0, lastDay))
		}
		g.members = append(g.members, a)
	}
	in := incident{
		onDay: w.calendar(), category: w.everyday(), channel: call, region: w.anyRegion(), loss: w.around(60_000, 1), victim: w.newVictim(),
	}
	for _, route := range [][]float64{{1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}, {1, 1, 1, 1}, {1, 0, 1, 0}}[:w.count(3, 5)] {
		in.names = nil
		for _, id := range g.members {
			if w.chance(0.75) {
				in.names = append(in.names, id)
			}
		}
		if len(in.names) == 0 {
			in.names = g.members
		}
		w.report(&in, w.receiver(&in, route))
		in.onDay = min(in.onDay+w.around(1, 1), lastDay-0.1)
	}
}
