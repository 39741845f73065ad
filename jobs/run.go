package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/parallel"
	"github.com/ringwatch/ringwatch/jobs/translate"
	"github.com/ringwatch/ringwatch/lifecycle"
)

// run is one detection run, from startRun to the end of execute.
type run struct {
	*Detection
	record graph.Run
	lease  *heldLease      // nil without a store
	ctx    context.Context // ends with the lease
	asOf   time.Time       // the day from which age is counted; zero: nothing ages

	phaseStarted time.Time // zero between phases
	// previous waits for the previous rings, which are read while rings are found; nil before that.
	previous     func() ([]graph.PreviousRing, error)
	stopPrevious context.CancelFunc
}

// detected is what find computed and publish needs.
type detected struct {
	rings     []graph.Ring // in the order of their ids
	oversized *lifecycle.OversizedGroups
	hasReport func(id string) bool // whether the evidence has a report
}

// startRun acquires the lease and records the start of a run. The caller must call execute. It
// returns the errors of RunOnce, and does not panic.
func (d *Detection) startRun(ctx context.Context, trigger string) (r *run, err error) {
	err = try(func() error {
		r, err = d.acquireRun(ctx, trigger)
		return err
	})
	return r, err
}

// acquireRun is startRun, but panics if the store does.
func (d *Detection) acquireRun(ctx context.Context, trigger string) (*run, error) {
	method, params, err := d.method()
	if err != nil {
		return nil, err
	}
	r := &run{Detection: d, ctx: ctx, record: graph.Run{
		Trigger: trigger, Holder: d.Holder, Status: graph.Running, Method: string(method),
		Resolution: params.Resolution, Seed: params.Seed, HubDegree: params.MinHubDegree,
	}}
	if method == Leiden { // Louvain's scores come from no model
		r.record.Model = params.Model.Version
	}
	if d.AsOf != nil {
		r.asOf = d.AsOf()
	}
	if d.Store == nil {
		return r, nil
	}
	if r.lease, err = acquire(ctx, d.Store, detectionLease, d.Holder); err != nil {
		return nil, err
	}
	r.ctx = r.lease.ctx
	r.record.Sequence = r.lease.Fence
	r.record.ID = fmt.Sprintf("run-%d", r.record.Sequence)
	if err := try(func() error { return d.Store.BeginRun(r.ctx, r.lease.Lease, &r.record) }); err != nil {
		return nil, errors.Join(err, try(r.lease.release))
	}
	return r, nil
}

// execute does the work of a run, records how it ended and releases the lease. It does not panic.
func (r *run) execute() (*Result, error) {
	var flagged []graph.Ring
	err := try(func() (err error) {
		flagged, err = r.work()
		return err
	})
	if r.Store == nil {
		return &Result{r.record, flagged}, err
	}
	_ = try(func() error { r.abandonPrevious(); return nil }) // the outcome no longer depends on it
	if err != nil {
		err = errors.Join(err, try(func() error { return r.recordFailure(err) }))
		if r.record.Status == graph.Succeeded {
			err = nil // it was published, and only the answer was lost
		}
	}
	_ = try(r.lease.release) // a lease that was not released expires
	return &Result{r.record, flagged}, err
}

// agedAsOf returns the day from which the age of rings is counted; the zero time if they do not
// age.
func (r *run) agedAsOf() time.Time {
	if r.Ageless {
		return time.Time{}
	}
	return r.asOf
}

// work finds rings and publishes them. It returns those that are flagged.
func (r *run) work() ([]graph.Ring, error) {
	f, err := r.find()
	if err != nil {
		return nil, err
	}
	if r.Store == nil {
		next := lifecycle.Advance(lifecycle.Input{Matching: lifecycle.Match(nil, f.rings), AsOf: r.agedAsOf()})
		flagged := filterFlagged(next.Rings)
		r.record.Counts.Rings = len(flagged)
		return flagged, nil
	}
	return r.publish(f)
}

