package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
	"github.com/ringwatch/ringwatch/internal/startstop"
)

const (
	// startTimeout bounds how long the store may take to grant the lease and to record the start of
	// a run. A Neo4j that hangs neither answers nor closes its connections.
	startTimeout = 30 * time.Second
	// scheduled is the trigger in the record of runs that the schedule started.
	scheduled = "schedule"
)

// ErrStopped is returned by Trigger while the schedule does not run.
var ErrStopped = fmt.Errorf("the schedule is not running: %w", graph.ErrUnavailable)

// Schedule runs a detection at the times of a cron expression, and when Trigger is called. It is a
// startstop.Service.
type Schedule struct {
	// Retention, if set before Start, deletes expired records once a day, after a run.
	Retention *Retention

	detection *Detection
	runs      graph.RunReader
	cron      *cron.Cron
	log       logrus.FieldLogger

	startTimeout time.Duration
	pollEvery    time.Duration

	background startstop.Background
	ready      chan struct{}             // closed once Trigger may be called
	active     atomic.Int32              // runs of this process under way
	latest     atomic.Pointer[graph.Run] // run of this process that succeeded; nil before the first
	mu         sync.Mutex
	ctx        context.Context // of the runs; nil while the schedule does not run
	admitted   sync.WaitGroup  // what admit let in and has not yet called Done
}

var _ startstop.Service = (*Schedule)(nil)

// NewSchedule returns a schedule for a cron expression of five fields, or a descriptor such as
// @hourly. It does nothing before Start. It reads the record of runs to find out whether another
// process ended a run that it began.
func NewSchedule(expression string, d *Detection, runs graph.RunReader, log logrus.FieldLogger) (*Schedule, error) {
	times, err := parse(expression)
	if err != nil {
		return nil, err
	}
	s := &Schedule{
		detection: d, runs: runs, log: log, startTimeout: startTimeout, pollEvery: pollEvery,
		cron:  cron.New(cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger))),
		ready: make(chan struct{}),
	}
	// cron's own recovery would log the value of a panic.
	s.cron.Schedule(times, cron.FuncJob(func() { s.guard("a scheduled run", s.tick) }))
	s.background.Add(s.serve)
	return s, nil
}

// CheckExpression returns an error if NewSchedule would refuse a cron expression.
func CheckExpression(expression string) error {
	_, err := parse(expression)
	return err
}

func parse(expression string) (cron.Schedule, error) {
	times, err := cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("the schedule is not a cron expression such as */15 * * * *: %w", err)
	}
	return times, nil
}

// Start begins to run on schedule, until Stop. The context bounds the start only.
func (s *Schedule) Start(ctx context.Context) error {
	if err := s.background.Start(ctx); err != nil {
		return err
	}
	<-s.ready
	return nil
}

// Stop cancels a run that is under way, which is recorded as cancelled, and waits for it, or until
// the context ends.
func (s *Schedule) Stop(ctx context.Context) error { return s.background.Stop(ctx) }

// serve runs until its context ends, and returns when nothing of the schedule runs any more.
func (s *Schedule) serve(ctx context.Context) {
	s.mu.Lock()
	s.ctx = ctx
	s.mu.Unlock()
	close(s.ready)
	s.cron.Start()
	s.watch(ctx)
	<-s.cron.Stop().Done()
	s.mu.Lock()
	s.ctx = nil // from now on admit refuses, so Wait misses no caller
	s.mu.Unlock()
	s.admitted.Wait()
}

// admit lets the caller make a run: it returns the context of the runs. Stop then waits until the
// caller calls s.admitted.Done. It returns ErrStopped while the schedule does not run.
func (s *Schedule) admit() (context.Context, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.ctx.Err() != nil {
		return nil, ErrStopped
	}
	s.admitted.Add(1)
	return s.ctx, nil
}

// Trigger starts a run in the background and returns its record. The context bounds the start only.
// It returns graph.ErrConflict while a run is under way in any process, ErrStopped,
// graph.ErrUnavailable, and the context's error.
func (s *Schedule) Trigger(ctx context.Context, by string) (graph.Run, error) {
	runCtx, err := s.admit()
	if err != nil {
		return graph.Run{}, err
	}
	handedOver := false
	defer func() {
		if !handedOver {
			s.admitted.Done()
		}
	}()
	r, err := s.startRun(runCtx, ctx, by)
	if err != nil {
		return graph.Run{}, err
	}
	record := r.record
	handedOver = true
	var group parallel.Group
	group.Go(func() error {
		defer s.admitted.Done()
		s.guard("a run", func() { s.finishRun(r, nil) })
		return nil
	})
	return record, nil
}

