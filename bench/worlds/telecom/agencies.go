package main

import (
	"fmt"
	"strings"
)

// The kinds of agencies.
const (
	portalKind uint8 = iota
	telcoKind
	policeKind
	bankKind
	operatorKind
)

// agency is who files records, with habits of its own: what it leaves out, and how late it files.
type agency struct {
	name                        string
	kind                        uint8
	noRegion, noCategory        float64 // shares of its reports without the field
	noTime, noSource, noChannel float64
	wrongCategory               float64
	wrongName                   float64 // share of its reports with an identifier mistyped
	numberKept, accountKept     float64 // chance that it passes on an identifier that the victim named
	delay, delaySigma           float64 // days from the incident to the filing: median and spread
	unnamed                     bool    // its records arrive in files that name no agency
}

// The fixed agencies. Others follow.
const (
	operator = iota
	portal
)

// telco is how a telco answers for its subscribers.
type telco struct {
	agency      uint8
	share       float64
	joined      float64 // day of its first links
	backfills   bool    // it also files links from before it joined
	lookup      float64 // chance that it looks up a reported number
	recall      float64 // chance that a use of the number is in its data
	window      float64 // days around the reports that it searches
	expand      float64 // chance that it lists its other numbers in a handset
	limit       int     // most numbers of a handset that it lists
	watches     int     // numbers in a handset from which it lists them though nobody asks
	watchful    float64
	noTime      float64
	wholeDays   bool
	wrongIMEI   float64 // share of its links with a mistyped IMEI
	defaultIMEI float64 // share with a default IMEI, because the network recorded none
	sources     bool
	releases    float64 // chance that it files a number's release
	delay       float64
}

// bank is how a bank answers for its accounts.
type bank struct {
	agency   uint8
	share    float64
	lookup   float64
	recall   float64
	devices  bool // it knows the IMEI of the handset from which an account is used
	transfer float64
}

// found draws the agencies and their habits.
func (w *world) found() {
	w.agencies = []agency{
		operator: {name: "register", kind: operatorKind},
		portal: {
			name: "cyber-portal", kind: portalKind, noRegion: w.between(0.03, 0.12), noCategory: w.between(0.01, 0.05),
			noTime: w.between(0.01, 0.06), noSource: w.between(0.05, 0.25), noChannel: w.between(0.1, 0.4),
			wrongCategory: w.between(0.1, 0.25), wrongName: w.between(0.01, 0.03), numberKept: 0.96, accountKept: 0.85,
			delay: w.spread(0.2, 1.5), delaySigma: 1.3,
		},
	}
	for i, share := range []float64{39, 32, 18, 7, 4} {
		noSource := 1.0
		if w.chance(0.4) {
			noSource = w.between(0.05, 0.3)
		}
		a := w.employ(agency{
			name: fmt.Sprintf("telco-%c", 'a'+i), kind: telcoKind, noRegion: w.between(0.2, 0.9), noCategory: w.between(0.02, 0.5),
			noTime: w.between(0.02, 0.3), noSource: noSource, noChannel: w.between(0, 0.9),
			wrongCategory: w.between(0.05, 0.2), wrongName: w.between(0.001, 0.01), numberKept: 1, accountKept: 0,
			delay: w.spread(0.05, 1), delaySigma: 1,
		})
		t := telco{
			agency: a, share: share * w.between(0.8, 1.2), lookup: w.between(0.3, 0.92), recall: w.between(0.55, 0.97),
			window: w.spread(20, 400), expand: w.between(0.05, 0.75), limit: w.size(8, 2000), watches: w.size(8, 60),
			watchful: w.between(0, 0.5), noTime: w.between(0, 0.15), wholeDays: w.chance(0.4), wrongIMEI: w.spread(0.001, 0.01),
			defaultIMEI: w.spread(0.002, 0.03), sources: w.chance(0.3), releases: w.between(0.6, 1), delay: w.spread(1, 40),
		}
		if w.chance(0.4) {
			t.limit = 1 << 30
		}
		if i > 0 && w.chance(0.4) {
			t.joined, t.backfills = w.between(60, 500), w.chance(0.5)
		}
		if i == 4 && w.chance(0.5) {
			t.lookup, t.expand, t.watchful = 0, 0, 0 // it takes complaints, but files no links
		}
		w.telcos = append(w.telcos, t)
	}
	for i, share := range []float64{30, 20, 14, 11, 9, 7, 5, 4} {
		noSource := 1.0
		if w.chance(0.5) {
			noSource = w.between(0, 0.2)
		}
		a := w.employ(agency{
			name: fmt.Sprintf("bank-%c", 'a'+i), kind: bankKind, noRegion: w.between(0.1, 1), noCategory: w.between(0, 0.2),
			noTime: w.between(0, 0.02), noSource: noSource, noChannel: w.between(0.3, 1), wrongCategory: w.between(0.05, 0.2),
			wrongName: 0.001, numberKept: w.between(0.1, 0.7), accountKept: 0.98, delay: w.spread(0.5, 8), delaySigma: 0.8,
		})
		b := bank{agency: a, share: share * w.between(0.7, 1.3), lookup: w.between(0.2, 0.9), recall: w.between(0.5, 0.95)}
		b.devices, b.transfer = w.chance(0.5), w.between(0.05, 0.8)
		if i > 4 && w.chance(0.5) {
			b.lookup = 0
		}
		w.banks = append(w.banks, b)
	}
	w.police = make([]uint8, len(regions))
	for r := 1; r < len(regions); r++ {
		if !w.chance(0.2 + 0.5*min(1, people[r]/60)) {
			continue
		}
		noSource := 1.0
		if w.chance(0.5) {
			noSource = w.between(0, 0.3)
		}
		w.police[r] = w.employ(agency{
			name: "police-" + strings.ToLower(regions[r].code), kind: policeKind, noRegion: w.between(0, 0.3), noCategory: w.between(0, 0.4),
			noTime: w.between(0, 0.3), noSource: noSource, noChannel: w.between(0.2, 1), wrongCategory: w.between(0.02, 0.15),
			wrongName: w.between(0.001, 0.02), numberKept: w.between(0.8, 1), accountKept: w.between(0.6, 1),
			delay: w.spread(2, 60), delaySigma: 1,
			unnamed: w.chance(0.1),
		})
	}
}

func (w *world) employ(a agency) uint8 {
	w.agencies = append(w.agencies, a)
	return uint8(len(w.agencies) - 1)
}

func (w *world) telcoByShare() uint8 {
	shares := make([]float64, len(w.telcos))
	for i := range w.telcos {
		shares[i] = w.telcos[i].share
	}
	return uint8(w.weighted(shares))
}

func (w *world) bankByShare() uint8 {
	shares := make([]float64, len(w.banks))
	for i := range w.banks {
		shares[i] = w.banks[i].share
	}
	return uint8(w.weighted(shares))
}
