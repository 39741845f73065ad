package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// frozen is a Neo4j that accepts requests and never answers.
type frozen struct {
	Store
	requests chan struct{}
}

func (f frozen) Acquire(ctx context.Context, _, _ string, _ time.Duration) (graph.Lease, error) {
	f.requests <- struct{}{}
	<-ctx.Done()
	return graph.Lease{}, context.Cause(ctx)
}

func (frozen) IsFree(context.Context, string) (bool, error) { return false, nil }

func (frozen) Runs(context.Context, int64, int) ([]graph.Run, error) { return nil, nil }

func (frozen) Run(context.Context, string) (graph.Run, error) { return graph.Run{}, graph.ErrNotFound }

// onFrozen returns a started schedule that never ticks by itself.
func onFrozen(t *testing.T, timeout time.Duration) (*Schedule, frozen) {
	t.Helper()
	f := frozen{requests: make(chan struct{})}
	log, _ := test.NewNullLogger()
	s, err := NewSchedule("0 0 1 1 *", &Detection{Store: f}, f, log)
	require.NoError(t, err)
	s.startTimeout = timeout
	require.NoError(t, s.Start(t.Context()))
	t.Cleanup(stopping(t, s))
	return s, f
}

// stopping returns a function that stops a schedule.
func stopping(t *testing.T, s *Schedule) func() {
	return func() { require.NoError(t, s.Stop(context.Background())) }
}

// within fails the test if work takes longer than the limit.
func within(t *testing.T, limit time.Duration, work func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("it did not return within %s", limit)
	}
}

func TestSchedule_DoesNotHangWithNeo4j(t *testing.T) {
	const soon = 10 * time.Second
	trigger := func(ctx context.Context, s *Schedule) chan error {
		failed := make(chan error, 1)
		go func() {
			_, err := s.Trigger(ctx, "api")
			failed <- err
		}()
		return failed
	}
	t.Run("Stop", func(t *testing.T) {
		s, f := onFrozen(t, startTimeout)
		failed := trigger(t.Context(), s)
		<-f.requests
		within(t, soon, stopping(t, s))
		require.ErrorIs(t, <-failed, context.Canceled)
		_, err := s.Trigger(t.Context(), "api")
		require.ErrorIs(t, err, ErrStopped)
	})
	t.Run("two Triggers at a time", func(t *testing.T) {
		s, f := onFrozen(t, startTimeout)
		first, second := trigger(t.Context(), s), trigger(t.Context(), s)
		<-f.requests
		within(t, soon, func() { <-f.requests }) // neither waits for a mutex
		stopping(t, s)()
		require.Error(t, <-first)
		require.Error(t, <-second)
	})
	t.Run("the requester leaves", func(t *testing.T) {
		s, f := onFrozen(t, startTimeout)
		request, giveUp := context.WithCancel(t.Context())
		failed := trigger(request, s)
		<-f.requests
		giveUp()
		within(t, soon, func() { require.ErrorIs(t, <-failed, context.Canceled) })
	})
	t.Run("deadline", func(t *testing.T) {
		s, f := onFrozen(t, 10*time.Millisecond)
		failed := trigger(t.Context(), s)
		<-f.requests
		within(t, soon, func() { require.ErrorIs(t, <-failed, context.DeadlineExceeded) })
	})
	t.Run("Stop during a tick", func(t *testing.T) {
		s, f := onFrozen(t, startTimeout)
		go s.tick()
		<-f.requests
		within(t, soon, stopping(t, s))
	})
}
