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

// A run that remembers finds what one finds that does not, and is checked now and then.
func TestMemory(t *testing.T) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 3000, Seed: 5}, func(r graph.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	log, told := logtest.NewNullLogger()
	memory := &jobs.Memory{WholeEvery: time.Hour, Log: log}
	run := func(memory *jobs.Memory, records []graph.Record) []graph.Ring {
		d := jobs.Detection{Evidence: evidence.FromRecords(records), Memory: memory}
		result, err := d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
		require.NotEmpty(t, result.Rings)
		return result.Rings
	}
	for _, share := range []int{80, 90, 99, 100, 95} { // at last, something was withdrawn
		some := records[:len(records)*share/100]
		require.Equal(t, run(nil, some), run(memory, some), "%d of 100 records", share)
	}
	require.Empty(t, told.AllEntries())
	memory.WholeEvery = time.Nanosecond
	require.Equal(t, run(nil, records), run(memory, records))
	require.Len(t, told.AllEntries(), 1)
	require.Equal(t, logrus.InfoLevel, told.LastEntry().Level, told.LastEntry().Message)
}
