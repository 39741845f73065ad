package parallel

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Panic is what For and Group.Wait panic with when one of their workers panicked.
type Panic struct {
	Value any    // what the worker panicked with
	Stack []byte // the worker's stack
}

// Error returns the type of the panic's value, not the value: it may quote data. It makes a *Panic
// an error for those who recover one.
func (p *Panic) Error() string { return fmt.Sprintf("a worker panicked with a %T", p.Value) }

// Unwrap returns the value if it is an error, such as a runtime.Error, otherwise nil.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Recovered returns a recovered value as a *Panic, with the stack of the calling goroutine. Call it
// in the deferred function that recovers. It returns a *Panic unchanged: its stack is the worker's.
func Recovered(value any) *Panic {
	if caught, already := value.(*Panic); already {
		return caught
	}
	return &Panic{value, debug.Stack()}
}

// Catcher recovers panics on any number of goroutines and holds the first one. The zero value is
// ready.
type Catcher struct {
	mu    sync.Mutex
	first *Panic
}

// Try calls work and reports whether it returned without a panic.
func (c *Catcher) Try(work func()) (ok bool) {
	defer func() {
		if ok {
			return
		}
		value := recover()
		if value == nil {
			return // runtime.Goexit, as by t.FailNow
		}
		caught := Recovered(value)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.first == nil {
			c.first = caught
		}
	}()
	work()
	return true
}

// Rethrow panics with the first panic that Try recovered, and does nothing if there was none.
func (c *Catcher) Rethrow() {
	c.mu.Lock()
	first := c.first
	c.mu.Unlock()
	if first != nil {
		panic(first)
	}
}
