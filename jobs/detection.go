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
)

// Book is where runs are recorded, their rings published, and their history kept.
type Book interface {
	graph.Leases
	graph.RunLog
	graph.Publisher
	graph.PreviousRings
}

// Detection finds rings in evidence. The command, the schedule, the API and the
// tests run the same one.
type Detection struct {
	Evidence evidence.Source // mandatory
	Method   Method          // empty: Leiden
	Params   rings.Params    // the zero value is the method's defaults
	// AsOf tells the day that age is reckoned from; nil: every ring is active.
	AsOf func() time.Time
	// Book records the runs; nil: they leave no trace but their result.
	Book Book
	// Holder names this process in the record of runs.
	Holder string
	// Memory is what runs remember of each other; nil: nothing.
	Memory *Memory
	// Progress, if set, is told of each phase as it begins.
	Progress func(phase string)
}

// Method is how rings are found.
type Method string

// The methods.
const (
	// Leiden finds dense fragments and joins them by evidence: see package rings.
	Leiden Method = "leiden"
	// Louvain finds communities by gonum's Louvain and flags the large ones.
	Louvain Method = "louvain"
)

// method returns the detection's method and its parameters, with the defaults.
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

// Result is what a run found.
type Result struct {
	Run   graph.Run
	Rings []graph.Ring // in the order of their ids
}

// RunOnce makes one detection run and publishes what it found. It fails with
// graph.ErrConflict while another process runs one, with graph.ErrLeaseLost,
// graph.ErrUnavailable, and the context's error. Only a run that succeeds changes
// what readers see.
func (d *Detection) RunOnce(ctx context.Context, trigger string) (*Result, error) {
	r, err := d.begin(ctx, trigger)
	if err != nil {
		return nil, err
	}
	return r.complete()
}

// running is a run between its begin and its end.
type running struct {
	*Detection
	run   graph.Run
	lease *held // nil without a book
	ctx   context.Context
	phase time.Time
	asOf  time.Time // the day that age is reckoned from; zero: nothing ages
	// What find knows that publish asks for: whether a report stands, and the crowds.
	stands func(id string) bool
	crowds *crowds
	known  func() ([]graph.PreviousRing, error) // of the rings of before, which the book is asked for beside finding
}

// begin takes the lease and records that the run began. The caller must complete it.
func (d *Detection) begin(ctx context.Context, trigger string) (*running, error) {
	method, params, err := d.method()
	if err != nil {
		return nil, err
	}
	r := &running{Detection: d, ctx: ctx, run: graph.Run{
		Trigger: trigger, Holder: d.Holder, Status: graph.Running, Method: string(method),
		Resolution: params.Resolution, Seed: params.Seed, HubDegree: params.MinHubDegree,
	}}
	if d.AsOf != nil {
		r.asOf = d.AsOf()
	}
	if d.Book == nil {
		return r, nil
	}
	if r.lease, err = hold(ctx, d.Book, leaseName, d.Holder); err != nil {
		return nil, err
	}
	r.ctx = r.lease.ctx
	r.run.Sequence = r.lease.Token
	r.run.ID = fmt.Sprintf("run-%d", r.run.Sequence)
	if err := d.Book.BeginRun(r.ctx, r.lease.Lease, &r.run); err != nil {
		return nil, errors.Join(err, r.lease.release())
	}
	return r, nil
}

// complete does the work of a run and records how it ended.
func (r *running) complete() (*Result, error) {
	rings, err := r.find()
	if err == nil && r.Book != nil {
		rings, err = r.publish(rings)
	}
	if r.Book == nil {
		rings = flagged(rings)
		for i := range rings {
			fade(&rings[i], r.asOf, 0)
		}
		r.run.Counts.Rings = len(rings)
		return &Result{r.run, rings}, err
	}
	if err != nil {
		if err = errors.Join(err, r.fail(err)); r.run.Status == graph.Succeeded {
			err = nil // it was published, though the answer got lost
		}
	}
	_ = r.lease.release() // where it can't be given back, it ends by itself
	return &Result{r.run, rings}, err
}

