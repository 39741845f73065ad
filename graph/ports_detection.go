package graph

import (
	"context"
	"time"
)

// Leases grants leases by the database's clock.
type Leases interface {
	// Acquire takes the lease for ttl. It returns ErrConflict while another process holds the
	// lease, and ErrUnavailable.
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error)
	// Renew extends a lease to ttl from now. It returns ErrLeaseLost and ErrUnavailable.
	Renew(ctx context.Context, lease Lease, ttl time.Duration) error
	// IsFree reports whether no process holds the lease. It returns ErrUnavailable.
	IsFree(ctx context.Context, name string) (bool, error)
	// Release gives the lease back, and does nothing if it was lost. It returns ErrUnavailable.
	Release(ctx context.Context, lease Lease) error
}

// RunLog records runs.
type RunLog interface {
	// BeginRun records that a run began and fills in its StartedAt and Status. It marks every
	// earlier run that never ended as abandoned. It returns ErrLeaseLost and ErrUnavailable.
	BeginRun(ctx context.Context, lease Lease, run *Run) error
	// EndRun records a run that did not succeed, with its Status and Reason, and fills in its
	// FinishedAt. For a run that ended before, it changes nothing and fills in the recorded Status
	// and FinishedAt: the run may have been published though its response was lost. It returns
	// ErrUnavailable.
	EndRun(ctx context.Context, run *Run) error
}

// Publisher publishes what a run found.
type Publisher interface {
	// Publish replaces the published rings by the next publication, whole or not at all, adds its
	// events to the histories, and records the run as succeeded. Rings that did not change remain
	// untouched, and so do closed rings that are not published again. It fills in the run's
	// Counts.Rings, Changed and Closed, its FinishedAt and Status, and adds the phase "publishing".
	// It returns ErrLeaseLost and ErrUnavailable.
	Publish(ctx context.Context, lease Lease, run *Run, next *NextPublication) error
}

// PreviousRings is what a run needs to know of the rings before it.
type PreviousRings interface {
	// PreviousRings returns all rings, closed ones too, in the order of their ids. It returns
	// ErrUnavailable.
	PreviousRings(ctx context.Context) ([]PreviousRing, error)
	// FilterWithdrawn returns those of the agency-scoped ids whose records were withdrawn. It
	// returns ErrUnavailable.
	FilterWithdrawn(ctx context.Context, ids []string) ([]string, error)
}

// RetentionStore deletes what is older than the retention period.
type RetentionStore interface {
	Leases
	// Expire deletes:
	//   - reports and links by when they happened, or were received if they have no time;
	//   - withdrawals, releases and equivalences that were received before and have no effect any
	//     more;
	//   - findings that were given before, and disputes that were decided before, or filed before
	//     and not decided;
	//   - rings that were closed before, with their history;
	//   - orphans.
	//
	// It works in many transactions, each of which holds the lease. If it fails, it returns what it
	// deleted until then, and the next call continues. It returns ErrLeaseLost and ErrUnavailable.
	Expire(ctx context.Context, lease Lease, before time.Time) (Expired, error)
}
