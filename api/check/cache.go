package check

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/panics"
)

const (
	// pollInterval is how often Run reloads.
	pollInterval = 250 * time.Millisecond
	// failureTTL is how long Get returns the error of a failed background load. Without it every
	// request would wait for Neo4j itself while it is down.
	failureTTL = time.Second
)

// ErrUnreadable is returned when what is stored cannot be read: a load panicked, or returned an
// error that wraps ErrUnreadable. It is also a graph.ErrUnavailable.
var ErrUnreadable = fmt.Errorf("what is stored cannot be read: %w", graph.ErrUnavailable)

// Cache holds one value that is read from the graph, and reloads it. A value is never changed, only
// replaced.
//
// Checks use Entry: they accept a value of any age and state it. All other requests use Get, which
// returns a fresh value or an error.
type Cache[T any] struct {
	options Options[T]
	group   singleflight.Group
	entry   atomic.Pointer[Entry[T]]
	failed  atomic.Pointer[failure] // the last load of Poll, if it failed
}

// Options configure a Cache. Load is required.
type Options[T any] struct {
	// Load returns the value now: current itself if nothing changed. Current is nil the first time.
	// A panic in it is caught.
	Load func(ctx context.Context, current *T) (*T, error)
	// StaleIfUnreadable makes Get return the last value while a load returns ErrUnreadable.
	StaleIfUnreadable bool
	// OnPanic is called after each panic in Load. Nil is nothing.
	OnPanic func(panics.Description)
	// Now is the clock. Nil is time.Now.
	Now func() time.Time
}

// Entry is a value in a Cache.
type Entry[T any] struct {
	Value  *T
	ReadAt time.Time // when the load began that last found the value
	AsOf   string    // ReadAt in RFC 3339
}

type failure struct {
	err error
	at  time.Time
}

// NewCache returns an empty cache.
func NewCache[T any](o Options[T]) *Cache[T] {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnPanic == nil {
		o.OnPanic = func(panics.Description) {}
	}
	return &Cache[T]{options: o}
}

// Entry returns what the cache holds, however old it is. It is nil before the first load.
func (c *Cache[T]) Entry() *Entry[T] { return c.entry.Load() }

// Value returns the value of Entry, and nil before the first load.
func (c *Cache[T]) Value() *T {
	if e := c.entry.Load(); e != nil {
		return e.Value
	}
	return nil
}

// PollFailed reports whether the last load of Poll failed.
func (c *Cache[T]) PollFailed() bool { return c.failed.Load() != nil }

// Get returns a value that was current at most maxAge ago, and loads it if the cache has none.
// Concurrent calls share one load. It returns the load's error, ErrUnreadable, or the context's
// error.
func (c *Cache[T]) Get(ctx context.Context, maxAge time.Duration) (*T, error) {
	now := c.options.Now()
	if e := c.entry.Load(); e != nil && now.Sub(e.ReadAt) <= maxAge {
		return e.Value, nil
	}
	if f := c.failed.Load(); f != nil && now.Sub(f.at) <= failureTTL {
		return c.stale(f.err)
	}
	value, err := c.load(ctx)
	if err != nil {
		return c.stale(err)
	}
	return value, nil
}

// stale returns the last value in place of an error, if the options permit it.
func (c *Cache[T]) stale(err error) (*T, error) {
	if c.options.StaleIfUnreadable && errors.Is(err, ErrUnreadable) {
		if value := c.Value(); value != nil {
			return value, nil
		}
	}
	return nil, err
}

// Refresh returns the value by a load that begins after the call. It returns the same errors as
// Get.
func (c *Cache[T]) Refresh(ctx context.Context) (*T, error) {
	c.group.Forget("")
	return c.load(ctx)
}

func (c *Cache[T]) load(ctx context.Context) (*T, error) {
	// Others may wait for the same load, so it does not end with this request.
	shared := c.group.DoChan("", func() (any, error) { return c.loadNow(context.WithoutCancel(ctx)) })
	select {
	case result := <-shared:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*T), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// loadNow runs on a goroutine of singleflight, where a panic would end the process.
func (c *Cache[T]) loadNow(ctx context.Context) (value *T, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.options.OnPanic(panics.Describe(p))
			value, err = nil, ErrUnreadable
		}
	}()
	readAt := c.options.Now()
	if value, err = c.options.Load(ctx, c.Value()); err != nil {
		return nil, err
	}
	c.entry.Store(&Entry[T]{value, readAt, readAt.UTC().Format(time.RFC3339Nano)})
	return value, nil
}

// Poll loads once, and records for PollFailed whether that failed.
func (c *Cache[T]) Poll(ctx context.Context) {
	result := <-c.group.DoChan("", func() (any, error) { return c.loadNow(ctx) })
	switch {
	case ctx.Err() != nil:
	case result.Err == nil:
		c.failed.Store(nil)
	case !errors.Is(result.Err, context.Canceled):
		c.failed.Store(&failure{result.Err, c.options.Now()})
	}
}

// Run polls until the context ends.
func (c *Cache[T]) Run(ctx context.Context) {
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		c.Poll(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
