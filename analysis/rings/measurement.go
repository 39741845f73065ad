package rings

import (
	"math"
	"slices"
)

// measurement is what the records of a candidate show, without the background rates. One is made of
// all records, and others of the records without those of one agency or source: see robust.go.
type measurement struct {
	incidents     int
	voices        float64 // see weigh
	tallies       tallies
	channels      tally
	cycles        cycles
	supported     float64 // share of the members that two or more incidents or links show
	reported      float64 // share of the members that an incident names
	reused        int     // members that two incidents or more name
	spread        float64 // effective number of members that incidents name: see effectiveNumber
	dominated     [2]float64
	joint         float64 // share of the incidents that name two members or more
	repeated      float64 // share of the incidents that a source filed before; 0 if no source is known
	span          float64 // days from the first to the last incident; negative if fewer than two are dated
	burst         float64 // share of the dated incidents in the densest week; 0 if fewer than minBurst
	life          float64 // mean log(1 + days between first and last record) of numbers; negative if unknown
	flow          flow
	vouched       float64 // share of the members in the register of known businesses, or verified
	lossStated    int     // incidents with a loss
	meanLogLoss   float64 // of those
	numberDevices float64 // log((1+numbers)/(1+devices)), of candidates with devices
}

// The members whose share of the incidents dominated measures.
const (
	dominantNumber = iota // the number that most incidents name
	dominantOther         // the device or account that most incidents name
)

// selection says which records a measurement is made of.
type selection struct {
	without       uint32 // the code of the agency or source whose records are left out
	withoutAgency bool
	withoutSource bool
}

func (s selection) hasReport(e *Evidence, report int) bool {
	return !(s.withoutAgency && e.Reports.agency(report) == s.without || s.withoutSource && e.Reports.source(report) == s.without)
}

func (s selection) hasLink(e *Evidence, link int) bool {
	return !(s.withoutAgency && e.Links.agency(link) == s.without)
}

// incident is what the selected reports of one incident say about a candidate.
type incident struct {
	report uint32   // the earliest that is selected
	named  []uint32 // positions in the candidate's members; ascending, distinct
	weight float64  // below 1 if its source filed others: see weigh
	source uint32
	day    int32
}

// measure measures a candidate by the selected records.
func (c *candidate) measure(e *Evidence, s selection) *measurement {
	return c.measureIncidents(e, s, c.incidents(e, s))
}

// measureIncidents measures a candidate by the selected records, whose incidents are given.
func (c *candidate) measureIncidents(e *Evidence, s selection, incidents []incident) *measurement {
	m := &measurement{incidents: len(incidents)}
	m.voices, m.repeated = weigh(incidents)
	c.tallyIncidents(e, m, incidents, s)
	inside := make([]uint32, 0, len(c.links))
	for _, link := range c.links {
		if s.hasLink(e, int(link)) {
			inside = append(inside, link)
		}
	}
	m.cycles = c.countCycles(e, incidents, inside)
	c.measureSpread(e, m, incidents, inside)
	m.span, m.burst = timing(incidents)
	m.life = c.lifeOfNumbers(e, incidents, inside)
	m.flow = c.measureFlow(e, s)
	c.measureLoss(e, m, incidents)
	devices, numbers := 0, 0
	for _, u := range c.members {
		switch e.Kinds[u] {
		case Device:
			devices++
		case Number:
			numbers++
		}
		if e.isKnown(u) || e.isVerified(u) {
			m.vouched += 1 / float64(len(c.members))
		}
	}
	if devices > 0 {
		m.numberDevices = math.Log(float64(1+numbers) / float64(1+devices))
	}
	return m
}

// position returns the position of an identifier among the members.
func (c *candidate) position(u uint32) (uint32, bool) {
	first, last := c.members[0], c.members[len(c.members)-1]
	if int(last-first) == len(c.members)-1 { // as where the candidate is a whole component
		return u - first, u >= first && u <= last
	}
	i, ok := slices.BinarySearch(c.members, u)
	return uint32(i), ok
}

// incidents groups the selected reports by incident, in the order of their first reports. What
// comes first is decided by what the reports say.
func (c *candidate) incidents(e *Evidence, s selection) []incident {
	all := make([]incident, 0, len(c.reports))
	at := make([]int32, len(c.joined))            // 1 + where among all the incident of each report is; 0 is nowhere yet
	positions := make([]uint32, 0, c.mentions(e)) // one piece of memory for all lists
	for number, report := range c.byContent {
		if !s.hasReport(e, int(report)) {
			continue
		}
		i, seen := len(all), false
		if c.joined != nil {
			place := &at[c.joined[number]]
			if seen = *place > 0; seen {
				i = int(*place) - 1
			} else {
				*place = int32(i) + 1
			}
		}
		if !seen {
			all = append(all, incident{report: report, source: e.Reports.source(int(report)), day: e.Reports.Day[report]})
		}
		x := &all[i]
		if x.day == NoDay {
			x.day = e.Reports.Day[report]
		}
		if x.source == 0 {
			x.source = e.Reports.source(int(report))
		}
		start := len(positions)
		for _, u := range e.Reports.Named(int(report)) {
			if position, ok := c.position(u); ok {
				positions = append(positions, position)
			}
		}
		if named := positions[start:len(positions):len(positions)]; !seen {
			x.named = named
		} else {
			x.named = append(x.named, named...) // moves the list, whose capacity is its length
			slices.Sort(x.named)
			x.named = slices.Compact(x.named)
		}
	}
	return all
}

