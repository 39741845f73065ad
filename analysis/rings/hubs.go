package rings

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// Hub is an identifier that was set aside since it ties strangers together: a helpline,
// a gateway's account, a cloned IMEI, a repair shop's handset.
type Hub struct {
	Identifier int
	Degree     int // other identifiers that it is tied to
	// Related is how many of those have anything else in common with others of them.
	Related int
}

const (
	// relatedShare is the share of an identifier's neighbours that must be related to
	// others of them by something else, for it not to be a hub. Those of a SIM box's
	// device change between its devices; those of a cloned IMEI know nothing of each other.
	relatedShare = 0.25
	// coherentHub is the coherence, of which coherence in two aspects at least, that keeps
	// an identifier whose neighbours are not related: the one device of a SIM box.
	coherentHub = 5.0
)

// findHubs lists identifiers with at least least ties that tie strangers together. Several
// are looked at at a time.
func findHubs(ctx context.Context, e *Evidence, g *analysis.Network, b *baseline, least int) ([]Hub, error) {
	var tied []int
	for u := range g.Order() {
		if g.Degree(u) >= least {
			tied = append(tied, u)
		}
	}
	related, shared := make([]int, len(tied)), make([][]int32, runtime.GOMAXPROCS(0))
	err := sideBySide(ctx, len(tied), func(worker, i int) error {
		if shared[worker] == nil {
			shared[worker] = make([]int32, g.Order())
		}
		related[i] = relatedNeighbours(g, tied[i], shared[worker])
		return nil
	})
	if err != nil {
		return nil, err
	}
	var hubs []Hub // but for those that keep to themselves
	var suspects []int
	for i, u := range tied {
		if ties := g.Degree(u); float64(related[i]) < relatedShare*float64(ties) {
			hubs, suspects = append(hubs, Hub{Identifier: u, Degree: ties, Related: related[i]}), append(suspects, u)
		}
	}
	if len(hubs) == 0 {
		return nil, nil
	}
	records, apart := newIndex(e, suspects), make([]bool, len(hubs))
	err = sideBySide(ctx, len(hubs), func(_, i int) error {
		apart[i] = keepsToItself(e, g, suspects[i], i, &records, b)
		return nil
	})
	kept := hubs[:0]
	for i, h := range hubs {
		if !apart[i] {
			kept = append(kept, h)
		}
	}
	return slices.Clip(kept), err
}

// What bounds the work on one identifier. Those that come first speak for all: of its
// neighbours, as many as have mostSteps neighbours together; and of those of each,
// mostOfEach, lest everyone who is tied to a helpline walks through all its callers.
const (
	mostSteps  = 2_000_000
	mostOfEach = 10_000
)

// firstNeighbours are those of an identifier that speak for all.
func firstNeighbours(g *analysis.Network, u int) []uint32 {
	all := g.Neighbours(u)
	return all[:min(len(all), mostOfEach)]
}

// relatedNeighbours counts the neighbours of u that share another neighbour with others
// of them, so many that chance does not explain it. Shared holds zeros, and does
// again afterwards.
func relatedNeighbours(g *analysis.Network, u int, shared []int32) int {
	neighbours := g.Neighbours(u)
	steps := 0
	for i, v := range neighbours {
		first := firstNeighbours(g, int(v))
		for _, w := range first {
			shared[w]++
		}
		if steps += len(first); steps > mostSteps {
			neighbours = neighbours[:i+1]
			break
		}
	}
	related := 0
	for _, v := range neighbours {
		for _, w := range firstNeighbours(g, int(v)) {
			if int(w) == u || shared[w] < 2 {
				continue
			}
			// Neighbours drawn by chance would share so many, give or take its root.
			chance := float64(len(neighbours)) * float64(g.Degree(int(w))) / float64(g.Order())
			if float64(shared[w]) >= chance+3*math.Sqrt(chance)+1.5 {
				related++
				break
			}
		}
	}
	for _, v := range neighbours {
		for _, w := range firstNeighbours(g, int(v)) {
			shared[w] = 0
		}
	}
	if len(neighbours) < g.Degree(u) { // of all, as of those that were looked at
		related = int(float64(related) / float64(len(neighbours)) * float64(g.Degree(u)))
	}
	return related
}

// keepsToItself reports whether what happened around an identifier leans to one region,
// modus and time. One report speaks for each neighbour, so that one that is reported
// often does not speak for all. The index has the identifier at a place.
func keepsToItself(e *Evidence, g *analysis.Network, u, place int, records *index, b *baseline) bool {
	var d diary
	for _, report := range records.reports.of(place) {
		d.report(e, int(report))
	}
	for _, link := range records.links.of(place) {
		d.link(e, int(link))
	}
	for _, v := range g.Neighbours(u) {
		if report := records.first[v]; report != aside {
			d.report(e, int(report))
		}
	}
	h := d.close()
	sum, positive := 0.0, 0
	for _, c := range b.coherence(&h) {
		sum += c
		if c > 0 {
			positive++
		}
	}
	return sum >= coherentHub && positive >= 2
}
