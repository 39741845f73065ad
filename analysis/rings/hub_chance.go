package rings

import (
	"math"

	"github.com/ringwatch/ringwatch/analysis"
)

// What checking one possible hub costs at most: maxPaths steps to neighbours of neighbours, over at
// most maxPathsPerNeighbour of each neighbour. Without the second bound everyone with an edge to a
// helpline would walk through all of its callers. The neighbours within the bounds are a sample of
// all.
const (
	maxPaths             = 2_000_000
	maxPathsPerNeighbour = 10_000
)

// sampleNeighbours returns the neighbours of an identifier that stand for all of them.
func sampleNeighbours(g *analysis.Network, u int) []uint32 {
	all := g.Neighbours(u)
	return all[:min(len(all), maxPathsPerNeighbour)]
}

// relatedNeighbours returns the number of neighbours of u that share another neighbour w with more
// of u's neighbours than chance explains.
//
// If the k neighbours of u were drawn at random from n identifiers, each would be a neighbour of w
// with probability deg(w)/n, so that the number which w connects would be about Poisson with mean μ
// = k deg(w)/n. It is beyond chance from μ + 3√μ + 3/2 on: three standard deviations, with a
// correction for small counts. Tumminello et al. 2011, "Statistically validated networks in
// bipartite systems", doi:10.1371/journal.pone.0017994, test shared neighbours against the
// hypergeometric distribution, which the Poisson distribution approximates here.
//
// shared has one element for each identifier, all 0 before and after.
func relatedNeighbours(g *analysis.Network, u int, shared []int32) int {
	neighbours := g.Neighbours(u)
	paths := 0
	for i, v := range neighbours {
		sample := sampleNeighbours(g, int(v))
		for _, w := range sample {
			shared[w]++
		}
		if paths += len(sample); paths > maxPaths {
			neighbours = neighbours[:i+1]
			break
		}
	}
	related := 0
	for _, v := range neighbours {
		for _, w := range sampleNeighbours(g, int(v)) {
			if int(w) == u || shared[w] < 2 {
				continue
			}
			mean := float64(len(neighbours)) * float64(g.Degree(int(w))) / float64(g.Order())
			if float64(shared[w]) >= mean+3*math.Sqrt(mean)+1.5 {
				related++
				break
			}
		}
	}
	for _, v := range neighbours {
		for _, w := range sampleNeighbours(g, int(v)) {
			shared[w] = 0
		}
	}
	if len(neighbours) < g.Degree(u) { // extrapolate from the sample
		related = int(float64(related) / float64(len(neighbours)) * float64(g.Degree(u)))
	}
	return related
}