// activeRun is a run that started. executeRun ends its context.
type activeRun struct {
	*run
	end context.CancelCauseFunc
}

// startScheduledRun starts a run that the schedule triggers. The run ends with ctx.
func (s *Schedule) startScheduledRun(ctx context.Context) (*activeRun, error) {
	return s.startRun(ctx, ctx, scheduled)
}

// startRun starts a run. The run ends with runCtx. While it is starting, it also ends with startCtx
// and after startTimeout; a run that has started outlives both.
func (s *Schedule) startRun(runCtx, startCtx context.Context, trigger string) (*activeRun, error) {
	runCtx, end := context.WithCancelCause(runCtx)
	timeout := time.AfterFunc(s.startTimeout, func() {
		end(fmt.Errorf("Neo4j took longer than %s: %w", s.startTimeout, context.DeadlineExceeded))
	})
	defer timeout.Stop()
	unlink := context.AfterFunc(startCtx, func() { end(context.Cause(startCtx)) })
	defer unlink()
	r, err := s.detection.startRun(runCtx, trigger)
	if err != nil {
		end(nil)
		return nil, err
	}
	s.active.Add(1)
	return &activeRun{r, end}, nil
}

// executeRun does the work of a run. Afterwards it collects the run's garbage: during the next run
// that would occupy one processor all the time.
func (s *Schedule) executeRun(r *activeRun) (*Result, error) {
	defer runtime.GC()
	defer s.active.Add(-1)
	defer r.end(nil)
	return r.run.execute()
}

// tick makes one scheduled run, or waits for the run of another process. Then it runs the retention
// if that is due.
func (s *Schedule) tick() {
	ctx, err := s.admit()
	if err != nil {
		return
	}
	defer s.admitted.Done()
	_, runs, err := s.poll(ctx)
	var before *graph.Run // nil if unknown
	if err != nil {       // the start of a run retries for longer
		s.log.WithError(err).Debug("reading the latest runs failed; trying to run nevertheless")
	} else {
		before = latestOf(runs)
	}
	r, err := s.startScheduledRun(ctx)
	if errors.Is(err, graph.ErrConflict) {
		s.log.Debug("another process runs the detection")
		r, err = s.takeOver(ctx, before)
	}
	s.finishRun(r, err)
	s.retain(ctx)
}

// finishRun executes a run if one started, and logs the outcome. r is nil if there is nothing to
// run; err is why the run did not start.
func (s *Schedule) finishRun(r *activeRun, err error) {
	switch {
	case err != nil:
		s.logOutcome(nil, err)
	case r != nil:
		s.logOutcome(s.executeRun(r))
	}
}

// logOutcome logs the outcome of a run. The result is nil if the run did not start.
func (s *Schedule) logOutcome(result *Result, err error) {
	if fields := PanicFields(err); fields != nil {
		if result != nil {
			fields["run"] = result.Run.ID
		}
		s.log.WithFields(fields).Error("the detection run panicked")
	}
	switch {
	case errors.Is(err, context.Canceled):
		s.log.Info("the detection run was stopped")
	case err != nil:
		s.log.WithError(err).Error("the detection run failed; readers still see the rings of the last run that succeeded")
	default:
		s.latest.Store(&result.Run)
		log := s.log.WithFields(LogFields(&result.Run))
		if result.Run.Counts.TooLarge > 0 {
			log.Warn("the detection run succeeded, but something connects strangers: groups that were too large were parted")
			return
		}
		log.Info("the detection run succeeded")
	}
}

// LogFields returns what to log of a run.
func LogFields(r *graph.Run) logrus.Fields {
	f := logrus.Fields{
		"reports": r.Counts.Reports, "identifiers": r.Counts.Identifiers, "edges": r.Counts.Edges, "hubs": r.Counts.Hubs,
		"communities": r.Counts.Communities, "too_large": r.Counts.TooLarge, "rings": r.Counts.Rings,
		"largest_component": r.Counts.LargestComponent, "largest_component_before_hubs": r.Counts.LargestComponentBeforeHubs,
	}
	if r.Model != "" {
		f["model"] = r.Model
	}
	if r.ID != "" {
		f["run"], f["changed"], f["closed"] = r.ID, r.Counts.Changed, r.Counts.Closed
	}
	seconds := 0.0
	for _, phase := range r.Phases {
		seconds += phase.Seconds
	}
	f["seconds"] = fmt.Sprintf("%.2f", seconds)
	return f
}
