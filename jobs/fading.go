package jobs

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// What lowers a ring's score besides its evidence. The score that evidence gives is a
// probability, and right for rings that are at work; of one that has gone quiet, or that
// agencies dismiss, it says too much.
const (
	// The odds are halved when a ring becomes dormant, and again after each halvedEvery days
	// more: from very_high to medium within half a year. They move in such steps and
	// not from day to day, so that a day by itself changes no ring.
	halvedEvery = 30
	// A dismissal makes it dismissalFactor times less likely that it is a ring. Agencies look
	// before they dismiss, but each sees a part only.
	dismissalFactor = 4
)

// How the reasons begin that fade adds to an explanation. No other begins so.
const (
	quietReason     = "without a new report for more than "
	dismissedReason = "dismissed by "
)

// fade lowers a ring's score, and with it its band, from what its evidence gives, for its
// age and for so many more agencies that dismiss than confirm it, and says so: the
// weights of its reasons add up to its score still.
func fade(ring *graph.Ring, asOf time.Time, dismissals int) {
	ring.Score = ring.EvidenceScore
	if ring.Status != graph.Closed {
		if halvings := halvingsOf(ring, asOf); halvings > 0 {
			lower(ring, math.Exp2(-float64(halvings)), fmt.Sprintf("%s%d days", quietReason, dormantAfter+(halvings-1)*halvedEvery))
		}
		if dismissals > 0 {
			lower(ring, math.Pow(dismissalFactor, -float64(dismissals)), dismissedReason+agencies(dismissals))
		}
	}
	ring.Band = graph.BandOf(ring.Score)
}

// lower multiplies the odds by a factor.
func lower(ring *graph.Ring, factor float64, why string) {
	before := ring.Score
	if ring.Score = 1; before < 1 {
		odds := before / (1 - before) * factor
		ring.Score = odds / (1 + odds)
	}
	weight := math.Round((ring.Score-before)*1e4) / 1e4
	ring.Explanation = append(slices.Clip(ring.Explanation), graph.Reason{Text: why, Weight: weight})
}

// halvingsOf tells how often the odds of a ring were halved, since it went quiet.
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

// unfaded is an explanation without what fade added.
func unfaded(explanation []graph.Reason) []graph.Reason {
	last := len(explanation)
	for last > 0 && (strings.HasPrefix(explanation[last-1].Text, quietReason) || strings.HasPrefix(explanation[last-1].Text, dismissedReason)) {
		last--
	}
	return explanation[:last:last] // fade adds at the end
}
