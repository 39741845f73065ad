package memory_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/graphtest"
	"github.com/ringwatch/ringwatch/graph/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContract(t *testing.T) {
	t.Parallel()
	graphtest.Test(t, func(*testing.T) *graphtest.Ports {
		s := memory.New(memory.Options{})
		return &graphtest.Ports{
			Records: s.Intake, Evidence: s.Evidence, Idempotency: s.Idempotency,
			Leases: s.Leases, RunLog: s.Runs, Publisher: s.Publications, PreviousRings: s.Publications, Retention: s.Retention,
			Rings: s.Publications, History: s.Publications, Runs: s.Runs,
			Feedback: s.Reviews, Verifications: s.Reviews, Disputes: s.Reviews,
			Register: s.Register, Audit: s.Audit, AuditReader: s.Audit, Agencies: s.Register, Credentials: s.Register,
		}
	})
}

func TestStore_Now(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	s := memory.New(memory.Options{Now: func() time.Time { return now }}).Idempotency
	begin := func(request, holder string) (*graph.StoredResponse, error) {
		return s.BeginRequest(t.Context(), "axis", "key", request, holder)
	}
	_, err := begin("request", "1")
	require.NoError(t, err)
	now = now.Add(2 * time.Minute)
	_, err = begin("another", "2")
	require.NoError(t, err, "the process that began the request must have died")
	require.NoError(t, s.StoreResponse(t.Context(), "axis", "key", "1", graph.StoredResponse{Status: 200}))
	_, err = begin("another", "3")
	require.ErrorIs(t, err, graph.ErrConflict, "the former holder stores nothing")
	require.NoError(t, s.StoreResponse(t.Context(), "axis", "key", "2", graph.StoredResponse{Status: 200}))
	now = now.Add(25 * time.Hour)
	response, err := begin("third", "4")
	require.NoError(t, err)
	require.Nil(t, response, "a response is stored for a day")
}
