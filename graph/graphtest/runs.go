package graphtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// TestLeases is the contract of graph.Leases.
func TestLeases(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	acquire := func(name string, ttl time.Duration) (graph.Lease, error) {
		return p.Leases.Acquire(t.Context(), name, "here", ttl)
	}
	isFree := func() bool {
		t.Helper()
		free, err := p.Leases.IsFree(t.Context(), "detection")
		require.NoError(t, err)
		return free
	}
	require.True(t, isFree())
	first, err := acquire("detection", time.Minute)
	require.NoError(t, err)
	require.Equal(t, graph.Lease{Name: "detection", Holder: "here", Fence: 1}, first)
	require.False(t, isFree())
	_, err = acquire("detection", time.Minute)
	require.ErrorIs(t, err, graph.ErrConflict)
	_, err = acquire("retention", time.Minute)
	require.NoError(t, err, "another lease")
	require.NoError(t, p.Leases.Renew(t.Context(), first, time.Minute))

	require.NoError(t, p.Leases.Release(t.Context(), first))
	require.True(t, isFree())
	require.ErrorIs(t, p.Leases.Renew(t.Context(), first, time.Minute), graph.ErrLeaseLost)
	require.NoError(t, p.Leases.Release(t.Context(), first), "again")
	second, err := acquire("detection", time.Millisecond)
	require.NoError(t, err)
	require.Greater(t, second.Fence, first.Fence, "the fencing token grows")
	require.Eventually(t, isFree, 10*time.Second, 5*time.Millisecond, "it expires")
	require.NoError(t, p.Leases.Renew(t.Context(), second, time.Millisecond), "no other process took it")
	var third graph.Lease
	require.Eventually(t, func() bool { third, err = acquire("detection", time.Minute); return err == nil }, 10*time.Second,
		5*time.Millisecond)
	require.Greater(t, third.Fence, second.Fence)
	require.ErrorIs(t, p.Leases.Renew(t.Context(), second, time.Minute), graph.ErrLeaseLost)
	require.NoError(t, p.Leases.Release(t.Context(), second))
	require.False(t, isFree(), "its former holder cannot release it")
}

// TestRuns is the contract of graph.RunLog and graph.RunReader.
func TestRuns(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	_, err := p.Runs.Run(t.Context(), "run-1")
	require.ErrorIs(t, err, graph.ErrNotFound)
	runs, err := p.Runs.Runs(t.Context(), 0, 9)
	require.NoError(t, err)
	require.Empty(t, runs)

	lease, err := p.Leases.Acquire(t.Context(), "detection", "here", time.Minute)
	require.NoError(t, err)
	first := &graph.Run{
		ID: "run-1", Sequence: 1, Trigger: "api", Holder: "here", Method: "leiden", Resolution: 0.5,
		Seed: 1 << 63, HubDegree: 7, Model: "2026-11",
	}
	require.NoError(t, p.RunLog.BeginRun(t.Context(), lease, first))
	require.Equal(t, graph.Running, first.Status)
	require.WithinDuration(t, time.Now(), first.StartedAt, time.Hour)
	recorded, err := p.Runs.Run(t.Context(), "run-1")
	require.NoError(t, err)
	require.Equal(t, *first, recorded)
	require.NoError(t, p.Leases.Release(t.Context(), lease))
	require.ErrorIs(t, p.RunLog.BeginRun(t.Context(), lease, &graph.Run{ID: "run-0"}), graph.ErrLeaseLost)

	lease, second := p.begin(t)
	recorded, err = p.Runs.Run(t.Context(), "run-1")
	require.NoError(t, err)
	require.Equal(t, graph.Abandoned, recorded.Status)
	require.False(t, recorded.FinishedAt.IsZero())
	require.NotEmpty(t, recorded.Reason)

	second.Status, second.Reason, second.Modularity = graph.Failed, "for a test", 0.25
	second.Counts = graph.RunCounts{
		Reports: 1, Identifiers: 2, Edges: 3, Hubs: 4, Communities: 5, TooLarge: 6, Rings: 7,
		Changed: 8, Closed: 9, LargestComponent: 10, LargestComponentBeforeHubs: 11,
	}
	second.Phases = []graph.Phase{{Name: "reading", Seconds: 1.5}, {Name: "finding", Seconds: 2}}
	require.NoError(t, p.RunLog.EndRun(t.Context(), second))
	require.False(t, second.FinishedAt.IsZero())
	recorded, err = p.Runs.Run(t.Context(), second.ID)
	require.NoError(t, err)
	require.Equal(t, *second, recorded)
	again := *second
	again.Status, again.Reason = graph.Cancelled, "it ended before"
	require.NoError(t, p.RunLog.EndRun(t.Context(), &again))
	require.Equal(t, graph.Failed, again.Status)
	require.Equal(t, second.FinishedAt, again.FinishedAt)
	require.NoError(t, p.Leases.Release(t.Context(), lease))

	p.begin(t)
	list := func(before int64, limit int) (ids []string) {
		t.Helper()
		runs, err := p.Runs.Runs(t.Context(), before, limit)
		require.NoError(t, err)
		for _, r := range runs {
			ids = append(ids, r.ID)
		}
		return ids
	}
	require.Equal(t, []string{"run-3", "run-2", "run-1"}, list(0, 9))
	require.Equal(t, []string{"run-3", "run-2"}, list(0, 2))
	require.Equal(t, []string{"run-1"}, list(2, 9))
}
