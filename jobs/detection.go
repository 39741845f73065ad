package jobs

import (
	"context"
	"fmt"
	"time"

	"ringwatch/analysis"
	"ringwatch/graph"
)

// Detection finds rings in evidence. The command, the schedule and the tests run
// the same one.
type Detection struct {
	Evidence graph.Evidence  // mandatory
	Params   analysis.Params // the zero value is the defaults
	AsOf     time.Time       // the day that age is reckoned from; zero: every ring is active
	Progress func(phase string)
}

// Result is what a run found.
type Result struct {
	Rings       []graph.Ring // in the order of their ids
	Reports     int
	Identifiers int
	Hubs        int
	Communities int
}

// RunOnce makes one detection run. It fails with graph.ErrUnavailable and with the
// context's error.
func (d *Detection) RunOnce(ctx context.Context) (*Result, error) {
	d.tell("reading the graph")
	snapshot, err := d.Evidence.Snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the graph: %w", err)
	}
	network, err := analysis.NewNetwork(snapshot.Order(), snapshot.From, snapshot.To, nil)
	if err != nil {
		return nil, fmt.Errorf("laying out the network: %w", err)
	}
	d.tell("finding communities")
	found, err := analysis.Detect(ctx, analysis.Evidence{Network: network, Identifiers: len(snapshot.Identifiers)}, d.Params)
	if err != nil {
		return nil, fmt.Errorf("detecting rings: %w", err)
	}
	d.tell("describing the rings")
	rings, err := describe(ctx, d.Evidence, snapshot, found, d.AsOf)
	if err != nil {
		return nil, fmt.Errorf("describing the rings: %w", err)
	}
	return &Result{
		Rings:       rings,
		Reports:     len(snapshot.ReportIDs),
		Identifiers: len(snapshot.Identifiers),
		Hubs:        len(found.Hubs),
		Communities: found.Communities,
	}, nil
}

func (d *Detection) tell(phase string) {
	if d.Progress != nil {
		d.Progress(phase)
	}
}
