package analysis

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
)

// crew runs the tasks of a phase on a fixed number of goroutines.
//
// Which worker gets a task is a matter of chance. So a phase gives the same answer
// on any number of workers if, and only if, what a task writes depends on the task
// alone: the tasks are cut by the size of the input, never by the number of
// workers, and a worker's own memory is scratch that each task finds and leaves
// empty.
type crew struct {
	ctx     context.Context
	workers int
}

func newCrew(ctx context.Context, workers int) *crew {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return &crew{ctx, workers}
}

// do calls work for each task from 0 to tasks-1 and returns once all calls have. It
// fails with the context's error, before the next task of any worker; then some
// tasks have not been done.
func (c *crew) do(tasks int, work func(worker, task int)) error {
	workers := min(c.workers, tasks)
	if workers <= 1 {
		for task := range tasks {
			if err := c.ctx.Err(); err != nil {
				return err
			}
			work(0, task)
		}
		return c.ctx.Err()
	}
	var next atomic.Int64
	loop := func(worker int) {
		for c.ctx.Err() == nil {
			task := int(next.Add(1)) - 1
			if task >= tasks {
				return
			}
			work(worker, task)
		}
	}
	var others sync.WaitGroup
	for worker := 1; worker < workers; worker++ {
		others.Go(func() { loop(worker) })
	}
	loop(0)
	others.Wait()
	return c.ctx.Err()
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
