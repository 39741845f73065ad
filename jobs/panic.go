package jobs

import (
	"errors"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/internal/panics"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// How a panic in a run ends: parallel.For or parallel.Group.Wait raises a worker's panic again in
// the goroutine of the run; run.execute recovers it with try, and the run is recorded as failed,
// with the reason "internal error". The process, its API and its schedule go on.

// try calls work and returns a panic of it as an error, a *parallel.Panic.
func try(work func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = parallel.Recovered(value)
		}
	}()
	return work()
}

// guard calls work and logs a panic of it.
func (s *Schedule) guard(what string, work func()) {
	err := try(func() error { work(); return nil })
	if fields := PanicFields(err); fields != nil {
		s.log.WithFields(fields).Error(what + " panicked")
	}
}

// PanicFields returns what to log of a panic that a job returned as an error: see
// panics.Description. It returns nil for other errors.
func PanicFields(err error) logrus.Fields {
	var p *parallel.Panic
	if !errors.As(err, &p) {
		return nil
	}
	return panics.Describe(p).Fields()
}
