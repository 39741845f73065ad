package rings

import (
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// What a group shows, each feature on a scale on which a step says about as much
// wherever it is taken.
const (
	featureReports   = iota // logarithm of the number of reports: the more, the more ties chance makes
	featureRegion           // coherence of region
	featureModus            // coherence of modus
	featureTime             // coherence in time
	featureCycles           // logarithm of the ties beyond those that would hold the group together
	featureSupported        // share of the identifiers that two records tell of, or more
	featureDominated        // share of the reports that name the most frequent identifier
	featureUnknown          // of region, modus and time, how many no record of the group tells
	featureCount
)

// Features are what a group shows, as its score weighs it.
type Features [featureCount]float64

// FeatureNames are the features' names, in their order.
var FeatureNames = [...]string{"reports", "region", "modus", "time", "cycles", "supported", "dominated", "unknown"}

// Coherence beyond mostCoherence, e times as likely that many times over, adds nothing: a
// long list of reports that agree a little is not a better ring than a short one that
// agrees.
const leastCoherence, mostCoherence = -3, 12

// group is a candidate, and what was counted of it.
type group struct {
	members []uint32
	reports []uint32
	links   []uint32 // between members
	habits  habits
	ties    []int // of each member to others in the group
	degrees []int // of each member to anything but hubs
	inside  int   // ties among members, those of one report at most one fewer than it names
	most    int   // reports that name the member that most name
	solid   int   // members that two records tell of, or more
	told    *told // once it is asked for
}

// measure counts what a group shows. Counts holds zeros for every identifier, and does
// again afterwards.
func measure(e *Evidence, g *analysis.Network, all *groups, h habits, number int, counts []int32) group {
	own := group{members: all.members.of(number), reports: all.reports.of(number), habits: h}
	for _, u := range own.members {
		ties := 0
		for _, v := range g.Neighbours(int(u)) {
			if all.of[v] == uint32(number) {
				ties++
			}
		}
		own.ties, own.degrees = append(own.ties, ties), append(own.degrees, g.Degree(int(u)))
		own.inside += ties
	}
	own.inside /= 2
	apart := 0 // ties that reports make, one fewer each than it names members
	for _, report := range own.reports {
		named := 0
		for _, u := range e.Reports.Named(int(report)) {
			counts[u]++
			if all.of[u] == uint32(number) {
				own.most = max(own.most, int(counts[u]))
				named++
			}
		}
		apart += max(named-1, 0)
	}
	for _, link := range all.links.of(number) {
		from, to := e.Links.From[link], e.Links.To[link]
		counts[from]++
		counts[to]++
		if all.of[from] == all.of[to] {
			own.links = append(own.links, link)
		}
	}
	own.inside = min(own.inside, apart+linkedPairs(e, own.links))
	for _, u := range own.members {
		if counts[u] >= 2 {
			own.solid++
		}
	}
	for _, report := range own.reports {
		for _, u := range e.Reports.Named(int(report)) {
			counts[u] = 0
		}
	}
	for _, link := range all.links.of(number) {
		counts[e.Links.From[link]], counts[e.Links.To[link]] = 0, 0
	}
	return own
}

// linkedPairs counts the pairs of different identifiers that links join.
func linkedPairs(e *Evidence, links []uint32) int {
	var pairs [][2]uint32
	for _, link := range links {
		if u, v := e.Links.From[link], e.Links.To[link]; u != v {
			pairs = append(pairs, [2]uint32{min(u, v), max(u, v)})
		}
	}
	slices.SortFunc(pairs, func(x, y [2]uint32) int { return slices.Compare(x[:], y[:]) })
	return len(slices.Compact(pairs))
}

// cycles is how many ties could be wrong, one at a time, with the group still in one
// piece: those beyond a tree's. The ties of one report are right or wrong together, so it
// gives one fewer than the members that it names, and not one for each two of them.
func (g *group) cycles() int { return max(g.inside-len(g.members)+1, 0) }

// features puts what was counted on the scales of the score.
func (g *group) features(b *baseline) Features {
	members, reports := float64(len(g.members)), float64(len(g.reports))
	agree := b.coherence(&g.habits)
	clip := func(aspect int) float64 { return min(max(agree[aspect], leastCoherence), mostCoherence) }
	return Features{
		featureReports:   math.Log1p(reports),
		featureRegion:    clip(byRegion),
		featureModus:     clip(byModus),
		featureTime:      clip(byTime),
		featureCycles:    math.Log1p(float64(g.cycles())),
		featureSupported: float64(g.solid) / members,
		featureDominated: float64(g.most) / max(reports, 1),
		featureUnknown:   float64(g.habits.unknown()),
	}
}
