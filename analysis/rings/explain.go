package rings

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// Reason is a part of a ring's score, in plain words, and records that show it.
type Reason struct {
	Kind    ReasonKind
	Text    string
	Weight  float64 // what it adds to the score; 0 for what was set aside
	Reports []int   // some, ascending
	Links   []int   // some, ascending
}

// ReasonKind says which part of the score a reason accounts for.
type ReasonKind string

// The kinds of reasons.
const (
	ReasonTies     ReasonKind = "ties"     // how the members are connected
	ReasonSpread   ReasonKind = "spread"   // how the evidence is spread over the members
	ReasonRegion   ReasonKind = "region"   // where it happened
	ReasonCategory ReasonKind = "category" // how it was done
	ReasonTime     ReasonKind = "time"     // when it happened
	ReasonHub      ReasonKind = "hub"      // an identifier that was set aside; its weight is 0
	ReasonSize     ReasonKind = "size"     // how large the community is; from DetectLouvain only
)

// mostRecords is how many records of a sort show a reason at most.
const mostRecords = 20

// explanation is a ring's reasons in the making.
type explanation struct {
	e       *Evidence
	b       *baseline
	own     *group
	reasons []Reason
}

// explain tells what a score is made of. What each feature adds is reckoned from what
// groups show that are no rings; the parts add up to the score but for rounding.
func explain(e *Evidence, b *baseline, own *group, f *Features, score float64) []Reason {
	x := &explanation{e: e, b: b, own: own}
	var adds Features
	sum := 0.0
	for i, w := range weights {
		adds[i] = w * (f[i] - ordinary[i])
		sum += adds[i]
	}
	for i := range adds {
		if sum >= 1 {
			adds[i] *= score / sum
		} else { // it shows no more than what is no ring: no share of nothing is telling
			adds[i] = score / float64(len(adds))
		}
	}
	if own.told == nil {
		own.told = &told{
			patterns: x.patterns(), spread: x.spread(), when: x.times(),
			leans: [...]Reason{byRegion: x.leans(byRegion, e.Reports.Region), byModus: x.leans(byModus, e.Reports.Category)},
		}
	}
	x.ties(adds[featureCycles] + adds[featureReports])
	x.say(adds[featureDominated]+adds[featureSupported], Reason{Kind: ReasonSpread, Text: own.told.spread})
	known := adds[featureUnknown] / aspects // what is not known of one aspect is a part of it
	x.say(adds[featureRegion]+known, x.usually(byRegion))
	x.say(adds[featureModus]+known, x.usually(byModus))
	x.say(adds[featureTime]+known, own.told.when)
	slices.SortStableFunc(x.reasons, func(a, b Reason) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return x.reasons
}

func (x *explanation) say(weight float64, r Reason) {
	r.Weight = math.Round(weight*1e4)/1e4 + 0 // not -0
	x.reasons = append(x.reasons, r)
}

// told is what takes long to find out for an explanation and does not change: the ways in which
// members are tied, whether one identifier makes the ring, what reports agree on by region and
// modus, and when it happened.
type told struct {
	patterns []pattern
	spread   string
	leans    [byModus + 1]Reason // but for how usual that is
	when     Reason
}

func some(records []int) []int {
	return records[:min(len(records), mostRecords):min(len(records), mostRecords)]
}

// What reports say by an aspect: its name, what one report does with it, what several
// do, and what is not known if none says it.
var sayings = [...]struct {
	kind                     ReasonKind
	name, one, many, unknown string
}{
	byRegion: {ReasonRegion, "region", "comes from", "come from", "where it happened"},
	byModus:  {ReasonCategory, "category", "tells of", "tell of", "how it was done"},
}

// leans tells what the reports agree on by one aspect.
func (x *explanation) leans(aspect int, words []uint32) Reason {
	saying := sayings[aspect]
	t := x.own.habits[aspect]
	if len(t) == 0 {
		return Reason{Kind: saying.kind, Text: "no report says " + saying.unknown}
	}
	top := t.top()
	var of []int
	for _, report := range x.own.reports {
		if words[report] == uint32(top.key) {
			of = append(of, int(report))
		}
	}
	verb := saying.many
	if top.count == 1 {
		verb = saying.one
	}
	all := outOf(int(top.count), int(t.total()), "report", "reports")
	return Reason{Kind: saying.kind, Text: all + " with a known " + saying.name + " " + verb + " " + x.e.Words[top.key] + "; among all such reports ", Reports: some(of)}
}

// usually adds how usual it is what the reports agree on.
func (x *explanation) usually(aspect int) Reason {
	r := x.own.told.leans[aspect]
	if t := x.own.habits[aspect]; len(t) > 0 {
		r.Text += howMany(x.b[aspect].of(t.top().key).share)
	}
	return r
}

// times tells of the shortest time into which four in five of what is dated falls.
func (x *explanation) times() Reason {
	type dated struct {
		day            int32
		report, number int
	}
	var all []dated
	for _, report := range x.own.reports {
		if day := x.e.Reports.Day[report]; day != NoDay {
			all = append(all, dated{day, 1, int(report)})
		}
	}
	for _, link := range x.own.links {
		if day := x.e.Links.Day[link]; day != NoDay {
			all = append(all, dated{day, 0, int(link)})
		}
	}
	if len(all) == 0 {
		return Reason{Kind: ReasonTime, Text: "no record says when it happened"}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	days := func(from, to int) int64 { return int64(all[to].day) - int64(all[from].day) }
	most := (4*len(all) + 4) / 5
	at := 0
	for i := range len(all) - most + 1 {
		if days(i, i+most-1) < days(at, at+most-1) {
			at = i
		}
	}
	var reports, links []int
	for _, d := range all[at : at+most] {
		if d.report == 1 {
			reports = append(reports, d.number)
		} else {
			links = append(links, d.number)
		}
	}
	slices.Sort(reports)
	slices.Sort(links)
	text := outOf(most, len(all), "dated report or link falls", "dated reports and links fall") + between(all[at].day, all[at+most-1].day)
	return Reason{Kind: ReasonTime, Text: text, Reports: some(reports), Links: some(links)}
}

// spread tells whether one identifier makes the ring, or several do.
func (x *explanation) spread() string {
	most := "no single identifier is in more than " + thousands(x.own.most) + " of them"
	if x.own.most == len(x.own.reports) {
		most = "one identifier is in all of them"
	}
	enough := "and each is needed"
	if cycles := x.own.cycles(); cycles > 0 {
		enough = "where " + thousands(x.own.inside-cycles) + " would do"
	}
	appear := "appear"
	if x.own.solid == 1 {
		appear = "appears"
	}
	return fmt.Sprintf("%s, and %s; %s %s in two or more records; %s them together, %s",
		count(len(x.own.reports), "report names its identifiers", "reports name its identifiers"), most,
		outOf(x.own.solid, len(x.own.members), "identifier", "identifiers"), appear, count(x.own.inside, "tie holds", "ties hold"), enough)
}

// setAside tells of the hubs that members of a ring are tied to.
func (c *components) setAside(hubs []Hub, members []Member) (reasons []Reason) {
	tied := map[int]int{}
	for _, m := range members {
		for _, v := range c.g.Neighbours(m.Identifier) {
			if c.of[v] == aside {
				tied[int(v)]++
			}
		}
	}
	for _, u := range slices.Sorted(maps.Keys(tied)) {
		at, _ := slices.BinarySearchFunc(hubs, u, func(h Hub, u int) int { return h.Identifier - u })
		h := &hubs[at]
		who := thousands(h.Degree) + " identifiers, " + thousands(h.Degree-h.Related) + " of them unrelated"
		if h.Related == 0 {
			who = thousands(h.Degree) + " unrelated identifiers"
		}
		reasons = append(reasons, Reason{Kind: ReasonHub, Text: "set aside: " + hubNames[c.e.Kinds[u]] + " " + who + "; " + count(tied[u], "member is", "members are") + " among them"})
	}
	return reasons
}

var kindNames = [kinds]string{"number", "device", "account"}
var hubNames = [kinds]string{"a number seen with", "a device shared by", "an account shared by"}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// outOf counts those of all that something is true of.
func outOf(n, all int, one, many string) string {
	switch {
	case n == 0:
		return "none of " + count(all, one, many)
	case n < all:
		return thousands(n) + " of " + count(all, one, many)
	case all == 1:
		return "the only " + one
	}
	return "all " + count(all, one, many)
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// howMany says how many reports do what a share of them does.
func howMany(share float64) string {
	switch {
	case share < 0.01:
		return "fewer than 1 in 100 do"
	case share == 1:
		return "all do"
	case share > 0.99:
		return "more than 99 in 100 do"
	}
	return strconv.Itoa(int(math.Round(100*share))) + " in 100 do"
}

// between writes a stretch of days, with a space in front.
func between(first, last int32) string {
	switch {
	case last < first:
		return ""
	case first == last:
		return " on " + dateOf(first).Format(wholeDate)
	}
	from, to := dateOf(first), dateOf(last)
	layout := wholeDate
	if from.Year() == to.Year() {
		layout = "2 January"
		if from.Month() == to.Month() {
			layout = "2"
		}
	}
	return " between " + from.Format(layout) + " and " + to.Format(wholeDate)
}

const wholeDate = "2 January 2006"

func dateOf(day int32) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }
