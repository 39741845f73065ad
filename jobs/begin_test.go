package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// frozen is a Neo4j that takes requests and never answers.
type frozen struct {
	Book
	asked chan struct{}
}

func (f frozen) Acquire(ctx context.Context, _, _ string, _ time.Duration) (graph.Lease, error) {
	f.asked <- struct{}{}
	<-ctx.Done()
	return graph.Lease{}, context.Cause(ctx)
}

func (frozen) IsFree(context.Context, string) (bool, error) { return false, nil }

func (frozen) Runs(context.Context, int64, int) ([]graph.Run, error) { return nil, nil }

func (frozen) Run(context.Context, string) (graph.Run, error) { return graph.Run{}, graph.ErrNotFound }

// onFrozen is a schedule that never ticks by itself.
func onFrozen(t *testing.T) (*Schedule, frozen) {
	t.Helper()
	f := frozen{asked: make(chan struct{})}
	log, _ := test.NewNullLogger()
	s, err := NewSchedule("0 0 1 1 *", &Detection{Book: f}, f, log)
	require.NoError(t, err)
	s.Start(t.Context())
	t.Cleanup(s.Stop)
	return s, f
}

// within fails the test when work takes long.
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
		t.Fatalf("it hangs after %s", limit)
	}
}

func TestSchedule_NothingHangsWithNeo4j(t *testing.T) {
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
		s, f := onFrozen(t)
		failed := trigger(t.Context(), s)
		<-f.asked
		within(t, soon, s.Stop)
		require.ErrorIs(t, <-failed, context.Canceled)
		_, err := s.Trigger(t.Context(), "api")
		require.ErrorIs(t, err, ErrStopped)
	})
	t.Run("Trigger beside another", func(t *testing.T) {
		s, f := onFrozen(t)
		first, second := trigger(t.Context(), s), trigger(t.Context(), s)
		<-f.asked
		within(t, soon, func() { <-f.asked }) // nobody waits for a mutex
		s.Stop()
		require.Error(t, <-first)
		require.Error(t, <-second)
	})
	t.Run("a request that is given up", func(t *testing.T) {
		s, f := onFrozen(t)
		request, giveUp := context.WithCancel(t.Context())
		failed := trigger(request, s)
		<-f.asked
		giveUp()
		within(t, soon, func() { require.ErrorIs(t, <-failed, context.Canceled) })
	})
	t.Run("deadline", func(t *testing.T) {
		s, f := onFrozen(t)
		s.beginWithin = 10 * time.Millisecond
		failed := trigger(t.Context(), s)
		<-f.asked
		within(t, soon, func() { require.ErrorIs(t, <-failed, context.DeadlineExceeded) })
	})
	t.Run("a tick that is stopped", func(t *testing.T) {
		s, f := onFrozen(t)
		go s.tick()
		<-f.asked
		within(t, soon, s.Stop)
	})
}
