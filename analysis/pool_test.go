package analysis

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// recovered returns what call panics with, or nil.
func recovered(call func()) (value any) {
	defer func() { value = recover() }()
	call()
	return nil
}

func TestPool_Run(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		p := newPool(t.Context(), workers)
		for _, tasks := range []int{0, 1, 2, 1000} {
			done := make([]atomic.Int32, tasks)
			require.NoError(t, p.run(tasks, func(worker, task int) {
				if worker < 0 || worker >= workers {
					panic("no such worker")
				}
				done[task].Add(1)
			}))
			for task := range done {
				require.EqualValues(t, 1, done[task].Load(), "task %d of %d", task, tasks)
			}
		}
		p.close()
	}
}

func TestPool_RunRanges(t *testing.T) {
	p := newPool(t.Context(), 3)
	defer p.close()
	for _, n := range []int{0, 1, rangeSize, 5*rangeSize + 7} {
		items := make([]int32, n)
		require.NoError(t, p.runRanges(n, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				items[i]++
			}
		}))
		require.False(t, slices.ContainsFunc(items, func(times int32) bool { return times != 1 }))
	}
}

func TestPool_ContextEnds(t *testing.T) {
	for _, workers := range []int{1, 3} {
		ctx, cancel := context.WithCancel(t.Context())
		p := newPool(ctx, workers)
		var done atomic.Int32
		require.ErrorIs(t, p.run(1000, func(int, int) {
			done.Add(1)
			cancel()
		}), context.Canceled)
		require.LessOrEqual(t, int(done.Load()), workers, "each worker finishes the task that it is at")
		p.close()
	}
}

func TestPool_PanicReachesTheCaller(t *testing.T) {
	cause := errors.New("a cause")
	for _, workers := range []int{1, 2, 7} {
		for _, tasks := range []int{1, 2, 100} {
			p := newPool(t.Context(), workers)
			value := recovered(func() {
				_ = p.run(tasks, func(_, task int) {
					if task == tasks/2 {
						panic(cause)
					}
				})
			})
			caught, ok := value.(*parallel.Panic)
			require.True(t, ok, "%T", value)
			require.Equal(t, cause, caught.Value)
			require.ErrorIs(t, caught, cause)
			require.Contains(t, string(caught.Stack), "TestPool_PanicReachesTheCaller")

			var done atomic.Int32
			require.NoError(t, p.run(tasks, func(int, int) { done.Add(1) }), "the pool stays usable")
			require.EqualValues(t, tasks, done.Load())
			p.close()
		}
	}
}

// The caller works on a task while a helper panics: it finishes that task first.
func TestPool_PanicOfHelper(t *testing.T) {
	p := newPool(t.Context(), 2)
	defer p.close()
	begun, panicked, finished := make(chan struct{}), make(chan struct{}), false
	value := recovered(func() {
		_ = p.run(2, func(worker, _ int) {
			if worker != 0 {
				<-begun
				defer close(panicked)
				panic("a helper's")
			}
			close(begun)
			<-panicked
			finished = true
		})
	})
	caught, ok := value.(*parallel.Panic)
	require.True(t, ok, "%T", value)
	require.Equal(t, "a helper's", caught.Value)
	require.True(t, finished)
}

// A task that ends its goroutine, as t.FailNow does, doesn't leave the caller waiting.
func TestPool_GoexitOfHelper(t *testing.T) {
	p := newPool(t.Context(), 2)
	defer p.close()
	ended, once := make(chan struct{}), sync.Once{}
	require.NoError(t, p.run(3, func(worker, _ int) {
		if worker != 0 {
			once.Do(func() { close(ended) })
			runtime.Goexit()
		}
		<-ended
	}))
}
