package parallel

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

// Group is an errgroup.Group whose Wait raises a panic of one of its functions again, as a *Panic.
// The zero value is ready, without a limit and without a context.
type Group struct {
	catcher Catcher
	group   errgroup.Group
	cancel  context.CancelCauseFunc
}

// errPanicked ends the group's context after a panic. Wait never returns it.
var errPanicked = errors.New("a worker panicked")

// WithContext returns a Group and a context that ends when a function of the group fails or panics,
// or when Wait returns.
func WithContext(ctx context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &Group{cancel: cancel}, ctx
}

// SetLimit bounds how many functions run at a time; negative is no bound. Call it before Go.
func (g *Group) SetLimit(n int) { g.group.SetLimit(n) }

// Go calls work on a goroutine of its own. It waits while the limit is reached.
func (g *Group) Go(work func() error) {
	g.group.Go(func() (err error) {
		if !g.catcher.Try(func() { err = work() }) {
			err = errPanicked
		}
		if err != nil && g.cancel != nil {
			g.cancel(err)
		}
		return err
	})
}

// Wait waits for all functions and returns the first error. A panic of one is raised again here.
func (g *Group) Wait() error {
	err := g.group.Wait()
	if g.cancel != nil {
		g.cancel(err)
	}
	g.catcher.Rethrow()
	return err
}

// Async calls work on a goroutine of its own and returns a function that waits for its result. A
// panic of work is raised again by that function. Call it, or the panic is lost.
func Async[T any](work func() (T, error)) (wait func() (T, error)) {
	var group Group
	var result T
	group.Go(func() (err error) {
		result, err = work()
		return err
	})
	return func() (T, error) {
		err := group.Wait()
		return result, err
	}
}
