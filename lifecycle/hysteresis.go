package lifecycle

import (
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// minScoreChange is by how much the evidence score of a ring must change to be published, if
// nothing else of the ring changed.
const minScoreChange = 0.02

// applyHysteresis gives a ring the strengths, evidence score and explanation that it was published
// with, if it has the same members and reports and its evidence score changed by less than
// minScoreChange. Every record changes the background rates a little, and with them the score of
// every ring. Without hysteresis, each run would rewrite all rings, and bands would flicker.
//
// It does not retain an explanation that was stored before reasons had kinds: unfade could not
// recognise the reasons that fade appended.
func applyHysteresis(old, ring *graph.Ring) {
	if math.Abs(old.EvidenceScore-ring.EvidenceScore) >= minScoreChange || !sameMembers(old.Members, ring.Members) ||
		!slices.Equal(old.ReportIDs, ring.ReportIDs) || !haveKinds(old.Explanation) {
		return
	}
	ring.Members, ring.EvidenceScore, ring.Explanation = old.Members, old.EvidenceScore, unfade(old.Explanation)
}

func haveKinds(explanation []graph.Reason) bool {
	return !slices.ContainsFunc(explanation, func(r graph.Reason) bool { return r.Kind == "" })
}
