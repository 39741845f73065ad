package evidence

import "context"

// Source is where detection reads what was reported.
type Source interface {
	// Snapshot reads the structure of all that stands. It fails with
	// ErrUnavailable.
	Snapshot(ctx context.Context) (*Snapshot, error)
	// LatelyWithdrawn lists the agency-scoped ids of what was withdrawn of late, at least
	// since the last snapshot: a run that is under way leaves it out. It fails with
	// ErrUnavailable.
	RecentlyWithdrawn(ctx context.Context) ([]string, error)
}
