package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// An agency that sends a raw identifier by mistake is refused, but what was read of it lies in the process's memory until
// something else is put there: buffers, headers, the strings that were cut of them. So the platform runs with freed
// memory overwritten, and frees what requests left soon after them. What a dump then shows are the requests of the last
// seconds, and of older ones now and then a request line, or a short text on a stack that is not used.

// overwriteFreed makes the garbage collector overwrite what it frees. The runtime reads this setting only when a process
// begins, so it begins once more, as the same process.
func overwriteFreed() error {
	const setting = "clobberfree=1"
	before := os.Getenv("GODEBUG")
	if strings.Contains(before, "clobberfree=") {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("beginning with freed memory overwritten: %w", err)
	}
	if before != "" {
		before += ","
	}
	if err := os.Setenv("GODEBUG", before+setting); err != nil {
		return fmt.Errorf("beginning with freed memory overwritten: %w", err)
	}
	return fmt.Errorf("beginning with freed memory overwritten: %w", syscall.Exec(self, os.Args, os.Environ()))
}

// forgetting frees what requests left.
type forgetting struct {
	http.Handler
	left atomic.Bool
	end  context.CancelFunc
	done chan struct{}
}

// forgetEvery is how long what a request left may stay.
const forgetEvery = 10 * time.Second

func newForgetting(handler http.Handler) *forgetting {
	ctx, end := context.WithCancel(context.Background())
	f := &forgetting{Handler: handler, end: end, done: make(chan struct{})}
	go func() {
		defer close(f.done)
		ticker := time.NewTicker(forgetEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				if f.left.Swap(false) {
					runtime.GC() // what pools hold goes with the second
					runtime.GC()
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return f
}

// ServeHTTP answers, and remembers that something was left.
func (f *forgetting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer f.left.Store(true)
	f.Handler.ServeHTTP(w, r)
}

// stop ends it and waits.
func (f *forgetting) stop() {
	f.end()
	<-f.done
}
