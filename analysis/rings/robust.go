package rings

import (
	"cmp"
	"slices"
)

// What one agency or one source says may be false: a mistake, a grudge, a stolen key. So a score is
// bounded by what would remain of it. With r the probability that an agency's records about a
// candidate are true (Evidence.Trust), s the score by all records and s' the score without the
// agency's,
//
//	score ≤ r s + (1 − r) s'
//
// for each agency, and the same for each source with r = sourceTrust. A candidate that one agency
// alone supports has s' near 0.
const (
	defaultTrust = 0.95 // of an agency without a record of its own: see jobs/translate
	sourceTrust  = 0.9
	// corroboratedFrom is the score without any one agency from which a ring is corroborated.
	corroboratedFrom = 0.5
	// A candidate is measured without each of the agencies and sources that filed most: this many.
	maxPartials = 8
)

// partialMeasurement is a measurement without the records of an agency or source.
type partialMeasurement struct {
	selection
	measured *measurement
}

// provenance says who is known to have filed the records about a ring.
type provenance struct {
	sources      int
	agencies     []uint32 // codes, ascending; 0 is among them if any record is of an unknown agency
	known        bool     // whether the evidence names agencies at all
	corroborated bool
	without      float64 // the lowest score without one agency or source
	uncapped     float64 // the score before it was bounded
}

// knownAgencies returns how many agencies are known to have filed records. An unknown one may be
// any of them, so it corroborates nothing.
func (p *provenance) knownAgencies() int {
	if len(p.agencies) > 0 && p.agencies[0] == 0 {
		return len(p.agencies) - 1
	}
	return len(p.agencies)
}

// hasAgencies reports whether any record of the evidence names its agency.
func (e *Evidence) hasAgencies() bool {
	for _, column := range [][]uint32{e.Reports.Agency, e.Links.Agency} {
		for _, code := range column {
			if code != 0 {
				return true
			}
		}
	}
	return false
}

// trust returns the probability that an agency's records are true.
func (e *Evidence) trust(agency uint32) float64 {
	if int(agency) < len(e.Trust) {
		return e.Trust[agency]
	}
	return defaultTrust
}

// bound bounds the score of a candidate by what remains without any one agency or source.
func (c *candidate) bound(e *Evidence, b *background, s *scorer, score float64, p Params) (float64, provenance) {
	origin := provenance{known: p.provenance, without: score, uncapped: score}
	origin.agencies, origin.sources = c.filedBy(e)
	if c.partial == nil {
		c.partial = c.measureWithout(e, p)
	}
	bounded, withoutAgency := score, score
	for _, partial := range c.partial {
		remaining := 0.0
		if partial.measured.incidents >= p.MinReports && c.holds(partial.measured) {
			f := c.features(partial.measured, b)
			remaining = min(s.score(&f), score)
		}
		trust := sourceTrust
		if partial.withoutAgency {
			trust = e.trust(partial.without)
			withoutAgency = min(withoutAgency, remaining)
		}
		origin.without = min(origin.without, remaining)
		bounded = min(bounded, trust*score+(1-trust)*remaining)
	}
	origin.corroborated = origin.known && withoutAgency >= corroboratedFrom && origin.knownAgencies() > 1
	if origin.known && !origin.corroborated {
		bounded = min(bounded, p.UncorroboratedScore)
	}
	return bounded, origin
}

// holds reports whether a part of the records still ties half of the members together. Otherwise
// they show strangers, who may have much in common and are still no candidate.
func (c *candidate) holds(m *measurement) bool { return 2*m.cycles.tied >= len(c.members) }

// filedBy returns the codes of the agencies that filed records of the candidate, and the number of
// different sources of its reports. An incident that no known source reported has one of its own.
func (c *candidate) filedBy(e *Evidence) (agencies []uint32, sources int) {
	var named []uint32
	anonymous := map[uint32]bool{} // by incident
	for _, report := range c.reports {
		agencies = append(agencies, e.Reports.agency(int(report)))
		first, source := e.incidentOf(int(report)), e.Reports.source(int(report))
		if source != 0 {
			named, anonymous[first] = append(named, source), false
		} else if _, seen := anonymous[first]; !seen {
			anonymous[first] = true
		}
	}
	for _, isAnonymous := range anonymous {
		if isAnonymous {
			sources++
		}
	}
	for _, link := range c.links {
		agencies = append(agencies, e.Links.agency(int(link)))
	}
	slices.Sort(agencies)
	slices.Sort(named)
	return slices.Compact(agencies), sources + len(slices.Compact(named))
}

// measureWithout measures the candidate without each agency and source, those that filed most of
// its records.
func (c *candidate) measureWithout(e *Evidence, p Params) []partialMeasurement {
	byAgency, bySource := map[uint32]int{}, map[uint32]int{}
	for _, report := range c.reports {
		byAgency[e.Reports.agency(int(report))]++
		if source := e.Reports.source(int(report)); source != 0 {
			bySource[source]++
		}
	}
	for _, link := range c.links {
		byAgency[e.Links.agency(int(link))]++
	}
	all := []partialMeasurement{}
	if p.provenance {
		for _, agency := range mostFrequent(byAgency) {
			all = append(all, partialMeasurement{selection: selection{without: agency, withoutAgency: true}})
		}
	}
	for _, source := range mostFrequent(bySource) {
		if bySource[source] > 1 {
			all = append(all, partialMeasurement{selection: selection{without: source, withoutSource: true}})
		}
	}
	for i := range all {
		incidents := c.incidents(e, all[i].selection)
		if len(incidents) < p.MinReports { // nothing remains that could be scored
			all[i].measured = &measurement{incidents: len(incidents)}
			continue
		}
		all[i].measured = c.measureIncidents(e, all[i].selection, incidents)
	}
	return all
}

// mostFrequent returns the keys with the highest counts, maxPartials at most.
func mostFrequent(counts map[uint32]int) []uint32 {
	keys := make([]uint32, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y uint32) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	return keys[:min(len(keys), maxPartials)]
}
