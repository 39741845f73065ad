package lifecycle

import (
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// How many days a ring may go without a new report before it becomes dormant, and before it is
// closed.
const (
	dormantAfter = 90
	closedAfter  = 365
)

// StatusByAge returns active, dormant or closed by the days between a ring's last report and asOf.
// It returns active where asOf is zero or no report of the ring is dated.
func StatusByAge(r *graph.Ring, asOf time.Time) graph.Status {
	if asOf.IsZero() || r.LastSeen.IsZero() {
		return graph.Active
	}
	switch quiet := daysBetween(r.LastSeen, asOf); {
	case quiet > closedAfter:
		return graph.Closed
	case quiet > dormantAfter:
		return graph.Dormant
	}
	return graph.Active
}

// recordStatus adds an event if the status of a ring changed.
func (a *advance) recordStatus(old *graph.PreviousRing, ring *graph.Ring, d dismissal) {
	switch {
	case old.Status == ring.Status:
	case ring.Status == graph.Dismissed:
		a.recordChange(old, ring, graph.EventDismissed, d.reason())
	case old.Status == graph.Dismissed:
		a.recordChange(old, ring, graph.EventReopened, reinstatedReason(old.Verdicts, ring))
	case old.Status == graph.Active:
		a.recordChange(old, ring, graph.EventDormant, a.quietReason(ring))
	default:
		a.recordChange(old, ring, graph.EventReopened, reopenedReason(old, ring))
	}
}

// quietReason says for how long a ring had no new report.
func (a *advance) quietReason(ring *graph.Ring) string {
	return fmt.Sprintf("no new report for %d days", daysBetween(ring.LastSeen, a.AsOf))
}

// reopenedReason says why a ring that was dormant or closed is active again.
func reopenedReason(old *graph.PreviousRing, ring *graph.Ring) string {
	switch {
	case ring.LastSeen.After(old.LastSeen) && !old.LastSeen.IsZero():
		return "a report of " + ring.LastSeen.UTC().Format("2006-01-02") + " arrived"
	case old.Status == graph.Closed:
		return "it was found again"
	}
	return "its age is now counted from an earlier day"
}

// daysBetween counts whole calendar days in UTC, so that all runs of one day find a ring equally
// old.
func daysBetween(from, to time.Time) int {
	return int(startOfDay(to).Sub(startOfDay(from)) / (24 * time.Hour))
}

func startOfDay(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