// find reads the evidence and finds the rings in it.
func (r *run) find() (*detected, error) {
	r.beginPhase("reading the graph")
	snapshot, err := r.Evidence.Snapshot(r.ctx)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	if r.Store != nil {
		var ctx context.Context
		ctx, r.stopPrevious = context.WithCancel(r.ctx)
		r.previous = parallel.Async(func() ([]graph.PreviousRing, error) { return r.Store.PreviousRings(ctx) })
	}
	counts := &r.record.Counts
	counts.Reports, counts.Identifiers, counts.Edges = len(snapshot.ReportIDs), len(snapshot.Identifiers), snapshot.Edges()
	r.beginPhase("finding rings")
	found, agencies, err := r.detect(snapshot)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	counts.Hubs, counts.Communities, counts.Rings = len(found.Hubs), found.Groups, len(found.Rings)
	counts.TooLarge, r.record.Modularity = len(found.Oversized), found.Modularity
	counts.LargestComponent, counts.LargestComponentBeforeHubs = found.LargestComponent, found.LargestComponentBeforeHubs
	r.beginPhase("describing the rings")
	withdrawn, err := r.Evidence.RecentlyWithdrawn(r.ctx)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	kinds, err := r.agencyKinds()
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	describe := translate.NewDescriber().Describe
	if r.Cache != nil {
		describe = r.Cache.describe
	}
	described, err := describe(r.ctx, &translate.Found{
		Snapshot: snapshot, Result: found, Agencies: agencies, Kinds: kinds, Withdrawn: withdrawn, AsOf: r.agedAsOf(),
	})
	if err != nil {
		return nil, err
	}
	r.beginPhase("")
	return &detected{
		rings: described, hasReport: snapshot.HasReport,
		oversized: &lifecycle.OversizedGroups{Groups: found.Oversized, Identifiers: snapshot.Identifiers},
	}, nil
}

// detect finds rings in a snapshot by the detection's method. It also returns the agencies by their
// codes.
func (r *run) detect(s *evidence.Snapshot) (found *rings.Result, agencies []string, err error) {
	e, agencies, err := translate.Evidence(s, r.asOf)
	if err != nil {
		return nil, nil, err
	}
	method, params, err := r.method()
	if err != nil {
		return nil, nil, err
	}
	switch {
	case method == Louvain:
		found, err = rings.DetectLouvain(r.ctx, e, params)
	case r.Cache != nil:
		found, err = r.Cache.detect(r.ctx, e, params)
	default:
		found, err = rings.Detect(r.ctx, e, params)
	}
	return found, agencies, err
}

// agencyKinds returns the kinds of the agencies that have one.
func (r *run) agencyKinds() (map[string]graph.AgencyKind, error) {
	if r.Agencies == nil {
		return nil, nil
	}
	agencies, err := r.Agencies(r.ctx)
	kinds := make(map[string]graph.AgencyKind, len(agencies))
	for i := range agencies {
		kinds[agencies[i].ID] = agencies[i].Kind
	}
	return kinds, err
}

// publish matches the rings found with the previous rings, and publishes the result. It returns the
// rings that are flagged.
func (r *run) publish(f *detected) ([]graph.Ring, error) {
	r.beginPhase("recognising rings")
	previous, err := r.previous()
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	matching := lifecycle.Match(previous, f.rings)
	lost, err := classifyLostReports(r.ctx, matching.LostReports(), f.hasReport, r.Store)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	next := lifecycle.Advance(lifecycle.Input{Matching: matching, LostReports: lost, Oversized: f.oversized, AsOf: r.agedAsOf()})
	r.beginPhase("")
	return filterFlagged(next.Rings), causeOf(r.ctx, r.Store.Publish(r.ctx, r.lease.Lease, &r.record, next))
}

// abandonPrevious stops reading the previous rings, if that is under way, and waits for it.
func (r *run) abandonPrevious() {
	if r.stopPrevious != nil {
		r.stopPrevious()
		_, _ = r.previous()
	}
}

// filterFlagged returns the rings whose status counts against their members.
func filterFlagged(rings []graph.Ring) []graph.Ring {
	return slices.DeleteFunc(slices.Clone(rings), func(r graph.Ring) bool { return !r.Status.Flagged() })
}

// beginPhase ends the current phase and begins another, or none if the name is empty.
func (r *run) beginPhase(phase string) {
	now := time.Now()
	if last := len(r.record.Phases) - 1; last >= 0 && !r.phaseStarted.IsZero() {
		r.record.Phases[last].Seconds = now.Sub(r.phaseStarted).Seconds()
	}
	r.phaseStarted = time.Time{}
	if phase == "" {
		return
	}
	r.phaseStarted = now
	r.record.Phases = append(r.record.Phases, graph.Phase{Name: phase})
	if r.Progress != nil {
		r.Progress(phase)
	}
}

// recordFailure records that the run failed or was cancelled, and why. It also works where the
// run's context has ended.
func (r *run) recordFailure(why error) error {
	r.beginPhase("")
	var panicked *parallel.Panic
	r.record.Status, r.record.Reason = graph.Failed, why.Error()
	switch {
	case errors.As(why, &panicked):
		r.record.Reason = "internal error"
	case errors.Is(why, context.Canceled):
		r.record.Status, r.record.Reason = graph.Cancelled, "it was stopped"
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), cleanupTimeout)
	defer cancel()
	return r.Store.EndRun(ctx, &r.record)
}
