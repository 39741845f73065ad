package record

import (
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Ahead is how far the clock of whoever files a record may be ahead, time zones included.
const Ahead = 24 * time.Hour

// CheckPresent refuses a release that is later than now, by more than Ahead: it can't be known yet
// who holds an identifier then. The error is a *Refusal.
func CheckPresent(r graph.Record, now time.Time) error {
	release, ok := r.(*graph.Release)
	if !ok || !release.ReleasedAt.After(now.Add(Ahead)) {
		return nil
	}
	refusal := refuse("released_at", "is in the future: file the release once the identifier has passed to its new holder")
	refusal.ID = release.ID
	return refusal
}
