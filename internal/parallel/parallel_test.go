package parallel_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recovered returns what call panics with.
func recovered(call func()) (value any) {
	defer func() { value = recover() }()
	call()
	return nil
}

func TestFor_CallsEachIndexOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		calls := make([]atomic.Int32, n)
		require.NoError(t, parallel.For(t.Context(), n, func(_, i int) error { calls[i].Add(1); return nil }))
		for i := range calls {
			require.EqualValues(t, 1, calls[i].Load())
		}
	}
}

func TestFor_ReturnsTheFirstError(t *testing.T) {
	want := errors.New("third")
	err := parallel.For(t.Context(), 1000, func(_, i int) error {
		if i == 3 {
			return want
		}
		return nil
	})
	require.ErrorIs(t, err, want)
}

func TestFor_StopsWithTheContext(t *testing.T) {
	why := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	var calls atomic.Int32
	err := parallel.For(ctx, 1_000_000, func(int, int) error {
		if calls.Add(1) == 10 {
			cancel(why)
		}
		return nil
	})
	require.ErrorIs(t, err, why)
	require.Less(t, calls.Load(), int32(1000))
}

func TestFor_PanicsInTheCallersGoroutine(t *testing.T) {
	for _, bad := range []int{0, 7, 999} {
		value := recovered(func() {
			_ = parallel.For(t.Context(), 1000, func(_, i int) error {
				if i == bad {
					panic("secret")
				}
				return nil
			})
		})
		caught, ok := value.(*parallel.Panic)
		require.True(t, ok, "%T", value)
		require.Equal(t, "secret", caught.Value)
		require.Contains(t, string(caught.Stack), "TestFor_PanicsInTheCallersGoroutine")
		require.NotContains(t, caught.Error(), "secret")
	}
}

func TestFor_NestedPanicHasTheInnermostStack(t *testing.T) {
	value := recovered(func() {
		_ = parallel.For(t.Context(), 4, func(int, int) error {
			return parallel.For(t.Context(), 4, func(int, int) error { panic("inner") })
		})
	})
	require.Equal(t, "inner", value.(*parallel.Panic).Value)
}

func TestGroup_Wait(t *testing.T) {
	want := errors.New("failed")
	group, ctx := parallel.WithContext(t.Context())
	group.Go(func() error { return want })
	group.Go(func() error { <-ctx.Done(); return ctx.Err() })
	require.ErrorIs(t, group.Wait(), want)
	require.ErrorIs(t, context.Cause(ctx), want)
}

func TestGroup_PanicEndsTheContextAndIsRaisedByWait(t *testing.T) {
	group, ctx := parallel.WithContext(t.Context())
	group.Go(func() error { panic(errors.New("defect")) })
	group.Go(func() error { <-ctx.Done(); return nil })
	value := recovered(func() { _ = group.Wait() })
	require.ErrorContains(t, value.(*parallel.Panic).Unwrap(), "defect")
}

func TestAsync(t *testing.T) {
	wait := parallel.Async(func() (int, error) { return 42, nil })
	got, err := wait()
	require.NoError(t, err)
	require.Equal(t, 42, got)

	wait = parallel.Async(func() (int, error) { panic("defect") })
	require.IsType(t, &parallel.Panic{}, recovered(func() { _, _ = wait() }))
}
