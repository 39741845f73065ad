package graph

import "context"

// Evidence is where detection reads what was reported.
type Evidence interface {
	// Snapshot reads the structure of all that stands. It fails with
	// ErrUnavailable.
	Snapshot(ctx context.Context) (*Snapshot, error)
	// Reports reads the reports with these agency-scoped ids, in their order,
	// without what they name. It fails with ErrUnavailable, and with ErrNotFound
	// when one is gone.
	Reports(ctx context.Context, ids []string) ([]Report, error)
}