// joinReports returns for each report of byContent the first of them that is of the same incident,
// by number; nil if each is an incident of its own.
func (c *candidate) joinReports(e *Evidence) []uint32 {
	if !slices.ContainsFunc(c.reports, func(report uint32) bool { return e.incidentOf(int(report)) != report }) {
		return nil
	}
	joined, first := make([]uint32, len(c.byContent)), make(map[uint32]uint32, len(c.byContent))
	for number, report := range c.byContent {
		incident := e.incidentOf(int(report))
		if _, ok := first[incident]; !ok {
			first[incident] = uint32(number)
		}
		joined[number] = first[incident]
	}
	return joined
}

// mentions returns how many identifiers the reports name, once for each report.
func (c *candidate) mentions(e *Evidence) (n int) {
	for _, report := range c.reports {
		n += len(e.Reports.Named(int(report)))
	}
	return n
}

// sourceDecay is what each further incident of one source counts, relative to the one before: the
// tenth of a person's complaints adds little to the first.
const sourceDecay = 0.5

// weigh sets the weights of incidents: 1 for the first of a source, and then sourceDecay times the
// previous one. An incident without a source is of a source of its own. It returns the voices, the
// sum of the weights, and which share of the incidents a source filed before.
func weigh(incidents []incident) (voices, repeated float64) {
	var latest map[uint32]int // of each source
	if len(incidents) > fewIncidents {
		latest = make(map[uint32]int, len(incidents))
	}
	for i := range incidents {
		x := &incidents[i]
		x.weight = 1
		if x.source != 0 {
			if previous, ok := previousOf(incidents, i, latest); ok {
				x.weight = incidents[previous].weight * sourceDecay
				repeated++
			}
		}
		voices += x.weight
	}
	return voices, repeated / math.Max(float64(len(incidents)), 1)
}

// fewIncidents are so few that to look through them is quicker than a map.
const fewIncidents = 32

// previousOf returns the latest incident before incident i that has the same source, and whether
// there is one. Latest is nil or holds the latest incidents of sources, and is kept up to date.
func previousOf(incidents []incident, i int, latest map[uint32]int) (previous int, ok bool) {
	source := incidents[i].source
	if latest != nil {
		previous, ok = latest[source]
		latest[source] = i
		return previous, ok
	}
	for previous = i - 1; previous >= 0; previous-- {
		if incidents[previous].source == source {
			return previous, true
		}
	}
	return 0, false
}

// minTallied is the weight from which an incident counts in a tally: a source's first two do.
const minTallied = sourceDecay

// tallyIncidents tallies the events of the incidents and of the selected links. An incident has the
// attributes of its first report.
func (c *candidate) tallyIncidents(e *Evidence, m *measurement, incidents []incident, s selection) {
	events := newAccumulator(len(incidents), len(c.touching))
	channels := make([]int32, 0, len(incidents))
	for i := range incidents {
		if incidents[i].weight < minTallied {
			continue
		}
		report := int(incidents[i].report)
		events.addReport(e, report)
		if key := channelKey(e, report); key != noKey {
			channels = append(channels, key)
		}
	}
	for _, link := range c.touching {
		if s.hasLink(e, int(link)) {
			events.addLink(e, int(link))
		}
	}
	m.tallies, m.channels = events.tallies(), newTally(channels)
}

// measureSpread measures how the evidence is spread over the members.
func (c *candidate) measureSpread(e *Evidence, m *measurement, incidents []incident, inside []uint32) {
	byIncident := make([]float64, len(c.members))
	records := make([]struct{ named, shown int32 }, len(c.members)) // how many name, and how many show, each member
	counted, joint := 0.0, 0
	for i := range incidents {
		for _, u := range incidents[i].named {
			byIncident[u] += incidents[i].weight
			if incidents[i].weight >= minTallied {
				records[u].shown++
				records[u].named++
			}
		}
		counted += incidents[i].weight
		if len(incidents[i].named) > 1 {
			joint++
		}
	}
	for _, link := range inside {
		from, _ := c.position(e.Links.From[link])
		to, _ := c.position(e.Links.To[link])
		records[from].shown++
		if to != from {
			records[to].shown++
		}
	}
	n := float64(len(c.members))
	for u, weight := range byIncident {
		if records[u].shown >= 2 {
			m.supported += 1 / n
		}
		if records[u].named >= 2 {
			m.reused++
		}
		if weight > 0 {
			m.reported += 1 / n
			who := dominantOther
			if e.Kinds[c.members[u]] == Number {
				who = dominantNumber
			}
			m.dominated[who] = max(m.dominated[who], weight/counted)
		}
	}
	m.spread = effectiveNumber(byIncident)
	m.joint = float64(joint) / max(float64(len(incidents)), 1)
}

// effectiveNumber returns the inverse of the probability that two draws by weight are the same,
// (Σw)² / Σw²: how many equal weights would be as diverse (Hill 1973, "Diversity and evenness",
// doi:10.2307/1934352). It returns 0 if all weights are 0.
func effectiveNumber(weights []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, w := range weights {
		sum += w
		squares += w * w
	}
	if squares == 0 {
		return 0
	}
	return sum * sum / squares
}

// measureLoss measures the losses that incidents state.
func (c *candidate) measureLoss(e *Evidence, m *measurement, incidents []incident) {
	for i := range incidents {
		if loss := e.Reports.loss(int(incidents[i].report)); loss > 0 {
			m.lossStated++
			m.meanLogLoss += math.Log10(loss)
		}
	}
	m.meanLogLoss /= max(float64(m.lossStated), 1)
}
