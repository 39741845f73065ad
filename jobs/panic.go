package jobs

import (
	"errors"
	"reflect"
	"runtime"
	"runtime/debug"

	"github.com/sirupsen/logrus"
)

// errInternal is a defect as the record of runs tells it; the log tells more.
var errInternal = errors.New("internal error")

// complete does the work of a run. A panic in it is a run that failed, not the end of
// the process, which also serves. What it leaves behind is collected after it: else that would be done
// during the next one, beside which it takes a processor for as long as all else.
func (s *Schedule) complete(b *begun) (result *Result, err error) {
	defer runtime.GC()
	defer s.own.Add(-1)
	defer b.end(nil)
	defer func() {
		if p := recover(); p != nil {
			s.log.WithFields(logrus.Fields{"run": b.run.ID, "panic": nameOf(p), "stack": string(debug.Stack())}).Error("the detection run panicked")
			result, err = &Result{Run: b.run}, b.giveUp()
		}
	}()
	return b.running.complete()
}

// guarded does work that must not end the process, which also serves.
func (s *Schedule) guarded(work func()) {
	defer func() {
		if p := recover(); p != nil {
			s.log.WithFields(logrus.Fields{"panic": nameOf(p), "stack": string(debug.Stack())}).Error("taking over a detection run panicked")
		}
	}()
	work()
}

// nameOf says what a panic was without what it quotes, which may be of a record.
func nameOf(p any) string {
	if defect, ok := p.(runtime.Error); ok {
		return defect.Error()
	}
	return reflect.TypeOf(p).String()
}

// giveUp ends a run that can't go on, as complete would.
func (b *begun) giveUp() error {
	if b.Book == nil {
		return errInternal
	}
	return errors.Join(errInternal, b.fail(errInternal), b.lease.release())
}
