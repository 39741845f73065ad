package rings

import (
	"context"
	"math"

	"ringwatch/analysis"
)

// Hub is an identifier that was set aside since it ties strangers together: a helpline,
// a gateway's account, a cloned IMEI, a repair shop's handset.
type Hub struct {
	Identifier int
	Ties       int // other identifiers that it is tied to
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

// findHubs lists identifiers with at least least ties that tie strangers together.
func findHubs(ctx context.Context, e *Evidence, g *analysis.Network, records *index, b *baseline, least int) ([]Hub, error) {
	var hubs []Hub
	shared := make([]int32, g.Order())
	for u := range g.Order() {
		ties := g.Degree(u)
		if ties < least {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		related := relatedNeighbours(g, u, shared)
		if float64(related) >= relatedShare*float64(ties) || keepsToItself(e, g, u, records, b) {
			continue
		}
		hubs = append(hubs, Hub{Identifier: u, Ties: ties, Related: related})
	}
	return hubs, nil
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
// often does not speak for all.
func keepsToItself(e *Evidence, g *analysis.Network, u int, records *index, b *baseline) bool {
	var d diary
	for _, report := range records.reports.of(u) {
		d.report(e, int(report))
	}
	for _, link := range records.links.of(u) {
		d.link(e, int(link))
	}
	for _, v := range g.Neighbours(u) {
		if own := records.reports.of(int(v)); len(own) > 0 {
			d.report(e, int(own[0]))
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
