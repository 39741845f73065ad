package neo_test

import (
	"testing"
	"time"

	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
)

func TestEvidenceCache_ReadsEverythingAgain(t *testing.T) {
	b := setup(t)
	log, hook := logtest.NewNullLogger()
	replica := &neo.EvidenceCache{Evidence: b.Evidence, Log: log}
	number, device := id(graph.Number, 1), id(graph.Device, 2)
	b.save(t, "police", report("R1", day, number, device), report("R2", day, number))
	requireSame(t, b.Store, replica)
	require.Empty(t, hook.AllEntries())

	t.Run("when Neo4j holds other evidence than the cache", func(t *testing.T) {
		require.EqualValues(t, 1, b.count(t, "MATCH (r:Report {id: 'police/R2'}) DETACH DELETE r RETURN count(*)"))
		requireSame(t, b.Store, replica)
		require.Contains(t, hook.LastEntry().Message, "not complete")
	})
	t.Run("after RereadEvery, and logs whether the cache was right", func(t *testing.T) {
		replica.RereadEvery = time.Nanosecond
		b.save(t, "police", report("R3", day, device))
		requireSame(t, b.Store, replica)
		require.Contains(t, hook.LastEntry().Message, "the cache was right")
	})
	t.Run("and logs nothing while nothing changes", func(t *testing.T) {
		replica.RereadEvery = 0
		hook.Reset()
		requireSame(t, b.Store, replica)
		requireSame(t, b.Store, replica)
		require.Empty(t, hook.AllEntries())
	})
}

// Verdicts, disputes and known businesses that come and go are in the next snapshot.
func TestEvidenceCache_Standing(t *testing.T) {
	w := newTown(t)
	log, hook := logtest.NewNullLogger()
	replica := &neo.EvidenceCache{Evidence: w.Evidence, Log: log}
	requireSame(t, w.Store, replica)
	first, err := replica.Snapshot(t.Context())
	require.NoError(t, err)
	require.Len(t, first.Standing.Known, 1)
	police := first.Standing.Agencies[0]
	require.Equal(t, "police", police.Agency)
	require.Equal(t, 1, police.Withdrawn)
	require.InDelta(t, 5./6, police.Confirmed, 1e-9)
	require.InDelta(t, 1, police.Overturned, 1e-9)

	_, _, err = w.Reviews.AddFeedback(t.Context(), &graph.Feedback{
		RingID: "ring-b", Agency: graph.Agency{ID: "bank", Kind: graph.Bank}, Verdict: graph.Dismisses, Reason: "other",
	})
	require.NoError(t, err)
	requireSame(t, w.Store, replica)
	w.save(t, "police", &graph.Withdrawal{ID: "W2", Withdraws: "K1", Reason: "duplicate"})
	requireSame(t, w.Store, replica)
	second, err := replica.Snapshot(t.Context())
	require.NoError(t, err)
	require.Empty(t, second.Standing.Known)
	require.Zero(t, second.Standing.Agencies[0].Confirmed)
	require.InDelta(t, 5./6, second.Standing.Agencies[0].Dismissed, 1e-9)
	require.Len(t, first.Standing.Known, 1, "the former snapshot does not change")

	require.Len(t, second.Standing.Verified, 1)
	for _, found := range []graph.Finding{graph.Verified, graph.Disconnected} {
		_, err = w.Reviews.AddVerification(t.Context(), &graph.Verification{
			Identifier: id(graph.Number, 2), Agency: graph.Agency{ID: "telco"}, Finding: found, Reason: "other", Day: day,
		}, true, entry(audited))
		require.NoError(t, err)
		requireSame(t, w.Store, replica)
		third, err := replica.Snapshot(t.Context())
		require.NoError(t, err)
		if found == graph.Verified {
			require.Len(t, third.Standing.Verified, 2)
			require.Contains(t, third.Standing.Verified, evidence.Verified{Token: id(graph.Number, 2).Token, Day: evidence.SecondOf(day).Day()})
		} else {
			require.Equal(t, second.Standing.Verified, third.Standing.Verified)
		}
	}
	require.Empty(t, hook.AllEntries(), "nothing is read again for it")
}
