package local

import (
	"context"
	"fmt"
	"time"
)

const (
	// stopGrace is how long Neo4j may take to close: it writes a checkpoint.
	stopGrace = 30 * time.Second
	// failedGrace is the same for a process that never answered.
	failedGrace = 10 * time.Second
	// A server that dies deathLimit times within deathWindow is not restarted any more.
	deathLimit  = 5
	deathWindow = time.Minute
	// The pause before a restart doubles from firstPause with each death in the window. The sum
	// stays well below deathWindow, so that a server that dies immediately reaches deathLimit.
	firstPause = 500 * time.Millisecond
)

// supervise restarts the process when it dies, and ends it when Stop is called. It closes done.
func (s *Server) supervise(p *process) {
	defer close(s.done)
	defer func() {
		s.stop()
		s.setPID(0)
		if err := unlock(s.lock); err != nil {
			s.options.Log.WithError(err).Warn("the lock of the Neo4j folder was not released")
		}
	}()
	var deaths deathCount
	for {
		select {
		case <-s.running.Done():
			p.end(s.hurry, stopGrace)
			return
		case <-p.done:
		}
		s.setPID(0)
		died := fmt.Errorf("Neo4j (pid %d) ended: %w", p.pid, p.reason())
		if p = s.restart(&deaths, died); p == nil {
			return
		}
	}
}

// restart tries until Neo4j answers again. It returns nil if the server was stopped or died too
// often.
func (s *Server) restart(deaths *deathCount, cause error) *process {
	for {
		if s.running.Err() != nil {
			return nil
		}
		count := deaths.add(time.Now())
		if count >= deathLimit {
			err := fmt.Errorf("Neo4j in %s failed %d times within %s; see %s and start it again: %w",
				s.options.Dir, count, deathWindow, logPath(s.options.Dir), cause)
			s.setErr(err)
			s.options.Log.WithError(err).Error("Neo4j is not restarted any more")
			return nil
		}
		pause := firstPause << (count - 1)
		s.options.Log.WithError(cause).WithField("pause", pause.String()).Warn("Neo4j ended; starting it again")
		if !sleep(s.running, pause) {
			return nil
		}
		p, err := s.launch(s.running, false)
		if err == nil {
			s.options.Log.WithField("pid", p.pid).Info("Neo4j answers again")
			return p
		}
		cause = err
	}
}

// deathCount holds the deaths within the last deathWindow.
type deathCount struct{ times []time.Time }

// add counts a death and returns how many lie within the window.
func (d *deathCount) add(now time.Time) int {
	recent := d.times[:0]
	for _, t := range d.times {
		if now.Sub(t) < deathWindow {
			recent = append(recent, t)
		}
	}
	d.times = append(recent, now)
	return len(d.times)
}

// sleep waits for a while. It returns false if the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
