package graph

import "time"

// Run is one detection run: its parameters, its progress and its result.
type Run struct {
	ID         string // "run-" and the fence of its lease
	Sequence   int64  // the fence of its lease: orders runs by when they began
	Trigger    string // "schedule", "api" or "command"
	Holder     string // the process that ran it
	Status     RunStatus
	StartedAt  time.Time // by the database's clock
	FinishedAt time.Time // zero while it is running
	Reason     string    // why it did not succeed
	Method     string
	Resolution float64
	Seed       uint64
	HubDegree  int
	Model      string // version of the model that gave the scores; empty if none did
	Counts     RunCounts
	Modularity float64
	Phases     []Phase
}

// RunStatus is the state of a run.
type RunStatus string

// The statuses of a run. Only a run that succeeded published anything.
const (
	Running   RunStatus = "running"
	Succeeded RunStatus = "succeeded"
	Failed    RunStatus = "failed"    // Reason says why
	Cancelled RunStatus = "cancelled" // an operator or a shutdown stopped it
	Abandoned RunStatus = "abandoned" // its process ended before the run did
)

// RunCounts counts what a run read and found.
type RunCounts struct {
	Reports     int
	Identifiers int
	Edges       int
	Hubs        int
	Communities int
	TooLarge    int // groups with more identifiers than most rings have; they were parted
	Rings       int
	Changed     int // rings that are new or differ from the published ones
	Closed      int // published rings that the run closed
	// Identifiers of the largest connected component without hubs, and with them.
	LargestComponent, LargestComponentBeforeHubs int
}

// Phase is a part of a run and its duration.
type Phase struct {
	Name    string
	Seconds float64
}

// Lease is the right to be the one process that does something. Fence is its fencing token, a
// number that grows with every holder, so that a write by a former holder can be refused (M.
// Kleppmann, Designing Data-Intensive Applications, 2017, ch. 8).
type Lease struct {
	Name   string
	Holder string
	Fence  int64
}
