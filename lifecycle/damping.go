package lifecycle

import (
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// minScoreChange is by how much the evidence score of a ring must move for it to be published
// where nothing else of the ring changed.
const minScoreChange = 0.02

// holdScore gives a ring the strengths, evidence score and explanation that it was published with,
// where it has the same members and reports and its evidence score moved by less than
// minScoreChange. Every record, of whatever ring, moves the background rates a little, and with
// them the score of every ring: without hysteresis each run would rewrite all rings, and bands
// would flicker.
//
// An explanation that was stored before reasons had kinds is not held: unfade could not tell which
// of its reasons age and dismissals gave.
func holdScore(old, ring *graph.Ring) {
	if math.Abs(old.EvidenceScore-ring.EvidenceScore) >= minScoreChange || !sameMembers(old.Members, ring.Members) ||
		!slices.Equal(old.ReportIDs, ring.ReportIDs) || !haveKinds(old.Explanation) {
		return
	}
	ring.Members, ring.EvidenceScore, ring.Explanation = old.Members, old.EvidenceScore, unfade(old.Explanation)
}

func haveKinds(explanation []graph.Reason) bool {
	return !slices.ContainsFunc(explanation, func(r graph.Reason) bool { return r.Kind == "" })
}
