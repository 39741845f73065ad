package jobs_test

import (
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs"
)

// A run with a cache finds the same as one without, and compares the two from time to time.
func TestCache(t *testing.T) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 3000, Seed: 5}, func(r graph.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	log, hook := logtest.NewNullLogger()
	cache := &jobs.Cache{FullEvery: time.Hour, Log: log}
	run := func(cache *jobs.Cache, records []graph.Record) []graph.Ring {
		d := jobs.Detection{Evidence: evidence.FromRecords(records), Cache: cache}
		result, err := d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
		require.NotEmpty(t, result.Rings)
		return result.Rings
	}
	for _, share := range []int{80, 90, 99, 100, 95} { // the last time, records were withdrawn
		some := records[:len(records)*share/100]
		require.Equal(t, run(nil, some), run(cache, some), "%d of 100 records", share)
	}
	require.Empty(t, hook.AllEntries())
	cache.FullEvery = time.Nanosecond
	require.Equal(t, run(nil, records), run(cache, records))
	require.Len(t, hook.AllEntries(), 1)
	require.Equal(t, logrus.InfoLevel, hook.LastEntry().Level, hook.LastEntry().Message)
}
