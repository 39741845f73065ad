package analysis

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// pool runs phases of parallel tasks on a fixed number of workers. A phase is one call of run; the
// caller is worker 0. The goroutines of the other workers start with the first phase that needs
// them and live until close, since a run of Leiden has thousands of phases of some microseconds.
//
// Determinism: which worker gets which task depends on timing. A phase gives the same result on any
// number of workers because every phase of the package follows three rules:
//
//   - The input is cut into tasks by its size, never by the number of workers.
//   - What a task writes depends on the task alone, not on its worker. Tasks read what was there
//     before the phase or what they wrote themselves, and write to memory that no other task of the
//     phase touches. Where they do share a counter or a set of bits, they add whole numbers or set
//     bits, which commutes.
//   - A worker's own memory is scratch: each task finds it empty and leaves it empty.
//
// The one exception is Builder.Place: its tasks fill a row in an order that depends on timing, and
// mergeParallelEdges sorts it.
//
// Panics: a panic in a task ends the phase. The other workers finish the task that they are at, and
// run raises the panic again in the caller's goroutine, as a *parallel.Panic. The pool stays
// usable, but tasks may have left scratch memory dirty: close it.
type pool struct {
	ctx     context.Context
	workers int
	helpers sync.WaitGroup // the goroutines of workers 1 and up
	started bool
	current atomic.Pointer[phase]

	parked atomic.Int32 // helpers that wait for wake
	mu     sync.Mutex
	wake   *sync.Cond

	wrapTasks func(work func(worker, task int)) func(worker, task int) // set by tests, to make tasks panic
}

// phase is one call of run. A phase without work tells the helpers to end.
type phase struct {
	work     func(worker, task int)
	tasks    int64
	next     atomic.Int64 // the next task
	done     atomic.Int64
	finished chan struct{} // closed once all tasks are done
	panics   parallel.Catcher
	stopped  atomic.Bool // whether a task has panicked
}

// MaxThreads is the largest number of goroutines that work in parallel, many times what a local
// moving phase can use. Each has scratch memory of its own.
const MaxThreads = 256

// wrapTasksKey is the key of the context value by which tests set wrapTasks.
type wrapTasksKey struct{}

// newPool returns a pool of the given number of workers, or of GOMAXPROCS if it is 0. Its phases
// end early once the context has ended.
func newPool(ctx context.Context, workers int) *pool {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	p := &pool{ctx: ctx, workers: min(workers, MaxThreads)}
	p.wake = sync.NewCond(&p.mu)
	p.wrapTasks, _ = ctx.Value(wrapTasksKey{}).(func(func(worker, task int)) func(worker, task int))
	return p
}

// close ends the helpers and waits for them. Call it once, after the last phase or a panic.
func (p *pool) close() {
	p.publish(new(phase))
	p.helpers.Wait()
}

// run calls work for each task from 0 to tasks-1 and returns after the last call. If the context
// ends first, it skips the remaining tasks and returns the context's error. It panics with a
// *parallel.Panic if a task panics.
func (p *pool) run(tasks int, work func(worker, task int)) error {
	if p.wrapTasks != nil {
		work = p.wrapTasks(work)
	}
	if min(p.workers, tasks) <= 1 {
		return p.runAlone(tasks, work)
	}
	if !p.started {
		p.started = true
		idle := p.current.Load()
		for worker := 1; worker < p.workers; worker++ {
			p.helpers.Go(func() { p.serve(worker, idle) })
		}
	}
	ph := &phase{work: work, tasks: int64(tasks), finished: make(chan struct{})}
	p.publish(ph)
	p.takeTasks(ph, 0)
	p.wait(ph)
	ph.panics.Rethrow()
	return p.ctx.Err()
}

// runAlone is run on the caller's goroutine alone.
func (p *pool) runAlone(tasks int, work func(worker, task int)) error {
	defer func() {
		if value := recover(); value != nil {
			panic(parallel.Recovered(value))
		}
	}()
	for task := range tasks {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		work(0, task)
	}
	return p.ctx.Err()
}

