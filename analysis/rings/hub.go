package rings

import (
	"context"
	"runtime"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

const (
	// minRelatedShare is the share of an identifier's neighbours that must be related to other
	// neighbours for it not to be a hub. The numbers of a SIM box move between its devices. Those
	// of a cloned IMEI have nothing else in common.
	minRelatedShare = 0.25
	// minHubCoherence is the sum of coherences that clears an identifier whose neighbours are not
	// related, such as the only device of a SIM box. minCoherentAspects of them must be above 0.
	minHubCoherence    = 5.0
	minCoherentAspects = 2
)

// findHubs returns the identifiers of degree ≥ minDegree whose neighbours are otherwise unrelated
// and whose records do not agree, ascending. Candidates are checked in parallel.
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

// unrelatedHubs returns the identifiers of degree ≥ minDegree whose neighbours are otherwise
// unrelated, ascending.
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

// isCoherent reports whether the records around a possible hub agree on region, category and
// period: its own records, and the first report of each neighbour. One report per neighbour, so
// that one neighbour with many reports does not outweigh the others. i is the index of the
// identifier in records.
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

// hubRecords finds the records that name one of some identifiers, and one report of any identifier.
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
