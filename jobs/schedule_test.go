package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
	"github.com/ringwatch/ringwatch/jobs"
)

// store opens an empty Neo4j.
func store(t *testing.T) *neo.Store {
	t.Helper()
	server := neotest.Server(t)
	neotest.Wipe(t)
	return another(t, server.BoltURI(), server.User(), server.Password())
}

// another opens the same Neo4j once more, as another process would.
func another(t *testing.T, uri, user, password string) *neo.Store {
	t.Helper()
	s, err := neo.Open(neo.Options{URI: uri, User: user, Password: password, Patience: 20 * time.Second})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	require.NoError(t, s.Prepare(t.Context()))
	return s
}

func load(t *testing.T, s *neo.Store, records ...graph.Record) {
	t.Helper()
	_, err := s.Intake.Save(t.Context(), "x", records)
	require.NoError(t, err)
}

func TestDetection_PublishesWhatTheFileGives(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	d := jobs.Detection{Evidence: s.Evidence, Store: s.Detection, Holder: "test"}
	result, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.Equal(t, graph.Succeeded, result.Run.Status)
	require.Equal(t, 1, result.Run.Counts.Changed)

	file := jobs.Detection{Evidence: evidence.FromRecords(ringRecords())}
	want, err := file.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	publication, published, err := s.Publications.Published(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, publication.Sequence)
	require.Equal(t, result.Run.ID, publication.RunID)
	require.False(t, published[0].UpdatedAt.IsZero())
	updated := published[0].UpdatedAt
	published[0].UpdatedAt = time.Time{}
	require.Equal(t, want.Rings, published)

	recorded, err := s.Runs.Run(t.Context(), result.Run.ID)
	require.NoError(t, err)
	require.Equal(t, result.Run, recorded)
	require.Len(t, recorded.Phases, 5)

	// The same evidence again changes nothing but the record of runs.
	_, err = d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	again, unchanged, err := s.Publications.Published(t.Context())
	require.NoError(t, err)
	require.Equal(t, publication, again)
	require.Equal(t, updated, unchanged[0].UpdatedAt)

	// More evidence: the ring keeps its id, and replaces what was published.
	load(t, s, &graph.Report{
		ID: "more", OccurredAt: day.AddDate(0, 0, 9), Identifiers: []graph.Identifier{identifier(graph.Number, 0), identifier(graph.Number, 9)},
	})
	_, err = d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	_, grown, err := s.Publications.Published(t.Context())
	require.NoError(t, err)
	require.Len(t, grown, 1)
	require.Equal(t, published[0].ID, grown[0].ID)
	require.Len(t, grown[0].Members, 6)

	edges, more, err := s.Publications.Subgraph(t.Context(), grown[0].ID, 10)
	require.NoError(t, err)
	require.True(t, more)
	require.Len(t, edges, 10)
	_, _, err = s.Publications.Subgraph(t.Context(), "ring-none", 10)
	require.ErrorIs(t, err, graph.ErrNotFound)

	runs, err := s.Runs.Runs(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, runs, 3)
	require.Greater(t, runs[0].Sequence, runs[2].Sequence)
}

func TestDetection_OneRunAtATime(t *testing.T) {
	server := neotest.Server(t)
	first := store(t)
	load(t, first, ringRecords()...)
	second := another(t, server.BoltURI(), server.User(), server.Password())

	lease, err := first.Leases.Acquire(t.Context(), "detection", "another process", time.Minute)
	require.NoError(t, err)
	d := jobs.Detection{Evidence: second.Evidence, Store: second.Detection}
	_, err = d.RunOnce(t.Context(), "command")
	require.ErrorIs(t, err, graph.ErrConflict)

	require.NoError(t, first.Leases.Release(t.Context(), lease))
	_, err = d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
}

