package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/robfig/cron/v3"
	"github.com/sirupsen/logrus"

	"ringwatch/graph"
)

// Schedule runs a detection whenever its cron expression says, and whenever it is
// asked to.
type Schedule struct {
	detection *Detection
	cron      *cron.Cron
	log       logrus.FieldLogger

	mu     sync.Mutex
	ctx    context.Context // of the runs; nil before Start
	cancel context.CancelFunc
	work   sync.WaitGroup
}

// NewSchedule returns a schedule for a cron expression of five fields, or a
// descriptor such as @hourly. It does nothing before Start.
func NewSchedule(expression string, d *Detection, log logrus.FieldLogger) (*Schedule, error) {
	s := &Schedule{detection: d, cron: cron.New(), log: log}
	if _, err := s.cron.AddFunc(expression, s.tick); err != nil {
		return nil, fmt.Errorf("the schedule is not a cron expression such as */15 * * * *: %w", err)
	}
	return s, nil
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
}

// Stop ends a run that is under way, which is recorded as cancelled, and waits for
// it. Stopping twice, or before Start, is harmless.
func (s *Schedule) Stop() {
	s.mu.Lock()
	cancel := s.cancel
	s.mu.Unlock()
	if cancel == nil {
		return
	}
	cancel()
	<-s.cron.Stop().Done()
	s.work.Wait()
}

// ErrStopped is what Trigger answers when the schedule does not run.
var ErrStopped = fmt.Errorf("the schedule does not run: %w", graph.ErrUnavailable)

// Trigger begins a run in the background and tells which. It fails with
// graph.ErrConflict while one is under way anywhere, and with graph.ErrUnavailable.
func (s *Schedule) Trigger(_ context.Context, by string) (graph.Run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.ctx.Err() != nil {
		return graph.Run{}, ErrStopped
	}
	r, err := s.detection.begin(s.ctx, by)
	if err != nil {
		return graph.Run{}, err
	}
	begun := r.run
	s.work.Add(1)
	go func() {
		defer s.work.Done()
		s.report(r.complete())
	}()
	return begun, nil
}

// tick is one scheduled run.
func (s *Schedule) tick() {
	result, err := s.detection.RunOnce(s.ctx, "schedule")
	if errors.Is(err, graph.ErrConflict) {
		s.log.Debug("another process runs the detection")
		return
	}
	s.report(result, err)
}

func (s *Schedule) report(result *Result, err error) {
	switch {
	case errors.Is(err, context.Canceled):
		s.log.Info("the detection run was stopped")
	case err != nil:
		s.log.WithError(err).Error("the detection run failed; readers still see the rings of the last one that succeeded")
	default:
		s.log.WithFields(Fields(&result.Run)).Info("the detection run succeeded")
	}
}

// Fields are what a log should tell of a run.
func Fields(r *graph.Run) logrus.Fields {
	f := logrus.Fields{
		"reports": r.Counts.Reports, "identifiers": r.Counts.Identifiers, "edges": r.Counts.Edges, "hubs": r.Counts.Hubs,
		"communities": r.Counts.Communities, "rings": r.Counts.Rings,
	}
	if r.ID != "" {
		f["run"], f["changed"], f["gone"] = r.ID, r.Counts.Changed, r.Counts.Gone
	}
	seconds := 0.0
	for _, phase := range r.Phases {
		seconds += phase.Seconds
	}
	f["seconds"] = fmt.Sprintf("%.2f", seconds)
	return f
}
