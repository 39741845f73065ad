package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
)

// Schedule runs a detection whenever its cron expression says, and whenever it is
// asked to.
type Schedule struct {
	// Retention, if set before Start, takes what is too old out of the graph once a day,
	// after a run.
	Retention *Retention

	detection *Detection
	runs      graph.RunReader
	cron      *cron.Cron
	log       logrus.FieldLogger

	beginWithin time.Duration
	lookEvery   time.Duration

	own    atomic.Int32 // runs of this process under way
	mu     sync.Mutex
	ctx    context.Context // of the runs; nil before Start
	cancel context.CancelFunc
	work   sync.WaitGroup
}

// NewSchedule returns a schedule for a cron expression of five fields, or a
// descriptor such as @hourly. It does nothing before Start. In the record of runs it
// sees whether another process ended what it began.
func NewSchedule(expression string, d *Detection, runs graph.RunReader, log logrus.FieldLogger) (*Schedule, error) {
	when, err := parse(expression)
	if err != nil {
		return nil, err
	}
	s := &Schedule{detection: d, runs: runs, log: log, beginWithin: beginWithin, lookEvery: lookEvery}
	// Recover is the inner one: after a panic, the other would skip for ever.
	chain := cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(cron.PrintfLogger(log)))
	s.cron = cron.New(chain)
	s.cron.Schedule(when, cron.FuncJob(s.tick))
	return s, nil
}

// CheckExpression tells whether NewSchedule would take a cron expression.
func CheckExpression(expression string) error {
	_, err := parse(expression)
	return err
}

func parse(expression string) (cron.Schedule, error) {
	when, err := cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("the schedule is not a cron expression such as */15 * * * *: %w", err)
	}
	return when, nil
}

// Start begins to run. The runs end with the context or with Stop.
func (s *Schedule) Start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx != nil {
		return
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
	s.cron.Start()
	s.work.Go(func() { s.watch(s.ctx) })
}

// Stop ends a run that is under way, which is recorded as cancelled, and waits for
// it. Stopping twice, or before Start, is harmless.
func (s *Schedule) Stop() {
	s.mu.Lock()
	started := s.cancel != nil
	if started {
		s.cancel() // under the mutex, so that nobody enters afterwards
	}
	s.mu.Unlock()
	if !started {
		return
	}
	<-s.cron.Stop().Done()
	s.work.Wait()
}

// ErrStopped is what Trigger answers when the schedule does not run.
var ErrStopped = fmt.Errorf("the schedule does not run: %w", graph.ErrUnavailable)

// enter counts the caller in, so that Stop waits until it calls s.work.Done, and
// returns the context of the runs. It is all that the mutex is held for: what asks
// Neo4j may take as long as Neo4j likes.
func (s *Schedule) enter() (context.Context, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.ctx.Err() != nil {
		return nil, ErrStopped
	}
	s.work.Add(1)
	return s.ctx, nil
}

// Trigger begins a run in the background and tells which. The context bounds the
// beginning alone. It fails with graph.ErrConflict while a run is under way anywhere,
// with graph.ErrUnavailable, and with the context's error.
func (s *Schedule) Trigger(ctx context.Context, by string) (graph.Run, error) {
	runs, err := s.enter()
	if err != nil {
		return graph.Run{}, err
	}
	handedOver := false
	defer func() {
		if !handedOver {
			s.work.Done()
		}
	}()
	b, err := s.begin(runs, ctx, by)
	if err != nil {
		return graph.Run{}, err
	}
	begun := b.run
	handedOver = true
	go func() {
		defer s.work.Done()
		s.report(s.complete(b))
	}()
	return begun, nil
}

// scheduled is what the record of runs says of what tick begins.
const scheduled = "schedule"

// tick is one scheduled run, of this process or another.
func (s *Schedule) tick() {
	ctx, err := s.enter()
	if err != nil {
		return
	}
	defer s.work.Done()
	_, runs, err := s.look(ctx)
	var before *graph.Run // nil where it is not known
	if err != nil {       // to begin has more patience
		s.log.WithError(err).Debug("looking before a run")
	} else {
		before = latestOf(runs)
	}
	b, err := s.begin(ctx, ctx, scheduled)
	if errors.Is(err, graph.ErrConflict) {
		s.log.Debug("another process runs the detection")
		b, err = s.takeOver(ctx, before)
	}
	s.finish(b, err)
	s.retain(ctx)
}

// finish completes a run that began, if one did, and reports how it ended.
func (s *Schedule) finish(b *begun, err error) {
	switch {
	case err != nil:
		s.report(nil, err)
	case b != nil:
		s.report(s.complete(b))
	}
}

func (s *Schedule) report(result *Result, err error) {
	switch {
	case errors.Is(err, context.Canceled):
		s.log.Info("the detection run was stopped")
	case err != nil:
		s.log.WithError(err).Error("the detection run failed; readers still see the rings of the last one that succeeded")
	default:
		log := s.log.WithFields(Fields(&result.Run))
		if result.Run.Counts.TooLarge > 0 {
			log.Warn("the detection run succeeded, but something joins strangers into groups too large to be rings: they are not flagged")
			return
		}
		log.Info("the detection run succeeded")
	}
}

// Fields are what a log should tell of a run.
func Fields(r *graph.Run) logrus.Fields {
	f := logrus.Fields{
		"reports": r.Counts.Reports, "identifiers": r.Counts.Identifiers, "edges": r.Counts.Edges, "hubs": r.Counts.Hubs,
		"communities": r.Counts.Communities, "too_large": r.Counts.TooLarge, "rings": r.Counts.Rings,
	}
	if r.ID != "" {
		f["run"], f["changed"], f["gone"] = r.ID, r.Counts.Changed, r.Counts.Closed
	}
	seconds := 0.0
	for _, phase := range r.Phases {
		seconds += phase.Seconds
	}
	f["seconds"] = fmt.Sprintf("%.2f", seconds)
	return f
}
