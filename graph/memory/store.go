package memory

import (
	"cmp"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Options configure a Store. The zero value is ready to use.
type Options struct {
	// Now is the clock of the store; nil: time.Now.
	Now func() time.Time
	// Actor is who the audit log names for changes of agencies and credentials; empty: "unknown".
	Actor string
}

// Store is the graph in memory: one type for each actor that works on it, under the names of
// neo.Store. All work on the same data and are safe for concurrent use: one operation runs at a
// time.
type Store struct {
	Intake       *Intake       // saves what agencies file
	Evidence     *Evidence     // reads the evidence that detection works on
	Runs         *Runs         // records detection runs
	Detection    *Detection    // what a detection run needs
	Leases       *Leases       // who may run detection and retention
	Publications *Publications // publishes and reads rings
	Register     *Register     // agencies and their credentials
	Audit        *Audit        // the audit log
	Reviews      *Reviews      // what agencies say about rings and identifiers
	Idempotency  *Idempotency  // responses by idempotency key
	Retention    *Retention    // deletes what is too old
}

// New returns an empty store.
func New(o Options) *Store {
	s := newState(o.Now)
	leases, runs, publications := &Leases{s}, &Runs{s}, &Publications{s}
	return &Store{
		Intake:       &Intake{s},
		Evidence:     &Evidence{s},
		Runs:         runs,
		Detection:    &Detection{Leases: leases, Runs: runs, Publications: publications},
		Leases:       leases,
		Publications: publications,
		Register:     &Register{state: s, actor: cmp.Or(o.Actor, "unknown")},
		Audit:        &Audit{s},
		Reviews:      &Reviews{s},
		Idempotency:  &Idempotency{s},
		Retention:    &Retention{Leases: leases, state: s},
	}
}

// Detection is what a detection run needs: the lease, the log of runs, and the rings of the
// previous run to compare with and replace.
type Detection struct {
	*Leases
	*Runs
	*Publications
}

var (
	_ graph.Leases        = (*Detection)(nil)
	_ graph.RunLog        = (*Detection)(nil)
	_ graph.Publisher     = (*Detection)(nil)
	_ graph.PreviousRings = (*Detection)(nil)
)