func TestDetection_AHolderThatDiedChangesNothing(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	// A process that took the lease, began a run, and died before it published.
	lease, err := s.Leases.Acquire(t.Context(), "detection", "dead", time.Millisecond)
	require.NoError(t, err)
	dead := graph.Run{ID: "run-dead", Sequence: lease.Fence}
	require.NoError(t, s.Runs.BeginRun(t.Context(), lease, &dead))
	require.Eventually(
		t, func() bool { free, err := s.Leases.IsFree(t.Context(), "detection"); return err == nil && free }, 10*time.Second, time.Millisecond,
	)

	d := jobs.Detection{Evidence: s.Evidence, Store: s.Detection}
	result, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	abandoned, err := s.Runs.Run(t.Context(), "run-dead")
	require.NoError(t, err)
	require.Equal(t, graph.Abandoned, abandoned.Status)
	require.NotEmpty(t, abandoned.Reason)

	// It was not dead after all: the fencing token refuses what it publishes.
	require.ErrorIs(t, s.Publications.Publish(t.Context(), lease, &dead, &graph.NextPublication{}), graph.ErrLeaseLost)
	require.ErrorIs(t, s.Leases.Renew(t.Context(), lease, time.Minute), graph.ErrLeaseLost)
	publication, rings, err := s.Publications.Published(t.Context())
	require.NoError(t, err)
	require.Equal(t, result.Run.ID, publication.RunID)
	require.Len(t, rings, 1)
}

// failing is evidence that cannot be read.
type failing struct{ evidence.Source }

var errEvidence = errors.New("no evidence")

func (failing) Snapshot(context.Context) (*evidence.Snapshot, error) { return nil, errEvidence }

// withdrawing calls withdraw right after each snapshot.
type withdrawing struct {
	*neo.Evidence
	withdraw func()
}

func (w withdrawing) Snapshot(ctx context.Context) (*evidence.Snapshot, error) {
	s, err := w.Evidence.Snapshot(ctx)
	w.withdraw()
	return s, err
}

func TestDetection_AWithdrawalDuringTheRun(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	d := jobs.Detection{
		Store: s.Detection, Evidence: withdrawing{s.Evidence, func() { load(t, s, &graph.Withdrawal{ID: "W", Withdraws: "R0"}) }},
	}
	result, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	require.Len(t, result.Rings, 1)
	require.Len(t, result.Rings[0].ReportIDs, 7)
	require.NotContains(t, result.Rings[0].ReportIDs, "x/R0")
}

func TestDetection_FailureIsRecorded(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	_, err := (&jobs.Detection{Evidence: s.Evidence, Store: s.Detection}).RunOnce(t.Context(), "command")
	require.NoError(t, err)
	_, err = (&jobs.Detection{Evidence: failing{}, Store: s.Detection}).RunOnce(t.Context(), "command")
	require.ErrorIs(t, err, errEvidence)
	runs, err := s.Runs.Runs(t.Context(), 0, 1)
	require.NoError(t, err)
	require.Equal(t, graph.Failed, runs[0].Status)
	require.Contains(t, runs[0].Reason, "no evidence")
	_, rings, err := s.Publications.Published(t.Context())
	require.NoError(t, err)
	require.Len(t, rings, 1, "readers still see the last rings")
}

func TestSchedule(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	log, _ := test.NewNullLogger()
	d := &jobs.Detection{Evidence: s.Evidence, Store: s.Detection, Holder: "test"}

	_, err := jobs.NewSchedule("every now and then", d, s.Runs, log)
	require.ErrorContains(t, err, "cron expression")

	schedule, err := jobs.NewSchedule("@every 1s", d, s.Runs, log)
	require.NoError(t, err)
	_, err = schedule.Trigger(t.Context(), "api")
	require.ErrorIs(t, err, graph.ErrUnavailable)

	require.NoError(t, schedule.Start(t.Context()))
	require.Eventually(t, func() bool {
		runs, err := s.Runs.Runs(t.Context(), 0, 10)
		return err == nil && len(runs) > 0 && runs[len(runs)-1].Status == graph.Succeeded && runs[len(runs)-1].Trigger == "schedule"
	}, 30*time.Second, 50*time.Millisecond)
	require.Eventually(t, func() bool { // now and then one is under way
		run, err := schedule.Trigger(t.Context(), "api")
		return err == nil && run.Status == graph.Running && run.ID != ""
	}, 30*time.Second, 50*time.Millisecond)
	require.NoError(t, schedule.Stop(t.Context()))
	require.NoError(t, schedule.Stop(t.Context()))
	runs, err := s.Runs.Runs(t.Context(), 0, 100)
	require.NoError(t, err)
	for _, run := range runs {
		require.NotEqual(t, graph.Running, run.Status, "Stop waits")
	}
	lease, err := s.Leases.Acquire(t.Context(), "detection", "next", time.Minute)
	require.NoError(t, err, "the lease was given back")
	require.NoError(t, s.Leases.Release(t.Context(), lease))
}
