package evidence

import "context"

// Source is where detection reads the evidence.
type Source interface {
	// Snapshot returns all evidence that counts at this moment. It returns graph.ErrUnavailable if
	// the database cannot be reached.
	Snapshot(ctx context.Context) (*Snapshot, error)
	// RecentlyWithdrawn returns the agency-scoped ids of recently withdrawn records, at least of
	// all that were withdrawn since the last snapshot. A run leaves them out of what it publishes.
	// It returns graph.ErrUnavailable if the database cannot be reached.
	RecentlyWithdrawn(ctx context.Context) ([]string, error)
}
