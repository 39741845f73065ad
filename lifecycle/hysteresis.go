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
// recognise the reasons that fade appended. Nor does it retain anything if who supports the ring
// changed by more than the background rates explain, or if it would leave a ring that one agency
// supports in a higher band than it deserves.
//
// It reports whether it retained them.
func applyHysteresis(old, ring *graph.Ring) bool {
	if math.Abs(old.EvidenceScore-ring.EvidenceScore) >= minScoreChange || !sameMembers(old.Members, ring.Members) ||
		!slices.Equal(old.ReportIDs, ring.ReportIDs) || !haveKinds(old.Explanation) || !sameOrigin(old, ring) || overrated(old, ring) {
		return false
	}
	ring.Members, ring.EvidenceScore, ring.Explanation = old.Members, old.EvidenceScore, unfade(old.Explanation)
	ring.Corroborated = old.Corroborated
	return true
}

// retainScoreWithoutStrongest gives a ring the score without its strongest agency or source that it
// was published with, if its members and score are what they were: see applyHysteresis. It is
// called after fade.
func retainScoreWithoutStrongest(old, ring *graph.Ring) {
	if ring.Score == old.Score {
		ring.ScoreWithoutStrongest = old.ScoreWithoutStrongest
	}
}

// sameOrigin reports whether two versions of a ring have the same support. A ring that was stored
// before its support was has no source, so that it differs.
func sameOrigin(old, ring *graph.Ring) bool {
	return (old.Corroborated == ring.Corroborated || nearlyCorroborated(old, ring)) && old.Sources == ring.Sources &&
		old.Agencies.Number == ring.Agencies.Number && slices.Equal(old.Agencies.Kinds, ring.Agencies.Kinds)
}

// nearlyCorroborated reports whether the background rates alone may have moved the score without
// one agency across the limit from which a ring is corroborated: it changed by less than
// minScoreChange, and the ring deserves the band that it has. The two can be compared while the
// ring has not faded.
func nearlyCorroborated(old, ring *graph.Ring) bool {
	return old.Score == old.EvidenceScore && math.Abs(old.ScoreWithoutStrongest-ring.ScoreWithoutStrongest) < minScoreChange &&
		graph.BandOf(ring.EvidenceScore) == old.Band
}

// overrated reports whether a ring of known agencies, of which none corroborates the other, would
// be in a lower band than it was.
func overrated(old, ring *graph.Ring) bool {
	return !ring.Corroborated && ring.Agencies.Number > 0 && ring.EvidenceScore < old.EvidenceScore &&
		graph.BandOf(ring.EvidenceScore) != graph.BandOf(old.EvidenceScore)
}

func haveKinds(explanation []graph.Reason) bool {
	return !slices.ContainsFunc(explanation, func(r graph.Reason) bool { return r.Kind == "" })
}
