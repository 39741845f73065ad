package rings

import "math"

// flag scores candidates and returns those that are rings: their score is MinScore or more.
func flag(e *Evidence, rates *background, candidates []candidate, p Params) (rings []Ring) {
	for i := range candidates {
		c := &candidates[i]
		features := c.features(rates)
		if score := features.score(); score >= p.MinScore {
			rings = append(rings, newRing(e, rates, c, features, score))
		}
	}
	return rings
}

func newRing(e *Evidence, rates *background, c *candidate, features Features, score float64) Ring {
	ring := Ring{Score: score, Features: features, Members: make([]Member, len(c.members)), Reports: ints(c.reports)}
	for i, u := range c.members {
		ring.Members[i] = Member{int(u), strength(c.degrees[i], c.degreesInside[i])}
	}
	ring.Reasons = explain(e, rates, c, &features, score)
	return ring
}

// strength returns a member's strength: see Member.
func strength(degree, inside int) float64 {
	if degree == 0 {
		return 0
	}
	return float64(inside) / float64(degree) * (1 - math.Exp2(-float64(inside)))
}

func ints(list []uint32) []int {
	all := make([]int, len(list))
	for i, n := range list {
		all[i] = int(n)
	}
	return all
}
