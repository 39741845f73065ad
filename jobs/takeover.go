package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// pollEvery is how often a process checks whether the process that runs the detection still does.
// Together with leaseTTL it makes another process take over within half a minute.
const pollEvery = 3 * time.Second

// watch takes over runs whose processes died, until the context ends. It does not wait for the
// schedule, whose next tick may be far away if the API or a command started the run. It takes over
// each run once: a run that brings down every process that makes it waits for the schedule.
func (s *Schedule) watch(ctx context.Context) {
	tick := time.NewTicker(s.pollEvery)
	defer tick.Stop()
	attempted := int64(0) // the sequence of the run that was taken over last
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.guard("taking over a run", func() {
			if s.active.Load() > 0 { // a run of this process that lost its lease ends by itself
				return
			}
			free, latest, err := s.poll(ctx)
			if err != nil || !free || !abandonedByHolder(latest) || latest[0].Sequence == attempted {
				return
			}
			attempted = latest[0].Sequence
			if r, err := s.startInPlace(ctx); !errors.Is(err, graph.ErrConflict) {
				s.finishRun(r, err)
			}
		})
	}
}

// abandonedByHolder reports whether the latest run has not ended, given that no process holds the
// lease. It is false if that run itself replaced an abandoned one.
func abandonedByHolder(latest []graph.Run) bool {
	return len(latest) > 0 && latest[0].Status == graph.Running && (len(latest) == 1 || latest[1].Status != graph.Abandoned)
}

// takeOver waits until the run of another process ends. If that process dies or hangs before, its
// lease expires, and takeOver starts a run in its place; otherwise the rings would be late by a
// whole interval of the schedule. It returns nil if nothing is left to do. before is the latest run
// before the lease was refused; nil if unknown.
func (s *Schedule) takeOver(ctx context.Context, before *graph.Run) (*activeRun, error) {
	tick := time.NewTicker(s.pollEvery)
	defer tick.Stop()
	for {
		free, runs, err := s.poll(ctx)
		latest := latestOf(runs)
		if before == nil && err == nil {
			before = latest
		}
		switch {
		case err != nil:
			s.log.WithError(err).Debug("reading the latest runs failed; trying again")
		case hasEnded(before, latest):
			return nil, nil
		case free:
			if r, err := s.startInPlace(ctx); !errors.Is(err, graph.ErrConflict) {
				return r, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-tick.C:
		}
	}
}

// startInPlace starts a run in place of one whose lease expired before it ended.
func (s *Schedule) startInPlace(ctx context.Context) (*activeRun, error) {
	r, err := s.startScheduledRun(ctx)
	if err == nil {
		s.log.WithField("run", r.record.ID).Warn("another process did not end its run and let its lease expire: running in its place")
	}
	return r, err
}

// poll returns whether the lease is free, and the latest two runs. It reads the lease first: a run
// ends before its lease does. It returns graph.ErrUnavailable and the context's error.
func (s *Schedule) poll(ctx context.Context) (free bool, latest []graph.Run, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.startTimeout)
	defer cancel()
	if free, err = s.detection.Store.IsFree(ctx, detectionLease); err == nil {
		latest, err = s.runs.Runs(ctx, 0, 2)
	}
	return free, latest, err
}

// hasEnded reports whether a run has ended since before was the latest. If not, a run is under way,
// or its holder has not yet recorded its start.
func hasEnded(before, latest *graph.Run) bool {
	return latest.Status != graph.Running && (latest.Sequence != before.Sequence || latest.Status != before.Status)
}

// latestOf returns the first of runs, or the zero run if there is none.
func latestOf(runs []graph.Run) *graph.Run {
	if len(runs) == 0 {
		return &graph.Run{}
	}
	return &runs[0]
}
