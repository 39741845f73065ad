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
	// beginTimeout bounds how long the store may take to grant the lease and to record the start of
	// a run. A Neo4j that hangs neither answers nor closes its connections.
	beginTimeout = 30 * time.Second
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

	beginTimeout time.Duration
	pollEvery    time.Duration

	background startstop.Background
	ready      chan struct{} // closed once Trigger may be called
	active     atomic.Int32  // runs of this process under way
	mu         sync.Mutex
	ctx        context.Context // of the runs; nil while the schedule does not run
	entered    sync.WaitGroup  // callers between enter and exit
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
		detection: d, runs: runs, log: log, beginTimeout: beginTimeout, pollEvery: pollEvery,
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

// Start begins to run on schedule, until Stop. The context bounds the start alone.
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
	s.mu.Lock() // whoever is in enter has entered before Wait, or is refused
	s.ctx = nil
	s.mu.Unlock()
	s.entered.Wait()
}

// enter returns the context of the runs, and makes Stop wait until the caller calls s.entered.Done.
// It holds the mutex for no longer than that: a call of Neo4j may take long.
func (s *Schedule) enter() (context.Context, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.ctx.Err() != nil {
		return nil, ErrStopped
	}
	s.entered.Add(1)
	return s.ctx, nil
}

// Trigger starts a run in the background and returns its record. The context bounds the start
// alone. It returns graph.ErrConflict while a run is under way in any process,
// graph.ErrUnavailable, and the context's error.
func (s *Schedule) Trigger(ctx context.Context, by string) (graph.Run, error) {
	runs, err := s.enter()
	if err != nil {
		return graph.Run{}, err
	}
	handedOver := false
	defer func() {
		if !handedOver {
			s.entered.Done()
		}
	}()
	started, err := s.begin(runs, ctx, by)
	if err != nil {
		return graph.Run{}, err
	}
	record := started.record
	handedOver = true
	var group parallel.Group
	group.Go(func() error {
		defer s.entered.Done()
		s.guard("a run", func() { s.finish(started, nil) })
		return nil
	})
	return record, nil
}

// scheduledRun is a run whose context ends with complete.
type scheduledRun struct {
	*run
	end context.CancelCauseFunc
}

// begin starts a run that ends with ctx. Until the run has started it is also given up when the
// requester's context ends or after beginTimeout; once it has, the requester may leave.
func (s *Schedule) begin(ctx, requester context.Context, trigger string) (*scheduledRun, error) {
	ctx, end := context.WithCancelCause(ctx)
	late := time.AfterFunc(s.beginTimeout, func() {
		end(fmt.Errorf("Neo4j took longer than %s: %w", s.beginTimeout, context.DeadlineExceeded))
	})
	defer late.Stop()
	stop := context.AfterFunc(requester, func() { end(context.Cause(requester)) })
	defer stop()
	r, err := s.detection.startRun(ctx, trigger)
	if err != nil {
		end(nil)
		return nil, err
	}
	s.active.Add(1)
	return &scheduledRun{r, end}, nil
}

// complete does the work of a run. It collects the garbage of the run at its end: during the next
// run that would take one processor for as long as everything else takes.
func (s *Schedule) complete(r *scheduledRun) (*Result, error) {
	defer runtime.GC()
	defer s.active.Add(-1)
	defer r.end(nil)
	return r.run.complete()
}

// tick makes one scheduled run, or waits for the one that another process makes.
func (s *Schedule) tick() {
	ctx, err := s.enter()
	if err != nil {
		return
	}
	defer s.entered.Done()
	_, runs, err := s.poll(ctx)
	var before *graph.Run // nil if unknown
	if err != nil {       // begin waits for Neo4j longer
		s.log.WithError(err).Debug("reading the latest runs failed; trying to run nevertheless")
	} else {
		before = latestOf(runs)
	}
	r, err := s.begin(ctx, ctx, scheduled)
	if errors.Is(err, graph.ErrConflict) {
		s.log.Debug("another process runs the detection")
		r, err = s.takeOver(ctx, before)
	}
	s.finish(r, err)
	s.retain(ctx)
}

// finish completes a run that started, if there is one, and logs the outcome.
func (s *Schedule) finish(r *scheduledRun, err error) {
	switch {
	case err != nil:
		s.report(nil, err)
	case r != nil:
		s.report(s.complete(r))
	}
}

// report logs the outcome of a run. The result is nil where the run did not start.
func (s *Schedule) report(result *Result, err error) {
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
		log := s.log.WithFields(LogFields(&result.Run))
		if result.Run.Counts.TooLarge > 0 {
			log.Warn("the detection run succeeded, but some groups are too large to be rings: they are not flagged")
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
