package check

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/panics"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// counter is a source that counts its loads.
type counter struct {
	mu    sync.Mutex
	now   time.Time
	loads int
	err   error
	panic any
}

func (c *counter) load(context.Context, *int) (*int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loads++
	if c.panic != nil {
		panic(c.panic)
	}
	return new(c.loads), c.err
}

func (c *counter) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *counter) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newCounter() (*counter, *Cache[int]) {
	c := &counter{now: time.Unix(1e9, 0)}
	return c, NewCache(Options[int]{Load: c.load, Now: c.clock, StaleIfUnreadable: true})
}

func TestCache_Get(t *testing.T) {
	source, cache := newCounter()
	get := func() int {
		value, err := cache.Get(t.Context(), time.Second)
		require.NoError(t, err)
		return *value
	}
	require.Nil(t, cache.Value())
	require.Equal(t, 1, get())
	source.advance(time.Second)
	require.Equal(t, 1, get(), "fresh enough")
	source.advance(1)
	require.Equal(t, 2, get())
	value, err := cache.Refresh(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, *value)
	require.Equal(t, source.now, cache.Entry().ReadAt)
}

func TestCache_FailedPoll(t *testing.T) {
	source, cache := newCounter()
	cache.Poll(t.Context())
	require.False(t, cache.PollFailed())
	source.err = graph.ErrUnavailable
	source.advance(time.Minute)
	cache.Poll(t.Context())
	require.True(t, cache.PollFailed())
	for range 3 {
		_, err := cache.Get(t.Context(), time.Second)
		require.ErrorIs(t, err, graph.ErrUnavailable)
	}
	require.Equal(t, 2, source.loads, "the failure is everyone's answer for a while")
	require.Equal(t, 1, *cache.Value())
	source.err = nil
	cache.Poll(t.Context())
	require.False(t, cache.PollFailed())
	require.Equal(t, 3, *cache.Value())
}

// A panic in a load does not end the process: the last value is served, or ErrUnreadable.
func TestCache_Panic(t *testing.T) {
	const secret = "919876543210"
	var group parallel.Group
	group.Go(func() error { panic(errors.New(secret)) })
	worker := func() (p any) {
		defer func() { p = recover() }()
		return group.Wait()
	}()
	for name, value := range map[string]any{"text": secret, "worker": worker} {
		t.Run(name, func(t *testing.T) {
			source := &counter{now: time.Unix(1e9, 0), panic: value}
			var described []panics.Description
			options := Options[int]{Load: source.load, Now: source.clock, OnPanic: func(d panics.Description) { described = append(described, d) }}
			strict := NewCache(options)
			options.StaleIfUnreadable = true
			stale := NewCache(options)
			for _, cache := range []*Cache[int]{strict, stale} {
				_, err := cache.Get(t.Context(), time.Second)
				require.ErrorIs(t, err, ErrUnreadable)
				require.ErrorIs(t, err, graph.ErrUnavailable)
				source.panic = nil
				require.NoError(t, errorOf(cache.Get(t.Context(), time.Second)))
				source.panic = value
				source.advance(time.Minute)
				cache.Poll(t.Context())
				require.True(t, cache.PollFailed())
			}
			require.ErrorIs(t, errorOf(strict.Get(t.Context(), time.Second)), ErrUnreadable)
			require.NoError(t, errorOf(stale.Get(t.Context(), time.Second)))
			require.ErrorIs(t, errorOf(stale.Refresh(t.Context())), ErrUnreadable, "who wants a new value gets no old one")
			require.NotEmpty(t, described)
			for _, d := range described {
				require.NotContains(t, d.What+d.Stack, secret)
				require.Contains(t, d.Stack, "cache_test.go")
			}
		})
	}
}

func errorOf(_ *int, err error) error { return err }

func TestCache_Run(t *testing.T) {
	_, cache := newCounter()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); cache.Run(ctx) }()
	require.Eventually(t, func() bool { return cache.Value() != nil && *cache.Value() >= 2 }, time.Minute, time.Millisecond)
	cancel()
	<-done
	require.False(t, cache.PollFailed())
}
