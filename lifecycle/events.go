package lifecycle

import (
	"fmt"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// record adds an event of a ring.
func (a *advance) record(ringID string, e graph.Event) {
	e.RingID, e.Day = ringID, a.AsOf
	a.next.Events = append(a.next.Events, e)
}

// recordChange adds an event with the counts of a ring before and after. A ring that was closed
// counts as empty before.
func (a *advance) recordChange(old *graph.PreviousRing, ring *graph.Ring, kind graph.EventKind, reason string, others ...string) {
	e := graph.Event{
		Kind: kind, Reason: reason, Others: others, BandAfter: ring.Band,
		Members: graph.Change{After: len(ring.Members)}, Reports: graph.Change{After: len(ring.ReportIDs)},
	}
	if old.Status != graph.Closed {
		e.Members.Before, e.Reports.Before, e.BandBefore = publishedMembers(old), len(old.ReportIDs), old.Band
	}
	a.record(ring.ID, e)
}

// publishedMembers returns with how many members a ring was published.
func publishedMembers(r *graph.PreviousRing) int {
	return len(r.Members) + len(r.Released) + len(r.Cleared)
}

func rescoredReason(old, ring *graph.Ring) string {
	return fmt.Sprintf("its score went from %.2f to %.2f, its band from %s to %s", old.Score, ring.Score, old.Band, ring.Band)
}

// counted returns a number with its noun, in the plural unless it is 1.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func agencies(n int) string {
	if n == 1 {
		return "1 agency"
	}
	return fmt.Sprintf("%d agencies", n)
}

// enumerated returns "a", "a and b" or "a, b and c".
func enumerated(ids []string) string {
	if len(ids) < 2 {
		return strings.Join(ids, "")
	}
	return strings.Join(ids[:len(ids)-1], ", ") + " and " + ids[len(ids)-1]
}
