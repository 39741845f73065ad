package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Store is where runs are recorded, rings published and previous rings read.
type Store interface {
	graph.Leases
	graph.RunLog
	graph.Publisher
	graph.PreviousRings
}

// Detection finds rings in evidence. The command, the schedule, the API and the tests all call
// RunOnce.
type Detection struct {
	Evidence evidence.Source // mandatory
	Method   Method          // empty: Leiden
	Params   rings.Params    // the zero value: the method's defaults
	// AsOf returns the day from which the age of rings is counted; nil: rings do not age.
	AsOf func() time.Time
	// Ageless says that age lowers no score and ends no ring, as for a file without a day of its
	// own. What expires by AsOf still does: entries of the register.
	Ageless bool
	// Store records the run and publishes its rings; nil: the run only returns them.
	Store Store
	// Agencies lists the agencies whose kinds summaries of rings show; nil: no kind is known.
	Agencies func(context.Context) ([]graph.Agency, error)
	// Holder names this process in the record of runs.
	Holder string
	// Cache holds what a run can use of the run before; nil: each run computes everything.
	Cache *Cache
	// Progress, if set, is called at the start of each phase.
	Progress func(phase string)
}

// Method is the algorithm that finds rings.
type Method string

// The methods.
const (
	// Leiden finds dense fragments and merges them by their evidence: see package rings.
	Leiden Method = "leiden"
	// Louvain finds communities by modularity and flags the large ones. It is there for comparison.
	Louvain Method = "louvain"
)

// method returns the method and its parameters, with the defaults filled in.
func (d *Detection) method() (Method, rings.Params, error) {
	switch d.Method {
	case "", Leiden:
		p, err := d.Params.WithDefaults()
		return Leiden, p, err
	case Louvain:
		p, err := d.Params.WithLouvainDefaults()
		return Louvain, p, err
	}
	return "", rings.Params{}, fmt.Errorf("the method is %q: want leiden or louvain", d.Method)
}

// Result is the outcome of a run.
type Result struct {
	Run   graph.Run
	Rings []graph.Ring // those that are flagged, in the order of their ids
}

// RunOnce makes one detection run and publishes the rings that it found. Trigger says in the record
// what started it. Readers see the outcome of a run that succeeded whole, and nothing of any other.
//
// It returns graph.ErrConflict while another process runs a detection, graph.ErrLeaseLost if
// another process took over, graph.ErrUnavailable, a *parallel.Panic if the run panicked, or the
// context's error. A run that started and failed is recorded as failed, or as cancelled.
func (d *Detection) RunOnce(ctx context.Context, trigger string) (*Result, error) {
	r, err := d.startRun(ctx, trigger)
	if err != nil {
		return nil, err
	}
	return r.execute()
}
