package api

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// lookTimeout bounds a question to Neo4j that a request waits for, so that a client
	// soon learns that it is away.
	lookTimeout = 10 * time.Second
	// glanceTimeout bounds a look at what is kept, so that requests that wait for it soon
	// learn that Neo4j hangs.
	glanceTimeout = 3 * time.Second
	// lookEvery is how often what is kept in memory is looked after.
	lookEvery = 250 * time.Millisecond
	// failedFor is how long a failed look is everyone's answer: without it every request
	// would wait for Neo4j by itself while it is away.
	failedFor = time.Second
)

// kept is something of Neo4j that is held in memory and looked after, so that requests
// need not wait for it. What it holds never changes; it is replaced.
type kept[T any] struct {
	// look returns what is there now: the same pointer where nothing changed.
	look  func(ctx context.Context, current *T) (*T, error)
	group singleflight.Group
	held  atomic.Pointer[held[T]]
	// failed is the last look of keep, where that failed.
	failed atomic.Pointer[failure]
}

type held[T any] struct {
	value  *T
	looked time.Time // when it was known to be what is there
	asOf   string    // the same, as answers tell it
}

type failure struct {
	err error
	at  time.Time
}

// current is what is in memory, however old; nil before the first look.
func (k *kept[T]) current() *T {
	if h := k.held.Load(); h != nil {
		return h.value
	}
	return nil
}

// within is what was there at most an age ago. Many that ask at a time cause one look. It
// fails as the look does, and with the context's error.
func (k *kept[T]) within(ctx context.Context, age time.Duration) (*T, error) {
	if h := k.held.Load(); h != nil && time.Since(h.looked) <= age {
		return h.value, nil
	}
	if f := k.failed.Load(); f != nil && time.Since(f.at) <= failedFor {
		return nil, f.err
	}
	return k.wait(ctx)
}

// anew is what is there now, by a look that begins after this call.
func (k *kept[T]) anew(ctx context.Context) (*T, error) {
	k.group.Forget("")
	return k.wait(ctx)
}

func (k *kept[T]) wait(ctx context.Context) (*T, error) {
	// The look is everyone's, so it doesn't end with the request that began it.
	look := k.group.DoChan("", func() (any, error) { return k.refresh(context.WithoutCancel(ctx)) })
	select {
	case result := <-look:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*T), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (k *kept[T]) refresh(ctx context.Context) (*T, error) {
	looked := time.Now()
	value, err := k.look(ctx, k.current())
	if err != nil {
		return nil, err
	}
	k.held.Store(&held[T]{value, looked, looked.UTC().Format(time.RFC3339Nano)})
	return value, nil
}

// keep looks again and again until the context ends.
func (k *kept[T]) keep(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		result := <-k.group.DoChan("", func() (any, error) { return k.refresh(ctx) })
		switch {
		case ctx.Err() != nil:
			return
		case result.Err == nil:
			k.failed.Store(nil)
		case !errors.Is(result.Err, context.Canceled):
			k.failed.Store(&failure{result.Err, time.Now()})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
