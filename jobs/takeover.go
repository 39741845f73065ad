package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// lookEvery is how often a process looks whether the one that runs the detection still
// does. With the time for which a lease outlives its holder, it makes the time after
// which another takes over: less than half a minute.
const lookEvery = 3 * time.Second

// watch takes over runs whose processes died, whoever began them, until ctx ends: those that
// a person asked for are not of the schedule, and no tick may be near. Each is taken over once:
// a run that ends every process which makes it waits for the schedule.
func (s *Schedule) watch(ctx context.Context) {
	tick := time.NewTicker(s.lookEvery)
	defer tick.Stop()
	tried := int64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.guarded(func() {
			if s.own.Load() > 0 { // it may have lost its lease, and ends by itself
				return
			}
			free, latest, err := s.look(ctx)
			if err != nil || !free || !letDown(latest) || latest[0].Sequence == tried {
				return
			}
			tried = latest[0].Sequence
			if b, err := s.beginInPlace(ctx); !errors.Is(err, graph.ErrConflict) {
				s.finish(b, err)
			}
		})
	}
}

// letDown tells whether the latest run, though nobody works on it, has not ended, and was
// not itself begun after such a one.
func letDown(latest []graph.Run) bool {
	return len(latest) > 0 && latest[0].Status == graph.Running && (len(latest) == 1 || latest[1].Status != graph.Abandoned)
}

// takeOver waits until the run of another process ends. If that process dies or hangs
// before, its lease expires, and takeOver begins a run in its place: without it the
// rings would be late by a whole interval of the schedule. It returns nil when there is
// nothing left to do. Before is the latest run from before the lease was refused; nil if
// it is not known.
func (s *Schedule) takeOver(ctx context.Context, before *graph.Run) (*begun, error) {
	tick := time.NewTicker(s.lookEvery)
	defer tick.Stop()
	for {
		free, runs, err := s.look(ctx)
		latest := latestOf(runs)
		if before == nil && err == nil {
			before = latest
		}
		switch {
		case err != nil:
			s.log.WithError(err).Debug("looking at the run of another process")
		case ended(before, latest):
			return nil, nil
		case free:
			if b, err := s.beginInPlace(ctx); !errors.Is(err, graph.ErrConflict) {
				return b, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-tick.C:
		}
	}
}

// beginInPlace begins a run in place of one whose lease is free though it did not end.
func (s *Schedule) beginInPlace(ctx context.Context) (*begun, error) {
	b, err := s.begin(ctx, ctx, scheduled)
	if err == nil {
		s.log.WithField("run", b.run.ID).Warn("another process did not end its run and let its lease expire: running in its place")
	}
	return b, err
}

// look tells whether nobody holds the lease, and after that which runs are the latest two: a
// run ends before its lease does.
func (s *Schedule) look(ctx context.Context) (free bool, latest []graph.Run, err error) {
	asking, cancel := context.WithTimeout(ctx, s.beginWithin)
	defer cancel()
	if free, err = s.detection.Book.IsFree(asking, leaseName); err == nil {
		latest, err = s.runs.Runs(asking, 0, 2)
	}
	return free, latest, err
}

// ended tells whether a run has ended since before was the latest. While it has not,
// one is under way, or its holder has not yet recorded that it began.
func ended(before, latest *graph.Run) bool {
	return latest.Status != graph.Running && (latest.Sequence != before.Sequence || latest.Status != before.Status)
}

// latestOf is the first of runs, or the zero run if there is none.
func latestOf(runs []graph.Run) *graph.Run {
	if len(runs) == 0 {
		return &graph.Run{}
	}
	return &runs[0]
}
