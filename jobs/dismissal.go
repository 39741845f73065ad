package jobs

import (
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// dismissals is how many more agencies dismiss a ring than confirm it, and words for it. A
// dismissal holds for the ring that it was given of: once that has changed materially it
// counts no more, and the agency may dismiss what the ring became.
func dismissals(opinions []graph.Opinion, ring *graph.Ring) (more int, why string) {
	dismissing, confirming := 0, 0
	for i := range opinions {
		switch o := &opinions[i]; {
		case o.Verdict == graph.Confirms:
			confirming++
		case outgrown(o, ring) == "":
			dismissing++
		}
	}
	why = dismissedReason + agencies(dismissing)
	if confirming > 0 {
		why += ", confirmed by " + agencies(confirming)
	}
	return dismissing - confirming, why
}

// acquittal says why a ring that was dismissed counts again.
func acquittal(opinions []graph.Opinion, ring *graph.Ring) string {
	for i := range opinions {
		if o := &opinions[i]; o.Verdict == graph.Dismisses {
			if how := outgrown(o, ring); how != "" {
				return how + " since it was dismissed"
			}
		}
	}
	return "no more agencies dismiss than confirm it"
}

// outgrown says how a ring changed materially since an opinion of it was given: its
// members or its reports grew by half, or its evidence is worth a higher band. It is empty if
// it did not.
func outgrown(o *graph.Opinion, ring *graph.Ring) string {
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

func agencies(n int) string {
	if n == 1 {
		return "1 agency"
	}
	return fmt.Sprintf("%d agencies", n)
}
