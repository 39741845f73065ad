package jobs

import (
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// How many days a ring may go without a new report before it is dormant, and before it
// is closed.
const (
	dormantAfter = 90
	closedAfter  = 365
)

// statusOf is what age makes of a ring. Without a day to reckon from, and where no report
// tells when it was, nothing is too old.
func statusOf(r *graph.Ring, asOf time.Time) graph.Status {
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

// daysBetween counts whole days of the calendar, in UTC, so that all runs of one day
// find a ring equally old.
func daysBetween(from, to time.Time) int {
	return int(dayOf(to).Sub(dayOf(from)) / (24 * time.Hour))
}

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
