package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// broken is evidence that meets a defect.
type broken struct{ evidence.Source }

func (broken) Snapshot(context.Context) (*evidence.Snapshot, error) {
	var none *evidence.Snapshot
	none.ReportIDs = nil
	return none, nil
}

func TestSchedule_APanicIsAFailedRun(t *testing.T) {
	s, store, hook := onNeo4j(t, &Detection{Evidence: broken{}})
	s.tick()
	begun, err := s.Trigger(t.Context(), "api")
	require.NoError(t, err, "the lease was given back")
	stopping(t, s)()
	run, err := store.Runs.Run(t.Context(), begun.ID)
	require.NoError(t, err)
	require.Equal(t, graph.Failed, run.Status)
	require.Equal(t, "internal error", run.Reason)
	lease, err := store.Leases.Acquire(t.Context(), detectionLease, "next", time.Minute)
	require.NoError(t, err)
	require.NoError(t, store.Leases.Release(t.Context(), lease))
	panicked := 0
	for _, entry := range hook.AllEntries() {
		if entry.Message == "the detection run panicked" {
			panicked++
			require.Contains(t, entry.Data["stack"], "panic_test.go")
			require.Contains(t, entry.Data["panic"], "nil pointer")
		}
	}
	require.Equal(t, 2, panicked)
}
