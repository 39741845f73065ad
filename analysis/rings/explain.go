package rings

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringwatch/analysis"
)

// Reason is a part of a ring's score, in plain words, and records that show it.
type Reason struct {
	Text    string
	Weight  float64 // what it adds to the score; 0 for what was set aside
	Reports []int   // some, ascending
	Links   []int   // some, ascending
}

// mostRecords is how many records of a sort show a reason at most.
const mostRecords = 20

// explanation is a ring's reasons in the making.
type explanation struct {
	e       *Evidence
	g       *analysis.Network
	b       *baseline
	hubs    []Hub
	own     *group
	reasons []Reason
}

// explain tells what a score is made of. What each feature adds is reckoned from what
// groups show that are no rings; the parts add up to the score but for rounding.
func explain(e *Evidence, g *analysis.Network, b *baseline, hubs []Hub, own *group, f *Features, score float64) []Reason {
	x := &explanation{e: e, g: g, b: b, hubs: hubs, own: own}
	var adds Features
	sum := 0.0
	for i, w := range weights {
		adds[i] = w * (f[i] - ordinary[i])
		sum += adds[i]
	}
	for i := range adds {
		adds[i] *= score / sum
	}
	x.ties(adds[featureCycles] + adds[featureReports])
	x.spread(adds[featureDominated] + adds[featureSupported])
	x.leans(byRegion, e.Reports.Region, "come from", adds[featureRegion])
	x.leans(byModus, e.Reports.Category, "tell of", adds[featureModus])
	x.times(adds[featureTime])
	slices.SortStableFunc(x.reasons, func(a, b Reason) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	x.setAside()
	return x.reasons
}

func (x *explanation) say(weight float64, reports, links []int, format string, a ...any) {
	x.reasons = append(x.reasons, Reason{
		Text: fmt.Sprintf(format, a...), Weight: math.Round(weight*1e4) / 1e4,
		Reports: some(reports), Links: some(links),
	})
}

func some(records []int) []int {
	return records[:min(len(records), mostRecords):min(len(records), mostRecords)]
}

// leans tells what the reports agree on by one aspect.
func (x *explanation) leans(aspect int, words []uint32, verb string, weight float64) {
	t := x.own.habits[aspect]
	if len(t) == 0 {
		x.say(weight, nil, nil, "no report says %s", [aspects]string{"where it happened", "how it was done", "when it happened"}[aspect])
		return
	}
	top := t.top()
	var of []int
	for _, report := range x.own.reports {
		if words[report] == uint32(top.key) {
			of = append(of, int(report))
		}
	}
	x.say(weight, of, nil, "%s of its %s %s %s; of all reports %s in 100 do",
		thousands(int(top.count)), count(int(t.total()), "report", "reports"), verb, x.e.Words[top.key], perCent(x.b[aspect][top.key]))
}

// times tells of the shortest time into which four in five of what is dated falls.
func (x *explanation) times(weight float64) {
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
		x.say(weight, nil, nil, "no record says when it happened")
		return
	}
	slices.SortStableFunc(all, func(a, b dated) int { return int(a.day) - int(b.day) })
	most := (4*len(all) + 4) / 5
	at := 0
	for i := range len(all) - most + 1 {
		if all[i+most-1].day-all[i].day < all[at+most-1].day-all[at].day {
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
	x.say(weight, reports, links, "%s of %s fall%s", thousands(most),
		count(len(all), "dated report or link", "dated reports and links"), between(all[at].day, all[at+most-1].day))
}

// spread tells whether one identifier makes the ring, or several do.
func (x *explanation) spread(weight float64) {
	x.say(weight, nil, nil, "%s: the one that most of them name is in %s; %s of %s appear in two records or more; %s hold them together, %s more than are needed for it",
		count(len(x.own.reports), "report names its identifiers", "reports name its identifiers"), thousands(x.own.most),
		thousands(x.own.solid), count(len(x.own.members), "identifier", "identifiers"),
		count(x.own.inside, "tie", "ties"), thousands(x.own.cycles()))
}

// setAside tells of the hubs that members are tied to.
func (x *explanation) setAside() {
	tied := map[int]int{}
	for _, u := range x.own.members {
		for _, v := range x.g.Neighbours(int(u)) {
			if _, ok := findHub(x.hubs, int(v)); ok {
				tied[int(v)]++
			}
		}
	}
	for _, h := range x.hubs {
		if n := tied[h.Identifier]; n > 0 {
			x.say(0, nil, nil, "set aside: %s %s shared by %s identifiers, %s of them unrelated; %s tied to it",
				article[x.e.Kinds[h.Identifier]], kindNames[x.e.Kinds[h.Identifier]], thousands(h.Ties), thousands(h.Ties-h.Related), count(n, "member is", "members are"))
		}
	}
}

var kindNames = [kinds]string{"number", "device", "account"}
var article = [kinds]string{"a", "a", "an"}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func perCent(share float64) string {
	if share < 0.01 {
		return "fewer than 1"
	}
	return strconv.Itoa(int(math.Round(100 * share)))
}

// between writes a stretch of days, with a space in front.
func between(first, last int32) string {
	switch {
	case last < first:
		return ""
	case first == last:
		return " on " + date(first)
	}
	return " between " + date(first) + " and " + date(last)
}

func date(day int32) string {
	return strings.TrimPrefix(time.Unix(int64(day)*86400, 0).UTC().Format("02 January 2006"), "0")
}
