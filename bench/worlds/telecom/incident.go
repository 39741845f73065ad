package main

import "slices"

// incident is what happened to one victim. Agencies file reports of it.
type incident struct {
	onDay    float64
	names    []ident // what the victim can name
	category uint8
	channel  uint8
	region   uint8   // of the victim
	loss     float64 // in rupees; 0 is none
	victim   uint32  // 0 is a new one
	bare     bool    // taken down by text message, without region, category and time
	route    []float64
	copies   float64 // mean number of further agencies with a report of it; 0 is the usual
}

// everyRoute is where victims usually go: portal, telco, police, bank.
var everyRoute = []float64{64, 14, 12, 10}

// usualCopies is the usual mean number of further agencies.
const usualCopies = 0.06

// file files the reports of an incident.
func (w *world) file(in incident) {
	if in.victim == 0 {
		in.victim = w.newVictim()
	}
	if in.onDay < 0 || in.onDay >= lastDay {
		in.onDay = w.between(0, lastDay)
	}
	if in.copies == 0 {
		in.copies = usualCopies
	}
	route := in.route
	if route == nil {
		route = everyRoute
	}
	first := w.receiver(&in, route)
	w.report(&in, first)
	if w.chance(0.02) { // the victim complains again, with the same agency
		again := in
		again.onDay = min(in.onDay+w.around(4, 1), lastDay-0.1)
		w.report(&again, first)
	}
	done := []uint8{first}
	for range w.more(in.copies) {
		if next := w.receiver(&in, []float64{3, 0, 4, 3}); !slices.Contains(done, next) {
			done = append(done, next)
			w.report(&in, next)
		}
	}
}

// receiver returns an agency that can take a report of the incident.
func (w *world) receiver(in *incident, route []float64) uint8 {
	switch uint8(w.weighted(route)) {
	case telcoKind:
		// The victim complains to the own telco, whoever serves the caller.
		if w.kinds[in.names[0]] == number {
			return w.telcos[w.telcoByShare()].agency
		}
	case policeKind:
		if force := w.police[in.region]; force != 0 {
			return force
		}
	case bankKind:
		for _, id := range in.names {
			if w.kinds[id] == account {
				// Either the victim's bank or that of the account files it.
				if w.chance(0.5) {
					return w.banks[w.owners[id]].agency
				}
				return w.banks[w.bankByShare()].agency
			}
		}
	}
	return portal
}

// report files one agency's report of an incident.
func (w *world) report(in *incident, by uint8) {
	a := &w.agencies[by]
	first := len(w.names)
	for _, id := range in.names {
		kept := a.numberKept
		if w.kinds[id] == account {
			kept = a.accountKept
		}
		if !w.chance(kept) || a.kind == telcoKind && len(w.names) > first && w.chance(0.7) {
			continue
		}
		if w.chance(a.wrongName) {
			id = w.identifier(w.kinds[id], w.owners[id])
		}
		if !slices.Contains(w.names[first:], id) {
			w.names = append(w.names, id)
		}
	}
	if len(w.names) == first {
		w.names = append(w.names, in.names[0])
	}
	if (a.kind == portalKind || a.kind == policeKind) && w.chance(0.012) {
		w.names = append(w.names, one(w, w.helplines)) // the victim also lists whom they asked for help
	}
	r := report{
		first: uint32(first), count: uint16(len(w.names) - first), agency: by, channel: in.channel, region: in.region,
		occurred: int32(in.onDay * day), source: in.victim, loss: uint32(in.loss),
	}
	r.filed = r.occurred + int32(w.around(a.delay, a.delaySigma)*day)
	r.category = w.wordFor(a, in.category)
	blank := func(field *uint8, p float64) {
		if w.chance(p) {
			*field = 0
		}
	}
	blank(&r.category, a.noCategory)
	blank(&r.region, a.noRegion)
	blank(&r.channel, a.noChannel)
	if w.chance(a.noTime) {
		r.occurred = none
	}
	if w.chance(a.noSource) {
		r.source = 0
	}
	if a.kind == telcoKind || w.chance(0.25) {
		r.loss = 0
	}
	if in.bare {
		r.occurred, r.category, r.region = none, 0, 0
	}
	w.reports = append(w.reports, r)
}

// wordFor returns the agency's word for a category, as its place among all words of all kinds of
// agencies, from 1.
func (w *world) wordFor(a *agency, category uint8) uint8 {
	if w.chance(a.wrongCategory) {
		category = uint8(w.IntN(int(categories)))
	}
	return a.kind*categories + category + 1
}

// word returns the word of a place that wordFor returned. 0 has none.
func word(place uint8) string {
	if place == 0 {
		return ""
	}
	return words[(place-1)/categories][(place-1)%categories]
}

// withdrawSome takes back the few reports that were filed in error.
func (w *world) withdrawSome() {
	for i := range w.reports {
		if !w.reports[i].withdrawn && w.chance(0.004) {
			w.reports[i].withdrawn = true
		}
		if w.reports[i].withdrawn {
			w.withdrawals++
		}
	}
}

// hour returns a time of day between two hours, as a fraction of a day.
func (w *world) hour(from, to float64) float64 { return w.between(from, to) / 24 }

// calendar returns a day on which a stranger's report happens: more of them in later months and on
// working days.
func (w *world) calendar() float64 {
	for {
		d := w.IntN(lastDay)
		p := 0.55 + 0.45*float64(d)/lastDay
		if d%7 == 1 { // start was a Saturday
			p *= 0.6
		}
		if w.chance(p) {
			return float64(d) + w.hour(6, 23.5)
		}
	}
}
