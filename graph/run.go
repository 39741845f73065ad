package graph

import (
	"context"
	"time"
)

// Run is one detection run: what it was asked, what it did, and how it ended.
type Run struct {
	ID         string // "run-" and the number of its lease's fencing token
	Sequence   int64  // the fencing token: runs in the order in which they began
	Trigger    string // "schedule", "api" or "command"
	Holder     string // the process that ran it
	Status     RunStatus
	StartedAt  time.Time // by the database's clock
	FinishedAt time.Time // zero while it runs
	Reason     string    // why it did not succeed
	Method     string
	Resolution float64
	Seed       uint64
	HubDegree  int
	Counts     RunCounts
	Modularity float64
	Phases     []Phase
}

// RunStatus says how a run stands.
type RunStatus string

// The statuses of a run.
const (
	Running   RunStatus = "running"
	Succeeded RunStatus = "succeeded" // its rings are, or were, the published ones
	Failed    RunStatus = "failed"    // Reason says why; it published nothing
	Cancelled RunStatus = "cancelled" // somebody stopped it; it published nothing
	Abandoned RunStatus = "abandoned" // its process died; it published nothing
)

// RunCounts is what a run saw and found.
type RunCounts struct {
	Reports     int
	Identifiers int
	Edges       int
	Hubs        int
	Communities int
	TooLarge    int // communities of more identifiers than a ring may have
	Rings       int
	Changed     int // rings that are new or differ from those published before
	Closed      int // rings published before that were closed
}

// Phase is a part of a run and how long it took.
type Phase struct {
	Name    string
	Seconds float64
}

// Lease is the right to be the one process that does something. Its token grows
// with every holder, so that what a holder writes after it lost the lease is told
// from its successor's and refused (a fencing token; M. Kleppmann, Designing
// Data-Intensive Applications, 2017, ch. 8).
type Lease struct {
	Name   string
	Holder string
	Token  int64
}

// Leases hands out leases by the database's one clock.
type Leases interface {
	// Acquire takes the lease for ttl. It fails with ErrConflict while another
	// holds it, and with ErrUnavailable.
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error)
	// Renew extends a lease to ttl from now. It fails with ErrLeaseLost and
	// ErrUnavailable.
	Renew(ctx context.Context, lease Lease, ttl time.Duration) error
	// Free tells whether nobody holds the lease. It fails with ErrUnavailable.
	IsFree(ctx context.Context, name string) (bool, error)
	// Release gives the lease back. A lease that was lost is no error.
	Release(ctx context.Context, lease Lease) error
}

// RunLog records runs.
type RunLog interface {
	// BeginRun records that a run began, fills in its StartedAt, and marks every earlier run that
	// never ended as abandoned. It returns ErrLeaseLost if another process holds the lease by
	// now, and ErrUnavailable.
	BeginRun(ctx context.Context, lease Lease, run *Run) error
	// EndRun records a run that did not succeed, with its Status and Reason, and fills in its
	// FinishedAt. A run that ended before stays as it ended, and its Status is filled in. It
	// returns ErrUnavailable.
	EndRun(ctx context.Context, run *Run) error
}

// Publisher publishes what a run found.
type Publisher interface {
	// Publish replaces the published rings with the next publication, whole or not at all,
	// together with its events, and records the run as succeeded. Rings that did not change stay
	// untouched, and so do those that were closed before. It fills in the run's Rings, Changed,
	// Closed, FinishedAt and Status, and adds the phase "publishing". It returns ErrLeaseLost if
	// another process holds the lease by now, and ErrUnavailable.
	Publish(ctx context.Context, lease Lease, run *Run, next *NextPublication) error
}

// Runs is where the record of runs is read.
type RunReader interface {
	// Runs lists runs from the latest on: those that began before the run with the
	// sequence, or all where it is 0. It fails with ErrUnavailable.
	Runs(ctx context.Context, before int64, limit int) ([]Run, error)
	// Run reads one. It fails with ErrNotFound and ErrUnavailable.
	Run(ctx context.Context, id string) (Run, error)
}
