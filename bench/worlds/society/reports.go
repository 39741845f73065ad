package main

// incident is what happened to a victim, and what could be seen of the other side.
type incident struct {
	fraud     fraud
	numbers   []int32 // that the victim saw
	device    int32   // that investigators may find
	account   int32   // that was to take the money
	victim    int32   // person
	loss      int32   // rupees
	gang      *gang
	certain   bool // it is reported at least once
	grievance bool // it is a complaint about service
}

// report is one report as it will be written.
type report struct {
	ids      [4]int32 // the first count are set
	occurred int32    // minutes since the first day
	loss     int32    // rupees; 0 if unknown
	source   int32    // person, or none
	filed    int16    // day
	count    uint8
	agency   uint8
	region   uint8 // noRegion if unknown
	timeless bool
	back     bool // withdrawn later
	category string
}

const noRegion uint8 = 255

type withdrawal struct {
	report int32
	day    int16
	reason string
}

type release struct {
	id     int32
	day    int16
	agency uint8
}

// complain has a victim decide where to report, if at all. Most report nothing, some report to
// several agencies, often late.
func (w *world) complain(i incident) {
	reports := 0.24
	if i.loss > 0 {
		reports = 0.62
	}
	if !i.certain && !w.chance(reports) {
		return
	}
	for _, a := range w.agenciesFor(&i) {
		w.file(&i, a)
	}
	if w.chance(0.02) { // the form was sent twice, or the victim asks again
		w.file(&i, w.agenciesFor(&i)[0])
	}
}

// agenciesFor returns the agencies to which a victim reports, at least one.
func (w *world) agenciesFor(i *incident) (list []uint8) {
	helpline := w.pickAgency(portal)
	own := func(id int32) uint8 {
		if id == none || w.ids[id].carrier == noAgency {
			return helpline
		}
		return w.ids[id].carrier
	}
	v := &w.persons[i.victim]
	if i.loss > 0 {
		if w.chance(0.55) {
			list = append(list, own(v.account))
		}
		if w.chance(0.25) && (len(list) == 0 || list[0] != helpline) {
			list = append(list, helpline)
		}
		if w.chance(0.16) || i.loss > 200_000 && w.chance(0.5) {
			list = append(list, w.pickAgency(police))
		}
	} else if w.chance(0.03) {
		list = append(list, w.pickAgency(police))
	}
	if len(list) == 0 {
		list = append(list, own(v.number))
	}
	return list
}

// file makes one agency's report of an incident, by its form.
func (w *world) file(i *incident, at uint8) {
	if len(w.reports) >= w.target {
		return
	}
	a := &agencies[at]
	r := report{agency: at, source: none, region: noRegion, category: w.category(at, i.fraud)}
	name := func(id int32) {
		for _, other := range r.ids[:r.count] {
			if other == id {
				return
			}
		}
		if int(r.count) < len(r.ids) {
			r.ids[r.count] = id
			r.count++
		}
	}
	for _, n := range i.numbers {
		if w.chance(a.number) {
			name(w.typed(n, a.errors))
		}
	}
	if i.account != none && w.chance(a.acct) {
		name(i.account)
	}
	if r.count == 0 { // a report names something
		if len(i.numbers) > 0 {
			name(i.numbers[0])
		} else {
			name(i.account)
		}
	}
	if i.device != none && w.chance(a.handed) {
		name(i.device)
	}
	w.fillIn(&r, i, a)
	w.reports = append(w.reports, r)
	w.filedBy[at]++
	w.afterReport(&w.reports[len(w.reports)-1], i)
}

// fillIn sets what else the form asks.
func (w *world) fillIn(r *report, i *incident, a *agency) {
	minute := 8*60 + int((w.rng.Float64()+w.rng.Float64())/2*14*60)
	r.occurred = int32(w.today*24*60 + minute)
	if a.byDay {
		r.occurred = int32(w.today * 24 * 60)
	}
	r.timeless = w.chance(a.timeless)
	late := w.rng.ExpFloat64() * 3
	if w.chance(0.15) {
		late = w.rng.ExpFloat64() * 40
	}
	r.filed = int16(min(days+tail-1, w.today+int(late)))
	if w.chance(a.region) {
		r.region = w.persons[i.victim].region
	}
	if w.chance(a.source) {
		r.source = i.victim
	}
	if i.loss > 0 && w.chance(a.loss) {
		r.loss = i.loss
	}
}

// typed returns a number as a clerk types it. A wrong digit may make it another person's.
func (w *world) typed(n int32, errors float64) int32 {
	switch {
	case !w.chance(errors):
		return n
	case w.chance(0.4):
		return w.someNumber()
	}
	return w.elsewhere(number)
}

// afterReport is what carriers and gangs do about a report, and whether it is withdrawn.
func (w *world) afterReport(r *report, i *incident) {
	for _, id := range r.ids[:r.count] {
		w.requestLookup(id, r)
		if x := &w.ids[id]; x.fraud && (x.kind == number && w.chance(0.2) || x.kind == account && w.chance(0.4)) {
			x.blocked = true
		}
	}
	if i.gang != nil {
		i.gang.heat++
	}
	reason, p := "filed_in_error", 0.003
	if i.grievance {
		reason, p = "resolved", 0.03
	}
	if day := int(r.filed) + w.between(3, 60); w.chance(p) && day < days+tail {
		r.back = true
		w.withdrawn = append(w.withdrawn, withdrawal{int32(len(w.reports) - 1), int16(day), reason})
	}
}
