package jobs

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs/translate"
)

// halfAMillion returns the evidence of a world of half a million records: of all but the last
// hundredth, and of all.
var halfAMillion = sync.OnceValues(func() (before, all *evidence.Snapshot) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 295_000, Seed: 1}, func(r graph.Record) error { records = append(records, r); return nil })
	if err != nil {
		panic(err)
	}
	of := func(records []graph.Record) *evidence.Snapshot {
		s, _ := evidence.FromRecords(records).Snapshot(context.Background())
		return s
	}
	return of(records[:len(records)*99/100]), of(records)
})

// How long finding rings takes: from scratch, with a cache after a hundredth of the records
// arrived, and with a cache after none did.
func BenchmarkFinding(b *testing.B) {
	before, all := halfAMillion()
	find := func(b *testing.B, m *rings.Detector, s *evidence.Snapshot) *rings.Result {
		e, _, err := translate.Evidence(s, time.Time{})
		require.NoError(b, err)
		found, err := m.Detect(b.Context(), e, rings.Params{})
		require.NoError(b, err)
		return found
	}
	var whole, updated *rings.Result
	b.Run("records=5e5/all", func(b *testing.B) {
		for b.Loop() {
			whole = find(b, new(rings.Detector), all)
		}
		b.ReportMetric(float64(len(whole.Rings)), "rings")
	})
	b.Run("records=5e5/after=1%", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			m := new(rings.Detector)
			find(b, m, before)
			b.StartTimer()
			updated = find(b, m, all)
			b.ReportMetric(float64(m.Hits)/float64(m.Components), "hits")
		}
	})
	b.Run("records=5e5/after=0", func(b *testing.B) {
		m := new(rings.Detector)
		find(b, m, all)
		for b.Loop() {
			find(b, m, all)
		}
	})
	if whole != nil && updated != nil {
		require.Equal(b, whole, updated)
	}
}