// runRanges calls work for consecutive ranges of n items, in parallel. Bounds of ranges are
// multiples of 64, so that no two ranges share a word of a bit set.
func (p *pool) runRanges(n int, work func(lo, hi int)) error {
	return p.run((n+rangeSize-1)/rangeSize, func(_, task int) {
		work(task*rangeSize, min((task+1)*rangeSize, n))
	})
}

const rangeSize = 1 << 14

// spins is how often a worker polls before it sleeps. That takes some 30 µs, about what waking it
// costs: most phases follow the one before within that time.
const spins = 200

// publish makes a phase the current one.
func (p *pool) publish(ph *phase) {
	p.current.Store(ph)
	if p.parked.Load() > 0 {
		p.mu.Lock()
		p.wake.Broadcast()
		p.mu.Unlock()
	}
}

// wait returns once all tasks of a phase are done.
func (p *pool) wait(ph *phase) {
	for range spins {
		if ph.done.Load() == ph.tasks {
			return
		}
		runtime.Gosched()
	}
	<-ph.finished
}

// serve takes part in each phase after the one last seen, until the pool closes.
func (p *pool) serve(worker int, seen *phase) {
	for {
		ph := p.nextPhase(seen)
		if ph.work == nil {
			return
		}
		p.takeTasks(ph, worker)
		seen = ph
	}
}

// nextPhase waits for a phase other than the one last seen.
func (p *pool) nextPhase(seen *phase) *phase {
	for range spins {
		if ph := p.current.Load(); ph != seen {
			return ph
		}
		runtime.Gosched()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parked.Add(1)
	defer p.parked.Add(-1)
	for p.current.Load() == seen {
		p.wake.Wait()
	}
	return p.current.Load()
}

// takeTasks does tasks of the phase until none is left. A panic costs one task: the loop goes on,
// to count the remaining ones. It is recorded before its task counts as done, since the caller
// looks for panics once all tasks are done.
func (p *pool) takeTasks(ph *phase, worker int) {
	working := false
	defer func() {
		if working { // runtime.Goexit ended the task
			ph.countDone()
		}
	}()
	for !ph.panics.Try(func() { p.doTasks(ph, worker, &working) }) {
		ph.stopped.Store(true)
		working = false
		ph.countDone()
	}
}

// doTasks is takeTasks up to the first panic. Once the context has ended, or another task has
// panicked, it only counts tasks. Working is true while it is at a task.
func (p *pool) doTasks(ph *phase, worker int, working *bool) {
	for {
		task := ph.next.Add(1) - 1
		if task >= ph.tasks {
			return
		}
		*working = true
		if p.ctx.Err() == nil && !ph.stopped.Load() {
			ph.work(worker, int(task))
		}
		*working = false
		ph.countDone()
	}
}

func (ph *phase) countDone() {
	if ph.done.Add(1) == ph.tasks {
		close(ph.finished)
	}
}

// splitRows cuts the rows that offsets describe into tasks of about the given work, which is the
// number of rows plus the number of entries: task i is rows bounds[i] to bounds[i+1]-1. It never
// cuts a row.
func splitRows(offsets []int, work int) (bounds []int) {
	rows := len(offsets) - 1
	if rows <= 0 {
		return []int{0}
	}
	bounds = append(bounds, 0)
	for last := 0; last < rows; {
		goal := offsets[last] + last + work
		rest := sort.Search(rows-last-1, func(i int) bool {
			at := last + 1 + i
			return offsets[at]+at >= goal
		})
		last += 1 + rest
		bounds = append(bounds, last)
	}
	return bounds
}

// taskWork is the usual work of a task, in rows and entries: so much that handing it out costs
// little in comparison, and so little that workers check the context some hundred times a second.
const taskWork = 1 << 15
