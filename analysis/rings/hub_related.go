package rings

import (
	"math"

	"github.com/ringwatch/ringwatch/analysis"
)

// What counting the ties of one suspect costs at most: maxPaths steps to neighbours of neighbours,
// over at most maxPathsPerNeighbour of each neighbour. Without the second bound everyone with an
// edge to a helpline would walk through all of its callers. The neighbours within the bounds are a
// sample of all.
const (
	maxPaths             = 2_000_000
	maxPathsPerNeighbour = 10_000
)

// minSpecificity is the share of an identifier's neighbours that a suspect must have in common with
// it for these to be related. The devices of a box of ten share a ninth of their numbers with each
// other; the numbers of two copied IMEIs are a sample of a whole country.
const minSpecificity = 1. / 20

// silentWeight is what a neighbour counts that has no other tie. Most numbers of a SIM box have
// none, and those of a copied IMEI that telcos know only from there have none either.
const silentWeight = 0.25

// sampleNeighbours returns the neighbours of an identifier that stand for all of them.
func sampleNeighbours(g *analysis.Network, u int) []uint32 {
	all := g.Neighbours(u)
	return all[:min(len(all), maxPathsPerNeighbour)]
}

// ties count the neighbours of a suspect, or of a block of suspects, by their other ties.
type ties struct {
	related   int // share another neighbour that is specific to the suspect
	unrelated int // have other ties
	silent    int // have no other tie, except to hubs
	// The suspects, by index, that are specific to this one and would make neighbours related if
	// they were no hubs.
	waiting []uint32
}

// clear reports whether the neighbours clear a suspect, given the log-odds that the records around
// it come from one source.
func (t *ties) clear(odds float64) bool {
	switch {
	case odds >= clearOdds:
		return true
	case odds >= likelyOdds && float64(t.unrelated) <= maxElsewhere*float64(t.related+t.unrelated+t.silent):
		return true
	}
	return odds > doubtOdds && t.related > 0 &&
		float64(t.related) >= minRelatedShare*(float64(t.related+t.unrelated)+silentWeight*float64(t.silent))
}

// relatedShareOfAll returns the share of all neighbours that are related.
func (t *ties) relatedShareOfAll() float64 {
	return float64(t.related) / float64(max(t.related+t.unrelated+t.silent, 1))
}

// countTies counts the neighbours of u by their other ties.
//
// A neighbour v is related if u shares another neighbour w of v that is no hub, if u and w share
// more neighbours than chance explains (hub_chance.go), and if w is specific to u: at least
// minSpecificity of w's other neighbours are u's.
//
// shared has one element for each identifier, all 0 before and after.
func (f *hubSearch) countTies(u int, shared []int32) (t ties) {
	neighbours := f.g.Neighbours(u)
	paths := 0
	for i, v := range neighbours {
		sample := sampleNeighbours(f.g, int(v))
		for _, w := range sample {
			shared[w]++
		}
		if paths += len(sample); paths > maxPaths {
			neighbours = neighbours[:i+1]
			break
		}
	}
	sampled := float64(len(neighbours)) / float64(f.g.Degree(u))
	shared[u] = 0 // everyone's neighbour
	for _, v := range neighbours {
		related, speaks, isHub := false, false, f.explainsNothing(v) // a hub is silent
		for _, w := range sampleNeighbours(f.g, int(v)) {
			if int(w) == u {
				continue
			}
			hub := f.explainsNothing(w)
			if !hub {
				speaks = true
			}
			if shared[w] < 2 || (related || isHub) && !hub || !f.isSpecific(w, shared[w], sampled) {
				continue
			}
			if !hub {
				related = f.isBeyondChance(u, w, shared[w], sampled)
			} else if i := f.indexOf[w]; i != none && !f.suspects[i].known {
				t.waiting = append(t.waiting, i)
				shared[w] = 1 // once is enough
			}
		}
		switch {
		case isHub:
			t.silent++
		case related:
			t.related++
		case speaks:
			t.unrelated++
		default:
			t.silent++
		}
	}
	for _, v := range neighbours {
		for _, w := range sampleNeighbours(f.g, int(v)) {
			shared[w] = 0
		}
	}
	return t
}

// isSpecific reports whether enough of w's neighbours are a suspect's. shared counts those among a
// sample of the suspect's neighbours.
func (f *hubSearch) isSpecific(w uint32, shared int32, sampled float64) bool {
	return float64(shared) >= minSpecificity*sampled*float64(f.g.Degree(int(w)))
}

// isBeyondChance reports whether u and w share more neighbours than chance explains.
func (f *hubSearch) isBeyondChance(u int, w uint32, shared int32, sampled float64) bool {
	mean := sampled * f.chance.shared(u, int(w))
	return float64(shared) >= mean+3*math.Sqrt(mean)+1.5
}
