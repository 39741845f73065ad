package rings

import "github.com/ringwatch/ringwatch/analysis"

// tieChance says how many neighbours two identifiers share by chance.
//
// In a random network with the same degrees (the configuration model: Newman, Strogatz and Watts
// 2001, "Random graphs with arbitrary degree distributions", doi:10.1103/PhysRevE.64.026118) every
// edge between two kinds ends at a random identifier of each, in proportion to its degree. So u and
// w, of kinds a and b, share through identifiers of kind k on average
//
//	d_k(u) d_k(w) × Σ_v d_a(v) (d_b(v) − [a = b]) / (Σ_v d_a(v) × Σ_v d_b(v))
//
// neighbours, where v runs over the identifiers of kind k, and d_k(u) counts the neighbours of u of
// kind k. A number counts as Poisson. It is beyond chance from μ + 3√μ + 3/2 on: three standard
// deviations, with a correction for small counts. Tumminello et al. 2011, "Statistically validated
// networks in bipartite systems", doi:10.1371/journal.pone.0017994, test shared neighbours against
// a hypergeometric distribution, without kinds and degrees of those.
type tieChance struct {
	kinds   []Kind
	degrees [][kindCount]uint32                      // of each identifier, by the kind of the neighbour
	rate    [kindCount][kindCount][kindCount]float64 // by k, a and b: the fraction above
}

func newTieChance(e *Evidence, g *analysis.Network) *tieChance {
	c := &tieChance{kinds: e.Kinds, degrees: make([][kindCount]uint32, g.Order())}
	var ends [kindCount][kindCount]float64 // by k and a: Σ d_a(v)
	var pairs [kindCount][kindCount][kindCount]float64
	for v := range c.degrees {
		for _, w := range g.Neighbours(v) {
			c.degrees[v][e.Kinds[w]]++
		}
		k := e.Kinds[v]
		for a, d := range c.degrees[v] {
			ends[k][a] += float64(d)
			for b, other := range c.degrees[v] {
				if a == b && other > 0 {
					other--
				}
				pairs[k][a][b] += float64(d) * float64(other)
			}
		}
	}
	for k := range c.rate {
		for a := range c.rate[k] {
			for b := range c.rate[k][a] {
				if all := ends[k][a] * ends[k][b]; all > 0 {
					c.rate[k][a][b] = pairs[k][a][b] / all
				}
			}
		}
	}
	return c
}

// shared returns how many neighbours u and w share by chance.
func (c *tieChance) shared(u, w int) (mean float64) {
	for k := range c.rate {
		mean += float64(c.degrees[u][k]) * float64(c.degrees[w][k]) * c.rate[k][c.kinds[u]][c.kinds[w]]
	}
	return mean
}
