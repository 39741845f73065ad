package jobs

import (
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// steadyScore is how far a ring's score must move for it to be published anew when nothing
// of its own changed.
const steadyScore = 0.02

// steady keeps a ring's score by its evidence, and its explanation, as they were published where it has the same
// members and reports, and that score moved a little at most. Each new record, anywhere,
// changes a little what is usual, and with it the score of every ring: without this every
// run would rewrite them all, and bands would flicker.
func steady(old *graph.PreviousRing, ring *graph.Ring) {
	if !sameMembers(old.Members, ring.Members) || !slices.Equal(old.ReportIDs, ring.ReportIDs) || math.Abs(old.EvidenceScore-ring.EvidenceScore) >= steadyScore {
		return
	}
	ring.Members, ring.EvidenceScore, ring.Explanation = old.Members, old.EvidenceScore, unfaded(old.Explanation)
}
