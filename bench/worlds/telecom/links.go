package main

import "slices"

// This file decides which uses of numbers and which ties of accounts agencies file as links. Telcos
// and banks don't file all they know: they answer when a number or account is reported, and add
// what they find on the way.

// index lists, for each identifier, the places of its uses or ties.
type index struct {
	starts []int32
	places []int32
}

// indexBy groups the places 0 to n-1 by key, among the given number of identifiers.
func indexBy(identifiers, n int, key func(place int) ident) index {
	x := index{make([]int32, identifiers+1), make([]int32, n)}
	for i := range n {
		x.starts[key(i)+1]++
	}
	for i := range identifiers {
		x.starts[i+1] += x.starts[i]
	}
	next := slices.Clone(x.starts)
	for i := range n {
		k := key(i)
		x.places[next[k]] = int32(i)
		next[k]++
	}
	return x
}

func (x *index) of(id ident) []int32 { return x.places[x.starts[id]:x.starts[id+1]] }

// period is a time in seconds since start, such as that in which an identifier was reported.
type period struct{ first, last int32 }

func (p period) meets(u *usage) bool { return u.from <= p.last && p.first <= u.to }

// fileLinks files the links of banks and telcos.
func (w *world) fileLinks() {
	// Typing errors in links add identifiers while links are filed. These are never looked up.
	identifiers := len(w.kinds)
	reported := make([]period, identifiers)
	for i := range reported {
		reported[i] = period{none, none}
	}
	for i := range w.reports {
		r := &w.reports[i]
		for _, id := range w.namesOf(r) {
			p := &reported[id]
			if p.first == none || r.filed < p.first {
				p.first = r.filed
			}
			p.last = max(p.last, r.filed)
		}
	}
	w.fileTies(reported)
	w.fileUsages(reported)
}

// fileTies files what banks know of reported accounts, then of the accounts that those are tied to.
func (w *world) fileTies(reported []period) {
	byFrom := indexBy(len(reported), len(w.ties), func(i int) ident { return w.ties[i].from })
	filed := make([]bool, len(w.ties))
	type trace struct {
		account ident
		when    int32
	}
	var followed []trace
	look := func(id ident, when int32, factor float64) {
		b := &w.banks[w.owners[id]]
		if !w.chance(b.lookup * factor) {
			return
		}
		for _, i := range byFrom.of(id) {
			t := &w.ties[i]
			recall := b.recall
			switch t.relation {
			case accessedFrom:
				if !b.devices {
					recall = 0
				}
			case transferredTo:
				recall = b.transfer
			}
			if filed[i] || !w.chance(recall) {
				continue
			}
			filed[i] = true
			l := link{relation: t.relation, agency: b.agency, observed: t.at, from: t.from, to: t.to}
			l.filed = when + int32(w.around(5, 1)*day)
			if t.relation == linkedTo {
				l.from, l.to = t.to, t.from // banks look up by account
			}
			w.links = append(w.links, l)
			if t.relation == transferredTo {
				followed = append(followed, trace{t.to, l.filed})
			} else if n := t.to; reported[n].first == none && w.kinds[n] == number && w.chance(0.3) {
				reported[n] = period{l.filed, l.filed} // the bank asks the telco about the number
			}
		}
	}
	for id, p := range reported {
		if p.first != none && w.kinds[id] == account {
			look(ident(id), p.first, 1)
		}
	}
	// Money is followed over two more accounts.
	for range 2 {
		next := followed
		followed = nil
		for _, t := range next {
			look(t.account, t.when, 0.5)
		}
	}
}

