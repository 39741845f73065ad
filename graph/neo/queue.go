package neo

import (
	"context"
	"sync"
	"time"
)

// queue makes the calls of one process that would wait for each other in Neo4j wait here, where it
// costs nothing: in Neo4j the loser of a race to create an identifier repeats its whole
// transaction. It is for speed alone. Neo4j's constraints and locks keep the graph right, also
// between processes.
type queue struct {
	mu   sync.Mutex
	last map[string]chan struct{} // by key, the last call that entered for it
}

// enter waits for the calls that entered for any of these keys before, and returns a function that
// lets the next ones go on. Calls go on in the order in which they entered, so they can't wait in a
// circle. A call that waited for its patience proceeds anyway: while Neo4j can't be reached,
// calls fail at the same time, not one after the other. It returns the context's cause if that ends
// first.
func (q *queue) enter(ctx context.Context, keys []string, patience time.Duration) (leave func(), err error) {
	mine := make(chan struct{})
	before := map[chan struct{}]bool{}
	q.mu.Lock()
	if q.last == nil {
		q.last = map[string]chan struct{}{}
	}
	for _, key := range keys {
		if earlier := q.last[key]; earlier != nil && earlier != mine {
			before[earlier] = true
		}
		q.last[key] = mine
	}
	q.mu.Unlock()
	leave = func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		for _, key := range keys {
			if q.last[key] == mine {
				delete(q.last, key)
			}
		}
		close(mine)
	}
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for earlier := range before {
		select {
		case <-earlier:
		case <-timeout.C:
			return leave, nil
		case <-ctx.Done():
			leave()
			return nil, context.Cause(ctx)
		}
	}
	return leave, nil
}
