package analysis

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// stopHook ends a context in its n-th task, and counts the tasks that begin later.
type stopHook struct {
	stopAt int64
	cancel context.CancelFunc

	begun, late atomic.Int64
	stopped     atomic.Bool
}

func (h *stopHook) wrap(work func(worker, task int)) func(worker, task int) {
	return func(worker, task int) {
		if h.stopped.Load() {
			h.late.Add(1)
		}
		if h.begun.Add(1) == h.stopAt {
			h.cancel()
			h.stopped.Store(true)
		}
		work(worker, task)
	}
}

// maxLate is the number of other workers: workloads have 3 in all, or fewer where GOMAXPROCS
// counts.
const maxLate = 2

// Once its context has ended, Leiden begins no task but those that workers had already taken: one
// for each other worker. Tasks are bounded in size (splitRows), so it stops soon;
// BenchmarkLeidenStops_Networks measures how soon.
func TestLeiden_StopsWithContext(t *testing.T) {
	skipIfRace(t)
	for name, work := range workloads(t) {
		t.Run(name, func(t *testing.T) {
			var all stopHook
			require.NoError(t, work(context.WithValue(t.Context(), wrapTasksKey{}, all.wrap)))
			tasks := all.begun.Load()
			for _, stopAt := range []int64{1, 2, tasks / 10, tasks / 2, tasks * 9 / 10} {
				ctx, cancel := context.WithCancel(t.Context())
				hook := stopHook{stopAt: max(stopAt, 1), cancel: cancel}
				err := work(context.WithValue(ctx, wrapTasksKey{}, hook.wrap))
				require.ErrorIs(t, err, context.Canceled, "stopped in task %d of %d", stopAt, tasks)
				require.LessOrEqual(t, hook.late.Load(), int64(maxLate), "stopped in task %d of %d", stopAt, tasks)
			}
		})
	}
}
