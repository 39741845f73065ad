package analysis

import (
	"fmt"
	"math"
	"slices"
)

// What a ring's score is made of. The parts say how much evidence there is, how
// large the group, and how much of it would still hold together if any one report
// were wrong. They are a plain rule, not yet calibrated.
const (
	weightReports    = 0.4
	weightMembers    = 0.2
	weightRedundancy = 0.4
)

// newRing scores the community of g whose identifiers come before firstReport.
func newRing(g *Network, community []int, firstReport int) Ring {
	ring := Ring{Reports: slices.Clone(community[firstReport:])}
	redundant := 0
	for _, u := range community[:firstReport] {
		inside := 0
		for _, v := range g.Neighbours(u) {
			if _, ok := slices.BinarySearch(community, int(v)); ok {
				inside++
			}
		}
		if inside > 1 {
			redundant++
		}
		ring.Members = append(ring.Members, Member{Node: u, Strength: float64(inside) / float64(g.Degree(u))})
	}
	members, reports := len(ring.Members), len(ring.Reports)
	ring.Reasons = []Reason{
		{fmt.Sprintf("%d reports name its identifiers", reports), weightReports * saturating(reports, 8)},
		{fmt.Sprintf("%d identifiers act together", members), weightMembers * saturating(members, 8)},
		{fmt.Sprintf("%d of %d identifiers are tied to it more than once", redundant, members), weightRedundancy * float64(redundant) / float64(members)},
	}
	for i := range ring.Reasons {
		ring.Reasons[i].Weight = math.Round(ring.Reasons[i].Weight*1e4) / 1e4
		ring.Score += ring.Reasons[i].Weight
	}
	ring.Score = math.Round(ring.Score*1e4) / 1e4
	return ring
}

// saturating rises from 0 towards 1 and is 1/2 at half.
func saturating(n, half int) float64 { return 1 - math.Exp2(-float64(n)/float64(half)) }
