package main

// lookup is a carrier's task to see with what a reported identifier met.
type lookup struct {
	id     int32
	source int32 // who complained, or none
}

// link is one link as it will be written.
type link struct {
	edge   int32
	source int32 // person, or none
	seen   int16 // day
	filed  int16 // day
	agency uint8
}

// How carriers look things up.
const (
	window    = 150 // days back
	again     = 45  // days until an identifier is looked up again
	maxWalk   = 48  // entries of a log that a clerk reads
	maxOthers = 12  // others listed for one handset
)

// requestLookup has a reported identifier's carrier look it up, soon or never. Another agency's
// report reaches the carrier less often than its own.
func (w *world) requestLookup(id int32, r *report) {
	x := &w.ids[id]
	if x.carrier == noAgency || x.lookedUp >= 0 && int(r.filed)-int(x.lookedUp) < again {
		return
	}
	a := &agencies[x.carrier]
	p := a.lookup
	if x.carrier != r.agency {
		p *= 0.7
	}
	day := int(r.filed) + 1 + w.rng.IntN(max(1, a.delay))
	if day >= days+tail || !w.chance(p) {
		return
	}
	x.lookedUp = r.filed
	source := none
	if a.kind == bank && w.chance(a.source) {
		source = r.source
	}
	w.lookups[day] = append(w.lookups[day], lookup{id, source})
}

// lookUp does the look-ups that are due today.
func (w *world) lookUp() {
	for _, l := range w.lookups[w.today] {
		if w.ids[l.id].kind == number {
			w.lookUpNumber(l)
		} else {
			w.lookUpAccount(l)
		}
	}
	w.lookups[w.today] = nil
}

// fileLink files an edge as a link, once.
func (w *world) fileLink(e *edge, at int, by uint8, source int32, seen int) {
	if e.filed {
		return
	}
	e.filed = true
	w.links = append(w.links, link{int32(at), source, int16(seen), int16(w.today), by})
}

// edgesOf calls f with the newest edges of an identifier of one relation.
func (w *world) edgesOf(id int32, r relation, f func(e *edge, at int, other int32)) {
	at := w.ids[id].newest
	for range maxWalk {
		if at == none {
			return
		}
		e, here := &w.edges[at], int(at)
		other := e.b
		at = e.nextA
		if e.b == id {
			other, at = e.a, e.nextB
		}
		if e.relation == r {
			f(e, here, other)
		}
	}
}

// lookUpNumber files in which handsets a number was, and perhaps who else was in them.
func (w *world) lookUpNumber(l lookup) {
	x := &w.ids[l.id]
	a := &agencies[x.carrier]
	until := w.today
	if x.freed >= 0 {
		until = min(until, int(x.freed))
	}
	expand, files := w.chance(a.expand), 0
	w.edgesOf(l.id, usedIn, func(e *edge, at int, handset int32) {
		if e.a != l.id || files >= 6 || w.today-until > window {
			return
		}
		if w.chance(0.9) { // when it was last seen there
			files++
			w.fileLink(e, at, x.carrier, l.source, max(int(e.day), until-w.rng.IntN(30)))
			if expand {
				w.listOthers(handset, usedIn, x.carrier, l.source)
			}
		}
		until = min(until, int(e.day)-1) // a new holder may begin that day
	})
}

// listOthers files what else of the carrier's customers met a handset.
func (w *world) listOthers(handset int32, r relation, by uint8, source int32) {
	files := 0
	w.edgesOf(handset, r, func(e *edge, at int, other int32) {
		if files < maxOthers && w.ids[other].carrier == by && w.today-int(e.day) <= 2*window {
			files++
			w.fileLink(e, at, by, source, int(e.day))
		}
	})
}

// lookUpAccount files an account's numbers, handsets and payments, and perhaps traces the payments.
func (w *world) lookUpAccount(l lookup) {
	x := &w.ids[l.id]
	a := &agencies[x.carrier]
	w.edgesOf(l.id, linkedTo, func(e *edge, at int, _ int32) {
		if w.chance(0.9) {
			w.fileLink(e, at, x.carrier, l.source, int(e.day))
		}
	})
	expand := w.chance(a.expand)
	w.edgesOf(l.id, accessedFrom, func(e *edge, at int, handset int32) {
		if w.today-int(e.day) <= 2*window && w.chance(0.9) {
			w.fileLink(e, at, x.carrier, l.source, int(e.day))
			if expand {
				w.listOthers(handset, accessedFrom, x.carrier, l.source)
			}
		}
	})
	paid, got := 0, 0
	w.edgesOf(l.id, transferredTo, func(e *edge, at int, other int32) {
		switch {
		case w.today-int(e.day) > 60:
		case e.a == l.id && paid < 5 && w.chance(0.7):
			paid++
			w.fileLink(e, at, x.carrier, l.source, int(e.day))
			if y := &w.ids[other]; y.carrier != noAgency && y.place == none && w.chance(0.5*agencies[y.carrier].expand) {
				w.edgesOf(other, accessedFrom, func(e *edge, at int, _ int32) {
					w.fileLink(e, at, y.carrier, none, int(e.day))
				})
			}
		case e.b == l.id && got < 3 && w.chance(0.12):
			got++
			w.fileLink(e, at, x.carrier, l.source, int(e.day))
		}
	})
}

// sampleLinks files links of random identifiers, by each carrier's policy: some one by one, some
// all of a handset.
func (w *world) sampleLinks() {
	for i, a := range agencies {
		mean := a.sample * float64(w.filedBy[i]) / float64(w.today+1)
		for range w.poisson(mean) {
			for range 12 {
				at := w.rng.IntN(len(w.edges))
				e := &w.edges[at]
				if int(w.ids[e.a].carrier) != i {
					continue
				}
				w.fileLink(e, at, uint8(i), none, int(e.day))
				if e.relation == usedIn && w.chance(0.2) {
					w.listOthers(e.b, usedIn, uint8(i), none)
				}
				break
			}
		}
	}
}
