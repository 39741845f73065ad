package evaluation

import "github.com/ringwatch/ringwatch/graph"

// RingOutcome is what a ring turned out to be.
type RingOutcome struct {
	Score     float64 // evidence score when it was judged
	Confirmed bool    // or it is no ring
}

// minFound is of how many members something must have been found for a ring without verdicts.
const minFound = 3

// LeftOut counts rings about which something is known, but nothing that a score can be compared
// with.
type LeftOut struct {
	Undecided int // as many agencies confirm as dismiss it, or as many members are cut off as not
	Bounded   int // one agency alone supports it, and its score is the highest that such a ring may have
	Unscored  int // it was closed, and no score is stored
}

// RingOutcomes returns what became of rings: confirmed, if more agencies confirm than dismiss it. A
// ring that no agency judged, but of which something was found about three members or more, is
// confirmed if telcos disconnected more of them than were verified or cleared.
//
// Only the band that a ring had when it was judged is stored. The score is the one in that band
// nearest to the ring's present one.
func RingOutcomes(rings []graph.PreviousRing, findings map[graph.Token][]graph.Verification) (all []RingOutcome, out LeftOut) {
	for i := range rings {
		r := &rings[i]
		right, wrong := 0, 0
		for k := range r.Verdicts {
			if r.Verdicts[k].Verdict == graph.Confirms {
				right++
			} else {
				wrong++
			}
		}
		if len(r.Verdicts) == 0 && r.Status != graph.Closed {
			var m MemberOutcomes
			m.add(r, findings, map[graph.Token]bool{})
			if m.found() >= minFound {
				right, wrong = m.Disconnected, m.Verified+m.Cleared
			}
		}
		score := r.EvidenceScore
		switch {
		case right+wrong == 0:
			continue
		case right == wrong:
			out.Undecided++
			continue
		case score == 0:
			out.Unscored++
			continue
		case isBounded(r):
			out.Bounded++
			continue
		}
		if len(r.Verdicts) > 0 {
			from, to := bandRange(bandOf(r))
			score = min(max(score, from), to)
		}
		all = append(all, RingOutcome{Score: score, Confirmed: right > wrong})
	}
	return all, out
}

// isBounded reports whether a ring has the highest score of an uncorroborated ring.
func isBounded(r *graph.PreviousRing) bool {
	return !r.Corroborated && r.Agencies.Number > 0 &&
		(r.EvidenceScore == graph.Medium.HighestScore() || r.EvidenceScore == graph.High.HighestScore())
}

// bandRange returns the lowest and highest score of a band.
func bandRange(b graph.Band) (from, to float64) {
	switch b {
	case graph.VeryHigh:
		return 0.98, 1
	case graph.High:
		return 0.8, 0.98
	}
	return 0.5, 0.8
}