// find makes rings of evidence.
func (r *running) find() ([]graph.Ring, error) {
	r.enter("reading the graph")
	snapshot, err := r.Evidence.Snapshot(r.ctx)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	if r.Book != nil {
		r.known = beside(func() ([]graph.PreviousRing, error) { return r.Book.PreviousRings(r.ctx) })
	}
	r.run.Counts.Reports, r.run.Counts.Identifiers, r.run.Counts.Edges = len(snapshot.ReportIDs), len(snapshot.Identifiers), snapshot.Edges()
	r.enter("finding rings")
	found, err := r.detect(snapshot)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	r.run.Counts.Hubs, r.run.Counts.Communities, r.run.Counts.Rings = len(found.Hubs), found.Groups, len(found.Rings)
	r.run.Counts.TooLarge, r.run.Modularity = len(found.Oversized), found.Modularity
	r.enter("describing the rings")
	withdrawn, err := r.Evidence.RecentlyWithdrawn(r.ctx)
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	describe := newDescriptions().describe
	if r.Memory != nil {
		describe = r.Memory.describe
	}
	rings := describe(snapshot, found, withdrawn, r.asOf)
	r.stands, r.crowds = snapshot.HasReport, &crowds{groups: found.Oversized, identifiers: snapshot.Identifiers}
	r.enter("")
	return rings, nil
}

// detect finds rings in a snapshot by the detection's method.
func (r *running) detect(s *evidence.Snapshot) (*rings.Result, error) {
	evidence, err := evidenceOf(s)
	if err != nil {
		return nil, err
	}
	method, params, err := r.method()
	if err != nil {
		return nil, err
	}
	if method == Louvain {
		return rings.DetectLouvain(r.ctx, evidence, params)
	}
	if r.Memory != nil {
		return r.Memory.detect(r.ctx, evidence, params)
	}
	return rings.Detect(r.ctx, evidence, params)
}

// publish goes on with the lives of rings and makes what they became the published ones.
// It returns those that are flagged.
func (r *running) publish(rings []graph.Ring) ([]graph.Ring, error) {
	r.enter("recognising rings")
	before, err := r.known()
	if err != nil {
		return nil, causeOf(r.ctx, err)
	}
	l := lives{before: before, found: rings, asOf: r.asOf, crowds: r.crowds}
	l.kin = keepIDs(ringsOf(before), rings)
	if l.fates, err = fatesOf(r.ctx, r.stands, r.Book, before, rings, l.kin); err != nil {
		return nil, causeOf(r.ctx, err)
	}
	edition := l.edition()
	r.enter("")
	return flagged(edition.Rings), causeOf(r.ctx, r.Book.Publish(r.ctx, r.lease.Lease, &r.run, edition))
}

// beside begins work and returns a function that waits for what came of it. A panic is that of who waits.
func beside[T any](work func() (T, error)) func() (T, error) {
	var what T
	var err error
	var defect any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { defect = recover() }()
		what, err = work()
	}()
	return func() (T, error) {
		if <-done; defect != nil {
			panic(defect)
		}
		return what, err
	}
}

func ringsOf(known []graph.PreviousRing) []graph.Ring {
	rings := make([]graph.Ring, len(known))
	for i := range known {
		rings[i] = known[i].Ring
	}
	return rings
}

// flagged lists the rings that are held against their members.
func flagged(rings []graph.Ring) []graph.Ring {
	return slices.DeleteFunc(slices.Clone(rings), func(r graph.Ring) bool { return !r.Status.Flagged() })
}

// enter ends the phase that runs and begins another; an empty name begins none.
func (r *running) enter(phase string) {
	now := time.Now()
	if last := len(r.run.Phases) - 1; last >= 0 && !r.phase.IsZero() {
		r.run.Phases[last].Seconds = now.Sub(r.phase).Seconds()
	}
	r.phase = time.Time{}
	if phase == "" {
		return
	}
	r.phase = now
	r.run.Phases = append(r.run.Phases, graph.Phase{Name: phase})
	if r.Progress != nil {
		r.Progress(phase)
	}
}

// fail records why the run did not succeed, as far as Neo4j can still be reached.
func (r *running) fail(why error) error {
	r.enter("")
	r.run.Status, r.run.Reason = graph.Failed, why.Error()
	if errors.Is(why, context.Canceled) {
		r.run.Status, r.run.Reason = graph.Cancelled, "it was stopped"
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), lastWords)
	defer cancel()
	return r.Book.EndRun(ctx, &r.run)
}
