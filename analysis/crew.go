package analysis

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
)

// crew runs the tasks of a phase on a fixed number of goroutines, which live from the
// first phase to close.
//
// Which worker gets a task is a matter of chance. So a phase gives the same answer
// on any number of workers if, and only if, what a task writes depends on the task
// alone: the tasks are cut by the size of the input, never by the number of
// workers, and a worker's own memory is scratch that each task finds and leaves
// empty.
type crew struct {
	ctx     context.Context
	workers int
	helpers sync.WaitGroup
	hired   bool
	current atomic.Pointer[phase]

	parked atomic.Int32 // helpers that wait for wake
	mu     sync.Mutex
	wake   *sync.Cond
}

// phase is one call of do. A phase without work tells helpers to go.
type phase struct {
	work  func(worker, task int)
	tasks int64
	next  atomic.Int64 // task to be handed out
	done  atomic.Int64
	over  chan struct{} // closed once all are done
}

// MaxThreads bounds how many goroutines work at once, each of which has scratch memory of its own:
// many times what the moves of nodes can use.
const MaxThreads = 256

func newCrew(ctx context.Context, workers int) *crew {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	c := &crew{ctx: ctx, workers: min(workers, MaxThreads)}
	c.wake = sync.NewCond(&c.mu)
	return c
}

// close ends the helpers. It is called once, after the last phase.
func (c *crew) close() {
	c.publish(new(phase))
	c.helpers.Wait()
}

// do calls work for each task from 0 to tasks-1 and returns once all calls have. It
// fails with the context's error, before the next task of any worker; then some
// tasks have not been done.
func (c *crew) do(tasks int, work func(worker, task int)) error {
	if min(c.workers, tasks) <= 1 {
		for task := range tasks {
			if err := c.ctx.Err(); err != nil {
				return err
			}
			work(0, task)
		}
		return c.ctx.Err()
	}
	if !c.hired {
		c.hired = true
		idle := c.current.Load()
		for worker := 1; worker < c.workers; worker++ {
			c.helpers.Go(func() { c.help(worker, idle) })
		}
	}
	p := &phase{work: work, tasks: int64(tasks), over: make(chan struct{})}
	c.publish(p)
	c.join(p, 0)
	for range patience {
		if p.done.Load() == p.tasks {
			return c.ctx.Err()
		}
		runtime.Gosched()
	}
	<-p.over
	return c.ctx.Err()
}

// spread calls work for each stretch of n items, whose bounds are multiples of 64 so
// that no two share a word of bits.
func (c *crew) spread(n int, work func(lo, hi int)) error {
	return c.do((n+stretch-1)/stretch, func(_, task int) {
		work(task*stretch, min((task+1)*stretch, n))
	})
}

const stretch = 1 << 14

// patience is how often a worker looks for news before it sleeps: some 30 µs, about what
// it costs to wake it, since most phases are followed by the next within that.
const patience = 200

func (c *crew) publish(p *phase) {
	c.current.Store(p)
	if c.parked.Load() > 0 {
		c.mu.Lock()
		c.wake.Broadcast()
		c.mu.Unlock()
	}
}

// help joins phase after phase.
func (c *crew) help(worker int, seen *phase) {
	for {
		p := c.after(seen)
		if p.work == nil {
			return
		}
		c.join(p, worker)
		seen = p
	}
}

// after waits for another phase than the one seen.
func (c *crew) after(seen *phase) *phase {
	for range patience {
		if p := c.current.Load(); p != seen {
			return p
		}
		runtime.Gosched()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parked.Add(1)
	defer c.parked.Add(-1)
	for c.current.Load() == seen {
		c.wake.Wait()
	}
	return c.current.Load()
}

// join does tasks of the phase until none is left; after the context's end it only
// counts them off.
func (c *crew) join(p *phase, worker int) {
	for {
		task := p.next.Add(1) - 1
		if task >= p.tasks {
			return
		}
		if c.ctx.Err() == nil {
			p.work(worker, int(task))
		}
		if p.done.Add(1) == p.tasks {
			close(p.over)
		}
	}
}

// spans cuts the rows that the offsets describe into tasks of about the same work,
// counted in rows and entries together: task i is rows bounds[i] to bounds[i+1]-1.
// A row is never cut.
func spans(offsets []int, work int) (bounds []int) {
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

// taskSize is the work of a task in rows and entries: so much that handing it out
// costs nothing next to it, and so little that a worker looks at the context some
// hundred times a second.
const taskSize = 1 << 15
