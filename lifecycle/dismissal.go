package lifecycle

import (
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// dismissal counts the agencies whose latest verdict on a ring counts.
type dismissal struct{ dismissing, confirming int }

// weigh counts the verdicts on a ring. A dismissal holds for the ring on which it was given: once
// the ring has outgrown it, it counts no longer, and the agency may dismiss what the ring became.
func weigh(verdicts []graph.LatestVerdict, ring *graph.Ring) (d dismissal) {
	for i := range verdicts {
		switch o := &verdicts[i]; {
		case o.Verdict == graph.Confirms:
			d.confirming++
		case outgrown(o, ring) == "":
			d.dismissing++
		}
	}
	return d
}

// net is by how many the agencies that dismiss a ring outnumber those that confirm it. A ring is
// dismissed while it is positive.
func (d dismissal) net() int { return d.dismissing - d.confirming }

func (d dismissal) reason() string {
	reason := dismissedBy(d.dismissing)
	if d.confirming > 0 {
		reason += ", confirmed by " + agencies(d.confirming)
	}
	return reason
}

func dismissedBy(n int) string { return "dismissed by " + agencies(n) }

// reinstatedReason says why a ring that was dismissed counts again.
func reinstatedReason(verdicts []graph.LatestVerdict, ring *graph.Ring) string {
	for i := range verdicts {
		if o := &verdicts[i]; o.Verdict == graph.Dismisses {
			if how := outgrown(o, ring); how != "" {
				return how + " since it was dismissed"
			}
		}
	}
	return "no more agencies dismiss than confirm it"
}

// outgrown says how a ring changed materially since an verdict of it was given: its members or its
// reports grew by half, or its evidence score reached a higher band. It returns "" if none did.
func outgrown(o *graph.LatestVerdict, ring *graph.Ring) string {
	members, reports, band := len(ring.Members), len(ring.ReportIDs), graph.BandOf(ring.EvidenceScore)
	switch {
	case 2*members >= 3*o.Members && members > o.Members:
		return fmt.Sprintf("it grew from %d to %s", o.Members, counted(members, "member"))
	case 2*reports >= 3*o.Reports && reports > o.Reports:
		return fmt.Sprintf("it grew from %d to %s", o.Reports, counted(reports, "report"))
	case slices.Index(graph.Bands[:], band) > slices.Index(graph.Bands[:], o.Band):
		return fmt.Sprintf("its band rose from %s to %s", o.Band, band)
	}
	return ""
}
