package rings

import (
	"context"
	"runtime"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// An identifier of high degree is a hub, and set aside, unless one of two tests clears it:
//
//   - Its neighbours are related: at least minRelatedShare of them share another neighbour with
//     more of the others than chance explains (hub_chance.go). The numbers of a SIM box move between
//     its devices; those of a cloned IMEI have nothing else in common.
//   - The records around it are coherent: the coherences of their regions, categories and periods
//     (coherence.go) sum to minHubCoherence or more, and at least minCoherentAspects of the three
//     are above 0. This clears the only device of a SIM box.
const (
	minRelatedShare    = 0.25
	minHubCoherence    = 5.0
	minCoherentAspects = 2
)

// findHubs returns the hubs among the identifiers of degree ≥ minDegree, ascending. Candidates are
// checked in parallel.
//
// g is the whole network (network.go). It has an edge for each pair that a report names, or only
// for pairs that are close in the report's list if that names more than 16 identifiers, and for
// each link. Parallel edges count once in the degree.
func findHubs(ctx context.Context, s sections, e *Evidence, g *analysis.Network, rates *background, minDegree int) ([]Hub, error) {
	suspects, err := unrelatedHubs(ctx, s, g, minDegree)
	if len(suspects) == 0 || err != nil {
		return nil, err
	}
	records, cleared := newHubRecords(e, suspects), make([]bool, len(suspects))
	err = s.each(ctx, hubSection, len(suspects), func(_, i int) error {
		cleared[i] = isCoherent(e, g, suspects[i].Identifier, i, &records, rates)
		return nil
	})
	hubs := suspects[:0]
	for i, h := range suspects {
		if !cleared[i] {
			hubs = append(hubs, h)
		}
	}
	return slices.Clip(hubs), err
}

// unrelatedHubs returns the identifiers of degree ≥ minDegree whose neighbours are not related to
// each other, ascending.
func unrelatedHubs(ctx context.Context, s sections, g *analysis.Network, minDegree int) ([]Hub, error) {
	var nodes []int
	for u := range g.Order() {
		if g.Degree(u) >= minDegree {
			nodes = append(nodes, u)
		}
	}
	related, shared := make([]int, len(nodes)), make([][]int32, runtime.GOMAXPROCS(0))
	err := s.each(ctx, relatedSection, len(nodes), func(worker, i int) error {
		if shared[worker] == nil {
			shared[worker] = make([]int32, g.Order())
		}
		related[i] = relatedNeighbours(g, nodes[i], shared[worker])
		return nil
	})
	if err != nil {
		return nil, err
	}
	var hubs []Hub
	for i, u := range nodes {
		if degree := g.Degree(u); float64(related[i]) < minRelatedShare*float64(degree) {
			hubs = append(hubs, Hub{Identifier: u, Degree: degree, Related: related[i]})
		}
	}
	return hubs, nil
}

// isCoherent reports whether the records around a possible hub are coherent. These are its own
// records and the first report of each neighbour: one report only, so that a neighbour with many
// reports does not outweigh the others. i is the index of the identifier in records.
func isCoherent(e *Evidence, g *analysis.Network, u, i int, records *hubRecords, rates *background) bool {
	var events accumulator
	for _, report := range records.reports.of(i) {
		events.addReport(e, int(report))
	}
	for _, link := range records.links.of(i) {
		events.addLink(e, int(link))
	}
	for _, v := range g.Neighbours(u) {
		if report := records.first[v]; report != noReport {
			events.addReport(e, int(report))
		}
	}
	t := events.tallies()
	sum, coherent := 0.0, 0
	for _, c := range rates.coherence(&t) {
		sum += c
		if c > 0 {
			coherent++
		}
	}
	return sum >= minHubCoherence && coherent >= minCoherentAspects
}

// hubRecords holds the records that name each possible hub, and the first report of each
// identifier.
type hubRecords struct {
	reports, links grouped  // by index of the possible hub
	first          []uint32 // by identifier: the first report that names it, or noReport
}

const noReport = ^uint32(0)

func newHubRecords(e *Evidence, hubs []Hub) hubRecords {
	labels, first := make([]uint32, len(e.Kinds)), make([]uint32, len(e.Kinds))
	for u := range labels {
		labels[u], first[u] = none, noReport
	}
	for i, h := range hubs {
		labels[h.Identifier] = uint32(i)
	}
	for report := range e.Reports.Count() {
		for _, u := range e.Reports.Named(report) {
			first[u] = min(first[u], uint32(report))
		}
	}
	return hubRecords{
		first: first,
		reports: newGrouped(len(hubs), func(yield func(owner, item int)) {
			for report := range e.Reports.Count() {
				for _, u := range e.Reports.Named(report) {
					if labels[u] != none {
						yield(int(labels[u]), report)
					}
				}
			}
		}),
		links: newGrouped(len(hubs), func(yield func(owner, item int)) {
			for link, u := range e.Links.From {
				v := e.Links.To[link]
				if labels[u] != none {
					yield(int(labels[u]), link)
				}
				if v != u && labels[v] != none {
					yield(int(labels[v]), link)
				}
			}
		}),
	}
}