// fileUsages files what telcos know of reported numbers, then of the handsets that those were in,
// then of handsets with suspiciously many numbers, then what they volunteer.
func (w *world) fileUsages(reported []period) {
	usages := len(w.usages)
	byNumber := indexBy(len(reported), usages, func(i int) ident { return w.usages[i].number })
	byDevice := indexBy(len(reported), usages, func(i int) ident { return w.usages[i].device })
	filed := make([]bool, usages)
	hot := make([]int32, len(reported)) // when a link first made the handset of interest
	for i := range hot {
		hot[i] = none
	}
	file := func(i int32, t *telco, asked int32, source uint32, search period) {
		u := &w.usages[i]
		filed[i] = true
		if hot[u.device] == none {
			hot[u.device] = asked
		}
		w.fileUsage(u, t, asked, source, search)
	}

	for id, p := range reported {
		if p.first == none || w.kinds[id] != number || w.owners[id] == nobody {
			continue
		}
		t := &w.telcos[w.owners[id]]
		if joined := int32(t.joined * day); p.last < joined && !t.backfills || !w.chance(t.lookup) {
			continue
		}
		window, source := int32(t.window*day), w.caseOf(t)
		for _, i := range byNumber.of(ident(id)) {
			search := period{p.first - window, p.last + window}
			if u := &w.usages[i]; search.meets(u) && w.chance(t.recall) {
				file(i, t, p.first, source, search)
			}
		}
	}

	for id := range reported {
		if w.kinds[id] != device {
			continue
		}
		places := byDevice.of(ident(id))
		if len(places) < 2 {
			continue
		}
		asked := hot[id]
		for code := range w.telcos {
			w.fileHandset(&w.telcos[code], uint8(code), places, filed, asked, file)
		}
	}
	for i := range usages {
		if u := &w.usages[i]; u.volunteered > 0 && !filed[i] && w.owners[u.number] != nobody && w.chance(float64(u.volunteered)) {
			if t := &w.telcos[w.owners[u.number]]; t.lookup > 0 {
				file(int32(i), t, u.from, 0, period{u.from, u.to})
			}
		}
	}
}

// fileFunc files the link of the usage at a place, which a telco found when it was interested in
// the number or handset and searched a period.
type fileFunc func(place int32, t *telco, asked int32, source uint32, search period)

// fileHandset files a telco's other numbers in a handset, because somebody reported one of them or
// because they are suspiciously many.
func (w *world) fileHandset(t *telco, code uint8, places []int32, filed []bool, asked int32, file fileFunc) {
	own := 0
	for _, i := range places {
		if w.owners[w.usages[i].number] == code {
			own++
		}
	}
	if own == 0 {
		return
	}
	wanted := asked != none && own <= t.limit && w.chance(t.expand)
	noticed := own >= t.watches && own <= t.limit && w.chance(t.watchful)
	if !wanted && !noticed {
		return
	}
	if asked == none {
		asked = w.usages[places[w.IntN(len(places))]].from
	}
	source := w.caseOf(t)
	for _, i := range places {
		u := &w.usages[i]
		if w.owners[u.number] != code || filed[i] || !w.chance(t.recall) {
			continue
		}
		window := int32(t.window * day)
		search := period{asked - window, asked + window}
		if noticed {
			search = period{u.from, u.to}
		}
		if search.meets(u) {
			file(i, t, asked, source, search)
		}
	}
}

// caseOf returns a new case, as the source of a telco's links, or 0 if the telco gives none.
func (w *world) caseOf(t *telco) uint32 {
	if !t.sources {
		return 0
	}
	return w.newVictim()
}

// fileUsage files the link of a usage within the period searched, with the telco's faults.
func (w *world) fileUsage(u *usage, t *telco, asked int32, source uint32, search period) {
	seen := int32(w.between(float64(max(u.from, search.first)), float64(min(u.to, search.last))))
	l := link{relation: usedIn, agency: t.agency, observed: seen, source: source, from: u.number, to: u.device}
	l.filed = max(asked, seen, int32(t.joined*day)) + int32(w.around(t.delay, 1)*day)
	if w.chance(0.03) {
		l.filed += int32(w.between(60, 300) * day) // a backlog
	}
	if t.wholeDays {
		l.observed -= l.observed % day
	}
	switch {
	case w.chance(t.wrongIMEI):
		l.to = w.newDevice()
	case w.chance(t.defaultIMEI):
		l.to = w.defaultDevice()
	}
	if w.chance(t.noTime) {
		l.observed = none
	}
	w.links = append(w.links, l)
	if w.chance(0.07) { // the same pair again, seen later
		if l.observed != none {
			l.observed = min(l.observed+int32(w.around(10, 1)*day), lastDay*day)
		}
		l.filed += int32(w.around(20, 0.7) * day)
		w.links = append(w.links, l)
	}
}
