package rings

import (
	"maps"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// maxAgreement is how far the agreement of an aspect can speak for one source, in log-odds.
// Strangers agree too: the customers of a repair shop live in one region, and a handset that is
// sold cheaply is seen in one season. One modus around an identifier that strangers share is rare.
var maxAgreement = [aspectCount]float64{byRegion: 2, byCategory: 6, byPeriod: 3.5}

// sourceOdds are the odds that some records come from one source:
//
//	(Π_a (1 + BF_a) − 1) / (2^m − 1)
//
// over the m aspects with events, where BF_a is the Bayes factor of one source by aspect a. A
// source leans in at least one aspect, and each combination of aspects is as likely as the others.
// So an aspect that does not lean takes nothing from one that does. log BF_a counts as maxAgreement
// at most. An aspect without events must not raise the odds, so they are at most those with BF_a =
// 1 for each such aspect.
type sourceOdds struct {
	product float64 // Π_a (1 + BF_a)
	aspects int     // m
}

// add adds an aspect with events.
func (o *sourceOdds) add(aspect int, logBF float64) {
	if o.aspects++; o.aspects == 1 {
		o.product = 1
	}
	o.product *= 1 + math.Exp(min(logBF, maxAgreement[aspect]))
}

// log returns the logarithm of the odds; 0 if nothing is known.
func (o *sourceOdds) log() float64 {
	if o.aspects == 0 {
		return 0
	}
	odds := func(product float64, aspects int) float64 {
		return math.Log(max(product-1, math.SmallestNonzeroFloat64)) - math.Log(math.Exp2(float64(aspects))-1)
	}
	return min(odds(o.product, o.aspects), odds(o.product*math.Exp2(float64(aspectCount-o.aspects)), aspectCount))
}

// strangersConcentration is the concentration (coherence.go) of strangers: their rates are near the
// background's, and differ by what people of one city, bank or season have in common. With 20, a
// rate of a tenth varies by two thirds of itself.
const strangersConcentration = 20.0

// All reports of a neighbour count as one event together, so that one with many does not outweigh
// the others. Events are counted in parts of reportParts, which the numbers up to 16 divide, so
// that sums are exact in any order. Of a neighbour's reports the first maxReportsPerNeighbour
// count.
const (
	reportParts            = 720_720
	maxReportsPerNeighbour = 64
)

// odds returns the log-odds that the records around some suspects come from one source rather than
// from strangers with mild habits.
//
// The records around a suspect are its own, and the reports of its neighbours.
func (r *hubRecords) odds(f *hubSearch, suspects []int) float64 {
	var own, links, neighbours []uint32
	for _, i := range suspects {
		own, links = append(own, r.reports.of(i)...), append(links, r.links.of(i)...)
		neighbours = append(neighbours, f.g.Neighbours(f.suspects[i].identifier)...)
	}
	if len(suspects) > 1 {
		own, links, neighbours = sortedSet(own), sortedSet(links), sortedSet(neighbours)
	}
	var events [aspectCount]map[int32]int
	add := func(aspect int, key int32, parts int) {
		if key == noKey {
			return
		}
		if events[aspect] == nil {
			events[aspect] = map[int32]int{}
		}
		events[aspect][key] += parts
	}
	addReport := func(report uint32, parts int) {
		for aspect, key := range reportKeys(f.e, int(report)) {
			add(aspect, key, parts)
		}
	}
	for _, report := range own {
		addReport(report, reportParts)
	}
	for _, link := range links {
		add(byPeriod, linkKey(f.e, int(link)), reportParts)
	}
	var others []uint32
	for _, v := range neighbours {
		others = others[:0]
		for _, report := range r.byIdentifier.of(int(v))[:min(len(r.byIdentifier.of(int(v))), maxReportsPerNeighbour)] {
			if _, isOwn := slices.BinarySearch(own, report); !isOwn {
				others = append(others, report)
			}
		}
		for _, report := range others {
			addReport(report, reportParts/len(others))
		}
	}
	var odds sourceOdds
	for aspect := range events {
		if len(events[aspect]) > 0 {
			odds.add(aspect, f.rates.by[aspect].logOneSource(events[aspect]))
		}
	}
	return odds.log()
}

// logOneSource returns the logarithm of the Bayes factor of one source of events against strangers
// with mild habits. Both are Dirichlet-multinomial distributions (coherence.go), of different
// concentrations.
func (r *rates) logOneSource(events map[int32]int) (logBF float64) {
	all := 0.0
	for _, key := range slices.Sorted(maps.Keys(events)) {
		n, p := float64(events[key])/reportParts, r.of(key).smoothed
		all += n
		logBF += logRisingBy(concentration*p, n) - logRisingBy(strangersConcentration*p, n)
	}
	return logBF - logRisingBy(concentration, all) + logRisingBy(strangersConcentration, all)
}

// parts returns the events in parts of reportParts.
func (t tally) parts() map[int32]int {
	events := make(map[int32]int, len(t))
	for _, x := range t {
		events[x.key] = int(x.count) * reportParts
	}
	return events
}

// logRisingBy returns log(Γ(x+n) / Γ(x)).
func logRisingBy(x, n float64) float64 { return logGamma(x+n) - logGamma(x) }

func sortedSet(list []uint32) []uint32 {
	slices.Sort(list)
	return slices.Compact(list)
}

// hubRecords holds the records of each suspect, and the reports of each identifier that is a
// neighbour of one.
type hubRecords struct {
	reports, links grouped // by index of the suspect
	byIdentifier   grouped // reports
}

func newHubRecords(e *Evidence, g *analysis.Network, suspects []suspect, indexOf []uint32) hubRecords {
	near := make([]bool, len(e.Kinds))
	for i := range suspects {
		for _, v := range g.Neighbours(suspects[i].identifier) {
			near[v] = true
		}
	}
	return hubRecords{
		byIdentifier: newGrouped(len(e.Kinds), func(yield func(owner, item int)) {
			for report := range e.Reports.Count() {
				for _, u := range e.Reports.Named(report) {
					if near[u] {
						yield(int(u), report)
					}
				}
			}
		}),
		reports: newGrouped(len(suspects), func(yield func(owner, item int)) {
			for report := range e.Reports.Count() {
				for _, u := range e.Reports.Named(report) {
					if indexOf[u] != none {
						yield(int(indexOf[u]), report)
					}
				}
			}
		}),
		links: newGrouped(len(suspects), func(yield func(owner, item int)) {
			for link, u := range e.Links.From {
				v := e.Links.To[link]
				if indexOf[u] != none {
					yield(int(indexOf[u]), link)
				}
				if v != u && indexOf[v] != none {
					yield(int(indexOf[v]), link)
				}
			}
		}),
	}
}
