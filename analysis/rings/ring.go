package rings

import "math"

// flag scores candidates and returns those that are rings: their score is MinScore or more.
func flag(e *Evidence, rates *background, candidates []candidate, p Params) (rings []Ring) {
	s := newScorer(p.Model)
	for i := range candidates {
		c := &candidates[i]
		features := c.features(c.measured, rates)
		score := s.score(&features)
		if score < p.MinScore {
			continue
		}
		bounded, origin := c.bound(e, rates, s, score, p)
		if bounded >= p.MinScore {
			rings = append(rings, newRing(e, rates, s, c, features, bounded, &origin))
		}
	}
	return rings
}

func newRing(
	e *Evidence, rates *background, s *scorer, c *candidate, features Features, score float64, origin *provenance,
) Ring {
	ring := Ring{
		Score: score, Features: features, Members: make([]Member, len(c.members)), Reports: ints(c.reports),
		Sources: origin.sources, Agencies: origin.agencies, Corroborated: origin.corroborated,
		ScoreWithoutStrongest: min(origin.without, score),
	}
	for i, u := range c.members {
		ring.Members[i] = Member{int(u), strength(c.degrees[i], c.degreesInside[i])}
	}
	ring.Reasons = explain(e, rates, s, c, &features, score, origin)
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
