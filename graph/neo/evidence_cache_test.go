package neo_test

import (
	"testing"
	"time"

	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
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
