package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// For calls work once for each i from 0 to n-1, on at most GOMAXPROCS goroutines, and waits for all
// of them. Worker is the number of the goroutine, from 0 up to GOMAXPROCS-1, so that each can have
// scratch memory of its own. Indices are handed out in ascending order; which worker gets which is
// up to chance.
//
// It returns the first error of work, or the context's cause; then some indices were not worked on.
// A panic of work is raised again in the caller's goroutine, as a *Panic.
func For(ctx context.Context, n int, work func(worker, i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	var catcher Catcher
	var failure failure
	var next atomic.Int64
	run := func(worker int) {
		for !failure.failed.Load() {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			if ctx.Err() != nil {
				failure.set(context.Cause(ctx))
				return
			}
			if err := work(worker, i); err != nil {
				failure.set(err)
				return
			}
		}
	}
	guarded := func(worker int) {
		if !catcher.Try(func() { run(worker) }) {
			failure.failed.Store(true)
		}
	}
	var others sync.WaitGroup
	for worker := 1; worker < workers; worker++ {
		others.Go(func() { guarded(worker) })
	}
	guarded(0)
	others.Wait()
	catcher.Rethrow()
	return failure.err()
}

// failure is the first error of several goroutines.
type failure struct {
	failed atomic.Bool // set too where a worker panicked
	once   sync.Once
	first  error
}

func (f *failure) set(err error) {
	f.once.Do(func() { f.first = err })
	f.failed.Store(true)
}

// err returns the first error. Call it once all goroutines have ended.
func (f *failure) err() error { return f.first }
