package graph

import "context"

// Evidence is where detection reads what was reported.
type Evidence interface {
	// Snapshot reads the structure of all that stands. It fails with
	// ErrUnavailable.
	Snapshot(ctx context.Context) (*Snapshot, error)
	// Reports reads those of the reports with these agency-scoped ids that still
	// stand, in the order of the ids, without what they name. It fails with
	// ErrUnavailable.
	Reports(ctx context.Context, ids []string) ([]Report, error)
	// LatelyWithdrawn lists the agency-scoped ids of what was withdrawn of late, at least
	// since the last snapshot: a run that is under way leaves it out. It fails with
	// ErrUnavailable.
	LatelyWithdrawn(ctx context.Context) ([]string, error)
}
