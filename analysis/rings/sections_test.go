package rings_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// parallelEvidence has a ring, a hub and a possible hub, so that a detection has work in every
// section.
func parallelEvidence() *evidence {
	e := newEvidence()
	e.strangers(300)
	for i := range int32(8) {
		e.ring(6, firstDay-30*i, "KA", "upi_fraud")
	}
	hub := e.identifiers(rings.Device, 1)[0]
	for i, number := range e.identifiers(rings.Number, 60) {
		e.link(firstDay-int32(i*37%365), number, rings.UsedIn, hub)
	}
	return e
}

// recovered returns what f panicked with.
func recovered(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// A panic in any parallel section reaches the goroutine that called Detect. Nothing is left running
// or locked: the same Detector finds the rings in its next run.
func TestDetector_PanicReachesTheCaller(t *testing.T) {
	e := parallelEvidence()
	want := e.detect(t, rings.Params{})
	require.NotEmpty(t, want.Rings)
	require.NotEmpty(t, want.Hubs)
	for section := range rings.Sections {
		broken := errors.New("broken")
		var panics atomic.Bool
		panics.Store(true)
		d := rings.NewDetectorWithHook(func(s rings.Section) {
			if s == section && panics.Load() {
				panic(broken)
			}
		})
		value := recovered(func() { _, _ = d.Detect(t.Context(), &e.Evidence, rings.Params{}) })
		require.IsType(t, &parallel.Panic{}, value, "section %d", section)
		require.ErrorIs(t, value.(*parallel.Panic), broken)
		goleak.VerifyNone(t)

		panics.Store(false)
		got, err := d.Detect(t.Context(), &e.Evidence, rings.Params{})
		require.NoError(t, err)
		require.Equal(t, want, got, "the run after a panic in section %d", section)
	}
}

// A context that ends in any parallel section ends the run with its error.
func TestDetector_CancelledInASection(t *testing.T) {
	e := parallelEvidence()
	for section := range rings.Sections {
		ctx, cancel := context.WithCancel(t.Context())
		d := rings.NewDetectorWithHook(func(s rings.Section) {
			if s == section {
				cancel()
			}
		})
		_, err := d.Detect(ctx, &e.Evidence, rings.Params{})
		if err != nil { // the last piece of work does not notice
			require.ErrorIs(t, err, context.Canceled, "section %d", section)
		}
		cancel()
		goleak.VerifyNone(t)
	}
}
