package lifecycle

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// The evidence score is the probability that a group is an active ring. Fading lowers it for a ring
// that has had no new report for long, or that agencies dismiss.
const (
	// halvedEvery is a number of days. The odds of a ring are halved when it becomes dormant, and
	// again after each further halvedEvery days: from very_high to medium within half a year. They
	// fall in steps and not daily, so that most days change no ring.
	halvedEvery = 30
	// dismissalFactor is the likelihood ratio of one dismissal: it divides the odds. Agencies check
	// a ring before they dismiss it, but each sees only a part of it.
	dismissalFactor = 4
)

// fade sets a ring's score and band. The score is the evidence score, lowered for the ring's age
// and for dismissals, and so is the score without the strongest agency or source. dismissals is the
// number of agencies that dismiss the ring, less the number of those that confirm it. For each of
// the two causes fade appends a reason, so that the weights of the explanation still add up to the
// score.
func fade(ring *graph.Ring, asOf time.Time, dismissals int) {
	ring.Score = ring.EvidenceScore
	ring.ScoreWithoutStrongest = min(ring.ScoreWithoutStrongest, ring.Score)
	if ring.Status != graph.Closed {
		if halvings := halvingsOf(ring, asOf); halvings > 0 {
			text := fmt.Sprintf("without a new report for more than %d days", dormantAfter+(halvings-1)*halvedEvery)
			lower(ring, math.Exp2(-float64(halvings)), graph.ReasonQuiet, text)
		}
		if dismissals > 0 {
			lower(ring, math.Pow(dismissalFactor, -float64(dismissals)), graph.ReasonDismissed, dismissedBy(dismissals))
		}
	}
	ring.Band = graph.BandOf(ring.Score)
}

// lower multiplies the odds of a ring's scores by a factor and appends a reason with the difference
// that this makes to its score.
func lower(ring *graph.Ring, factor float64, kind graph.ReasonKind, text string) {
	before := ring.Score
	ring.Score, ring.ScoreWithoutStrongest = lowered(before, factor), lowered(ring.ScoreWithoutStrongest, factor)
	weight := math.Round((ring.Score-before)*1e4) / 1e4
	// A copy: the explanation may be shared with a cache or with the previous ring.
	ring.Explanation = append(slices.Clip(ring.Explanation), graph.Reason{Kind: kind, Text: text, Weight: weight})
}

// lowered returns a score after its odds were multiplied by a factor.
func lowered(score, factor float64) float64 {
	if score >= 1 {
		return 1
	}
	odds := score / (1 - score) * factor
	return odds / (1 + odds)
}

// halvingsOf returns how often the odds of a ring have been halved since it became dormant.
func halvingsOf(ring *graph.Ring, asOf time.Time) int {
	if asOf.IsZero() || ring.LastSeen.IsZero() {
		return 0
	}
	quiet := daysBetween(ring.LastSeen, asOf)
	if quiet <= dormantAfter {
		return 0
	}
	return 1 + (quiet-dormantAfter-1)/halvedEvery
}

// unfade returns an explanation without the reasons that fade appended.
func unfade(explanation []graph.Reason) []graph.Reason {
	last := len(explanation)
	for last > 0 && (explanation[last-1].Kind == graph.ReasonQuiet || explanation[last-1].Kind == graph.ReasonDismissed) {
		last--
	}
	return explanation[:last:last]
}
