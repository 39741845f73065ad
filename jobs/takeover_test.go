package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// onNeo4j returns a started schedule on an empty Neo4j. It never ticks by itself.
func onNeo4j(t *testing.T, d *Detection) (*Schedule, *neo.Store, *test.Hook) {
	t.Helper()
	server := neotest.Server(t)
	neotest.Wipe(t)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	require.NoError(t, store.Prepare(t.Context()))
	d.Store = store.Detection
	if d.Evidence == nil {
		d.Evidence = store.Evidence
	}
	log, hook := test.NewNullLogger()
	s, err := NewSchedule("0 0 1 1 *", d, store.Runs, log)
	require.NoError(t, err)
	s.pollEvery = 100 * time.Millisecond
	require.NoError(t, s.Start(t.Context()))
	t.Cleanup(stopping(t, s))
	return s, store, hook
}

// elsewhere starts a run as another process does.
func elsewhere(t *testing.T, store *neo.Store, ttl time.Duration) (graph.Lease, *graph.Run) {
	t.Helper()
	lease, err := store.Leases.Acquire(t.Context(), detectionLease, "another process", ttl)
	require.NoError(t, err)
	run := &graph.Run{ID: "run-elsewhere", Sequence: lease.Token, Trigger: scheduled}
	require.NoError(t, store.Runs.BeginRun(t.Context(), lease, run))
	return lease, run
}

func TestSchedule_TakesOverFromTheDead(t *testing.T) {
	s, store, _ := onNeo4j(t, &Detection{Holder: "second"})
	elsewhere(t, store, 2*time.Second) // and its process dies

	s.tick()

	runs, err := store.Runs.Runs(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, runs, 2)
	require.Equal(t, graph.Abandoned, runs[1].Status)
	require.Equal(t, graph.Succeeded, runs[0].Status)
	require.Equal(t, "second", runs[0].Holder)
	require.Equal(t, scheduled, runs[0].Trigger)
	require.Less(t, leaseTTL+pollEvery, 25*time.Second, "leaves some seconds of the half minute to the run")
}

func TestSchedule_TakesOverFromAProcessThatDiedBeforeItsRunStarted(t *testing.T) {
	s, store, _ := onNeo4j(t, &Detection{})
	_, err := store.Leases.Acquire(t.Context(), detectionLease, "another process", 2*time.Second)
	require.NoError(t, err)

	s.tick()

	runs, err := store.Runs.Runs(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, runs, 1)
	require.Equal(t, graph.Succeeded, runs[0].Status)
}

func TestSchedule_TakesOverBetweenTicks(t *testing.T) {
	_, store, _ := onNeo4j(t, &Detection{Holder: "second"})
	elsewhere(t, store, 2*time.Second) // and its process dies

	require.Eventually(t, func() bool {
		runs, err := store.Runs.Runs(t.Context(), 0, 10)
		return err == nil && len(runs) == 2 && runs[0].Status == graph.Succeeded && runs[1].Status == graph.Abandoned
	}, 20*time.Second, 100*time.Millisecond)
}

// A run that brings down each process that makes it must not bring them all down one after the
// other.
func TestSchedule_TakesOverOnceBetweenTicks(t *testing.T) {
	s, store, _ := onNeo4j(t, &Detection{})
	s.active.Add(1) // as if a run were under way, so that watch waits
	elsewhere(t, store, time.Millisecond)
	require.Eventually(t, func() bool { free, err := store.Leases.IsFree(t.Context(), detectionLease); return err == nil && free }, 10*time.Second, time.Millisecond)
	lease, err := store.Leases.Acquire(t.Context(), detectionLease, "a third process", time.Second)
	require.NoError(t, err)
	require.NoError(t, store.Runs.BeginRun(t.Context(), lease, &graph.Run{ID: "run-third", Sequence: lease.Token, Trigger: scheduled}))
	s.active.Add(-1)

	require.Never(t, func() bool {
		runs, err := store.Runs.Runs(t.Context(), 0, 10)
		return err != nil || runs[0].ID != "run-third"
	}, 3*time.Second, 100*time.Millisecond)
	free, err := store.Leases.IsFree(t.Context(), detectionLease)
	require.NoError(t, err)
	require.True(t, free, "nothing kept it from running")
}

func TestSchedule_LeavesARunThatEnds(t *testing.T) {
	s, store, hook := onNeo4j(t, &Detection{})
	s.log.(*logrus.Logger).SetLevel(logrus.DebugLevel)
	lease, run := elsewhere(t, store, time.Minute)
	ticked := make(chan struct{})
	go func() {
		defer close(ticked)
		s.tick()
	}()
	require.Eventually(t, func() bool { return hook.LastEntry() != nil }, 10*time.Second, time.Millisecond, "it was refused the lease")
	require.NoError(t, store.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{}))
	<-ticked
	require.NoError(t, store.Leases.Release(t.Context(), lease))
	runs, err := store.Runs.Runs(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, runs, 1, "one tick makes one run, in whichever process")
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
