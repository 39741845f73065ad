// Package startstop defines the one contract for everything that starts and stops.
package startstop

import (
	"context"
	"errors"
	"sync"
)

// Service is something that works in the background between Start and Stop.
type Service interface {
	// Start begins the work and returns. The context bounds the start only, not the work. A service
	// runs once: Start returns ErrStarted after an earlier Start or Stop.
	Start(ctx context.Context) error
	// Stop ends the work and waits for it. It is safe to call twice, at the same time from several
	// goroutines, and before Start. When the context ends first, Stop abandons what it can and
	// returns the context's cause.
	Stop(ctx context.Context) error
}

// ErrStarted is returned by Start of a service that was started or stopped before.
var ErrStarted = errors.New("it was started or stopped before")

// Background runs functions in the background. It is a Service to be embedded or wrapped. The zero
// value is ready after Add.
type Background struct {
	mu      sync.Mutex
	work    []func(context.Context)
	started bool
	stopped bool
	cancel  context.CancelFunc
	running sync.WaitGroup
	done    chan struct{} // closed once all work has ended after Stop
}

// Add adds a function that Start calls on a goroutine of its own. It must return when its context
// ends. Call it before Start.
func (b *Background) Add(work func(ctx context.Context)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.work = append(b.work, work)
}

// Start calls each added function on a goroutine of its own. Their contexts have the values of ctx,
// but do not end with it; Stop ends them.
func (b *Background) Start(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.started || b.stopped {
		return ErrStarted
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	b.started = true
	ctx, b.cancel = context.WithCancel(context.WithoutCancel(ctx))
	for _, work := range b.work {
		b.running.Go(func() { work(ctx) })
	}
	return nil
}

// Stop ends the contexts of the functions and waits until all have returned, or until ctx ends.
func (b *Background) Stop(ctx context.Context) error {
	b.mu.Lock()
	if !b.stopped {
		b.stopped = true
		b.done = make(chan struct{})
		if b.cancel != nil {
			b.cancel()
		}
		go func() {
			defer close(b.done)
			b.running.Wait()
		}()
	}
	done := b.done
	b.mu.Unlock()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
