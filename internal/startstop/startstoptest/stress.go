// Package startstoptest checks that a service keeps the contract of package startstop.
package startstoptest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ringwatch/ringwatch/internal/startstop"
)

// stopWithin bounds how long a service of a test may take to stop.
const stopWithin = 30 * time.Second

// Stress starts and stops services in every order that the contract allows, also from several
// goroutines at a time. Create returns a new service that was not started.
func Stress(t *testing.T, create func(t *testing.T) startstop.Service) {
	t.Helper()
	stop := func(t *testing.T, s startstop.Service) {
		t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		if err := s.Stop(ctx); err != nil {
			t.Errorf("Stop: %v", err)
		}
	}
	start := func(t *testing.T, s startstop.Service) {
		t.Helper()
		if err := s.Start(t.Context()); err != nil {
			t.Fatalf("Start: %v", err)
		}
	}
	refuseStart := func(t *testing.T, s startstop.Service) {
		t.Helper()
		if err := s.Start(t.Context()); !errors.Is(err, startstop.ErrStarted) {
			t.Errorf("Start returned %v, want ErrStarted", err)
		}
	}
	t.Run("StopBeforeStart", func(t *testing.T) {
		s := create(t)
		stop(t, s)
		stop(t, s)
		refuseStart(t, s)
	})
	t.Run("StopTwice", func(t *testing.T) {
		s := create(t)
		start(t, s)
		stop(t, s)
		stop(t, s)
		refuseStart(t, s)
	})
	t.Run("StartTwice", func(t *testing.T) {
		s := create(t)
		start(t, s)
		refuseStart(t, s)
		stop(t, s)
	})
	t.Run("StartWithAnEndedContext", func(t *testing.T) {
		s := create(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Start(ctx); err == nil {
			t.Error("Start returned nil")
		}
		stop(t, s)
	})
	t.Run("StartOutlivesItsContext", func(t *testing.T) {
		s := create(t)
		ctx, cancel := context.WithCancel(t.Context())
		if err := s.Start(ctx); err != nil {
			t.Fatalf("Start: %v", err)
		}
		cancel()
		stop(t, s)
	})
	t.Run("StopFromSeveralGoroutines", func(t *testing.T) {
		s := create(t)
		start(t, s)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { stop(t, s) })
		}
		all.Wait()
	})
}
