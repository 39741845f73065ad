package evaluation

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// FewestOutcomes is below how many outcomes a share says little: the interval of a share of .9 is
// then wider than .2.
const FewestOutcomes = 30

// Outcomes compare the scores of rings with what became of them.
type Outcomes struct {
	Bands []BandOutcomes `json:"bands"`
	// ClearedSince are identifiers with an upheld dispute that are in no ring any more: a run that
	// clears an identifier takes it out of its ring. They count in no band.
	ClearedSince int `json:"cleared_since"`
}

// BandOutcomes say what became of the rings of one band. The band is that of the evidence score,
// since a dismissal lowers the other one: of a ring with verdicts the highest that it had when an
// agency gave one, of any other ring the one that it has.
type BandOutcomes struct {
	Band      graph.Band     `json:"band"`
	Rings     int            `json:"rings"`
	Judged    int            `json:"judged"`     // rings with a verdict of at least one agency
	Disagreed int            `json:"disagreed"`  // judged rings that some confirm and others dismiss
	Confirmed int            `json:"confirmed"`  // judged rings that more agencies confirm than dismiss
	MeanScore float64        `json:"mean_score"` // evidence score of the judged rings
	Share     float64        `json:"share"`      // Confirmed / Judged; 0 if none was judged
	Interval  Interval       `json:"interval"`   // of the share
	Few       bool           `json:"few"`        // whether Judged is below FewestOutcomes
	Members   MemberOutcomes `json:"members"`
}

// MemberOutcomes say what was found about the members of rings, each once: in the ring with the
// highest evidence score.
type MemberOutcomes struct {
	Disconnected int      `json:"disconnected"` // numbers that a telco cut off, other than at the holder's request
	Verified     int      `json:"verified"`     // numbers whose holder is the registered subscriber
	Cleared      int      `json:"cleared"`      // identifiers with an upheld dispute
	Share        float64  `json:"share"`        // Disconnected / all three; 0 if nothing was found
	Interval     Interval `json:"interval"`     // of the share
	Few          bool     `json:"few"`          // whether all three are below FewestOutcomes
}

// found returns how many members something was found about.
func (m *MemberOutcomes) found() int { return m.Disconnected + m.Verified + m.Cleared }

// Feedback compares the scores of rings with outcomes, by band: with the latest verdict of each
// agency, all of which count alike, with the findings of telcos about members, the latest first,
// and with identifiers that an upheld dispute cleared. Closed rings count by their verdicts alone.
//
// Of the findings, "not a subscriber of ours" is no outcome, since another telco may have the
// number, and neither are "unverified" and a number that was cut off because its holder asked for
// it.
func Feedback(rings []graph.PreviousRing, findings map[graph.Token][]graph.Verification, cleared []graph.Identifier) Outcomes {
	bands := map[graph.Band]*BandOutcomes{}
	all := Outcomes{Bands: make([]BandOutcomes, len(graph.Bands))}
	for i, band := range graph.Bands {
		all.Bands[i].Band = band
		bands[band] = &all.Bands[i]
	}
	ordered := make([]*graph.PreviousRing, len(rings))
	for i := range rings {
		ordered[i] = &rings[i]
	}
	slices.SortStableFunc(ordered, func(a, b *graph.PreviousRing) int { return cmp.Compare(b.EvidenceScore, a.EvidenceScore) })
	counted := map[graph.Token]bool{}
	for _, r := range ordered {
		if b := bands[bandOf(r)]; b != nil {
			b.addVerdicts(r)
		}
		if r.Status != graph.Closed {
			bands[graph.BandOf(r.EvidenceScore)].Members.add(r, findings, counted)
		}
	}
	for _, id := range cleared {
		if !counted[id.Token] {
			counted[id.Token] = true
			all.ClearedSince++
		}
	}
	for i := range all.Bands {
		all.Bands[i].finish()
	}
	return all
}

// bandOf returns the band in which a ring counts: see BandOutcomes.
func bandOf(r *graph.PreviousRing) (band graph.Band) {
	if len(r.Verdicts) == 0 {
		return graph.BandOf(r.EvidenceScore)
	}
	highest := -1
	for i := range r.Verdicts {
		if at := slices.Index(graph.Bands[:], r.Verdicts[i].Band); at >= highest {
			highest, band = at, r.Verdicts[i].Band
		}
	}
	return band
}

// addVerdicts counts a ring, unless it is closed and nobody judged it. MeanScore is a sum until all
// are counted.
func (b *BandOutcomes) addVerdicts(r *graph.PreviousRing) {
	if r.Status == graph.Closed && len(r.Verdicts) == 0 {
		return
	}
	b.Rings++
	if len(r.Verdicts) == 0 {
		return
	}
	b.Judged++
	b.MeanScore += r.EvidenceScore
	confirmed := 0
	for i := range r.Verdicts {
		if r.Verdicts[i].Verdict == graph.Confirms {
			confirmed++
		}
	}
	if confirmed > 0 && confirmed < len(r.Verdicts) {
		b.Disagreed++
	}
	if 2*confirmed > len(r.Verdicts) {
		b.Confirmed++
	}
}

// add counts what was found about the members of a ring that were not counted before.
func (m *MemberOutcomes) add(r *graph.PreviousRing, findings map[graph.Token][]graph.Verification, counted map[graph.Token]bool) {
	for _, id := range r.Cleared {
		if !counted[id.Token] {
			counted[id.Token] = true
			m.Cleared++
		}
	}
	for _, member := range r.Members {
		if counted[member.Token] {
			continue
		}
		counted[member.Token] = true
		for i := range findings[member.Token] {
			v := &findings[member.Token][i]
			if v.Finding == graph.Verified {
				m.Verified++
				break
			}
			if v.Finding == graph.Disconnected {
				if v.Reason != graph.HolderAsked {
					m.Disconnected++
				}
				break
			}
		}
	}
}

// finish computes the shares.
func (b *BandOutcomes) finish() {
	if b.Judged > 0 {
		b.MeanScore /= float64(b.Judged)
	}
	b.Share, b.Interval, b.Few = ratio(b.Confirmed, b.Judged), wilson(b.Confirmed, b.Judged), b.Judged < FewestOutcomes
	m := &b.Members
	m.Share, m.Interval, m.Few = ratio(m.Disconnected, m.found()), wilson(m.Disconnected, m.found()), m.found() < FewestOutcomes
}
