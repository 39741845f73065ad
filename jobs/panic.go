package jobs

import (
	"errors"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// try calls work and returns a panic of it as an error, a *parallel.Panic.
func try(work func() error) (err error) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case *parallel.Panic: // of a helper goroutine, with its stack
			err = value
		default:
			err = &parallel.Panic{Value: value, Stack: debug.Stack()}
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

// PanicFields returns what to log of a panic that a job returned as an error: the type that it
// panicked with and the functions on the stack, without their arguments. The value is left out, as
// it may quote a record. It returns nil for other errors.
func PanicFields(err error) logrus.Fields {
	var p *parallel.Panic
	if !errors.As(err, &p) {
		return nil
	}
	return logrus.Fields{"panic": panicType(p.Value), "stack": frames(p.Stack)}
}

// panicType returns the type of a panic's value, or the message of a runtime error, which quotes no
// data.
func panicType(value any) string {
	if err, ok := value.(runtime.Error); ok {
		return err.Error()
	}
	return reflect.TypeOf(value).String()
}

// frames returns the functions and lines of a stack trace, without the functions' arguments.
func frames(stack []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(stack)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "\t"): // file:line +offset
			line, _, _ = strings.Cut(line, " +0x")
		case strings.HasPrefix(line, "created by "), strings.HasPrefix(line, "goroutine "):
		default: // function(arguments)
			if i := strings.LastIndexByte(line, '('); i > 0 {
				line = line[:i]
			}
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}
