package neo

import (
	"context"
	"sync"
	"time"
)

// turns lets the calls of one process that would wait for each other in Neo4j wait
// here, where it costs nothing: there the loser of a race to create an identifier has
// to do its whole transaction again. It is for speed alone. What keeps the graph right,
// also between processes, are Neo4j's constraints and locks.
type turns struct {
	mu   sync.Mutex
	last map[string]chan struct{} // by key, the last call that asked for it
}

// take waits for the calls that asked for any of these keys before, and returns what
// ends the turn. Whoever comes first goes first, so that calls can't wait in a circle.
// Whoever has waited for as long as its patience goes on all the same: while Neo4j can't be
// reached, calls are to fail side by side, not one after the other.
func (t *turns) take(ctx context.Context, keys []string, patience time.Duration) (end func(), err error) {
	mine := make(chan struct{})
	before := map[chan struct{}]bool{}
	t.mu.Lock()
	if t.last == nil {
		t.last = map[string]chan struct{}{}
	}
	for _, key := range keys {
		if earlier := t.last[key]; earlier != nil && earlier != mine {
			before[earlier] = true
		}
		t.last[key] = mine
	}
	t.mu.Unlock()
	end = func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, key := range keys {
			if t.last[key] == mine {
				delete(t.last, key)
			}
		}
		close(mine)
	}
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for earlier := range before {
		select {
		case <-earlier:
		case <-enough.C:
			return end, nil
		case <-ctx.Done():
			end()
			return nil, context.Cause(ctx)
		}
	}
	return end, nil
}
