package jobs

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// elsewhere starts a run as another process does.
func elsewhere(t *testing.T, store Store, id string, ttl time.Duration) (graph.Lease, *graph.Run) {
	t.Helper()
	lease, err := store.Acquire(t.Context(), detectionLease, "another process", ttl)
	require.NoError(t, err)
	run := &graph.Run{ID: id, Sequence: lease.Fence, Trigger: scheduled}
	require.NoError(t, store.BeginRun(t.Context(), lease, run))
	return lease, run
}

// requireTakenOver requires that the schedule made a run in place of an abandoned one.
func requireTakenOver(t *testing.T, runs graph.RunReader) {
	t.Helper()
	latest, err := runs.Runs(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, latest, 2)
	require.Equal(t, graph.Abandoned, latest[1].Status)
	require.Equal(t, graph.Succeeded, latest[0].Status)
	require.Equal(t, "second", latest[0].Holder)
	require.Equal(t, scheduled, latest[0].Trigger)
}

func TestSchedule_TakesOverOnNeo4j(t *testing.T) {
	s, store, _ := onNeo4j(t, &Detection{Holder: "second"})
	elsewhere(t, store.Detection, "run-elsewhere", 2*time.Second) // and its process dies

	s.tick()

	requireTakenOver(t, store.Runs)
}

// inMemory calls work with a started schedule on a store in memory, in a bubble with a clock of its
// own.
func inMemory(t *testing.T, work func(t *testing.T, s *Schedule, store *hookedStore)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, store, _, _ := onHooks(t)
		s.detection.Holder = "second"
		require.NoError(t, s.Start(t.Context()))
		defer stopping(t, s)()
		work(t, s, store)
	})
}

func TestSchedule_TakesOverFromADeadProcess(t *testing.T) {
	inMemory(t, func(t *testing.T, s *Schedule, store *hookedStore) {
		elsewhere(t, store, "run-elsewhere", leaseTTL) // and its process dies
		died := time.Now()

		s.tick()

		requireTakenOver(t, store.Runs)
		require.Less(t, time.Since(died), 25*time.Second, "leaves some seconds of the half minute to the run")
	})
}

func TestSchedule_TakesOverFromAProcessThatDiedBeforeItsRunStarted(t *testing.T) {
	inMemory(t, func(t *testing.T, s *Schedule, store *hookedStore) {
		_, err := store.Acquire(t.Context(), detectionLease, "another process", leaseTTL)
		require.NoError(t, err)

		s.tick()

		runs, err := store.Runs.Runs(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Len(t, runs, 1)
		require.Equal(t, graph.Succeeded, runs[0].Status)
	})
}

func TestSchedule_TakesOverBetweenTicks(t *testing.T) {
	inMemory(t, func(t *testing.T, _ *Schedule, store *hookedStore) {
		elsewhere(t, store, "run-elsewhere", leaseTTL) // and its process dies
		time.Sleep(25 * time.Second)                   // of the bubble's clock
		requireTakenOver(t, store.Runs)
	})
}

// A run that brings down each process that makes it must not bring them all down one after the
// other.
func TestSchedule_TakesOverOnceBetweenTicks(t *testing.T) {
	inMemory(t, func(t *testing.T, _ *Schedule, store *hookedStore) {
		elsewhere(t, store, "run-elsewhere", time.Second) // and its process dies
		time.Sleep(time.Second + time.Millisecond)        // of the bubble's clock: the lease expires
		elsewhere(t, store, "run-third", time.Second)     // in its place, and its process dies too
		time.Sleep(time.Minute)
		runs, err := store.Runs.Runs(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Equal(t, "run-third", runs[0].ID)
		free, err := store.IsFree(t.Context(), detectionLease)
		require.NoError(t, err)
		require.True(t, free, "nothing kept the schedule from running")
	})
}

func TestSchedule_LeavesARunThatEnds(t *testing.T) {
	inMemory(t, func(t *testing.T, s *Schedule, store *hookedStore) {
		lease, run := elsewhere(t, store, "run-elsewhere", time.Minute)
		ticked := make(chan struct{})
		go func() {
			defer close(ticked)
			s.tick()
		}()
		synctest.Wait() // until it was refused the lease and waits
		require.NoError(t, store.Publish(t.Context(), lease, run, &graph.NextPublication{}))
		<-ticked
		require.NoError(t, store.Release(t.Context(), lease))
		runs, err := store.Runs.Runs(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Len(t, runs, 1, "one tick makes one run, in whichever process")
	})
}

func TestHasEnded(t *testing.T) {
	running := &graph.Run{Sequence: 2, Status: graph.Running}
	done := &graph.Run{Sequence: 2, Status: graph.Succeeded}
	older := &graph.Run{Sequence: 1, Status: graph.Succeeded}
	for _, c := range []struct {
		before, latest *graph.Run
		want           bool
	}{
		{&graph.Run{}, &graph.Run{}, false},
		{&graph.Run{}, running, false},
		{&graph.Run{}, done, true},
		{older, older, false},
		{older, running, false},
		{older, done, true},
		{running, running, false},
		{running, done, true},
	} {
		require.Equal(t, c.want, hasEnded(c.before, c.latest), "%v %v", c.before, c.latest)
	}
}
