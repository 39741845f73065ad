package neo_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"ringwatch/graph"
	"ringwatch/graph/neo"
	"ringwatch/internal/neotest"
)

// BenchmarkStore_Save measures two writers that save batches of new reports, each
// naming two identifiers.
func BenchmarkStore_Save(b *testing.B) {
	server := neotest.Server(b)
	neotest.Wipe(b)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(b, err)
	require.NoError(b, store.Prepare(b.Context()))
	const size = 5000
	n := 0
	for b.Loop() {
		var work errgroup.Group
		for range 2 {
			records := make([]graph.Record, size)
			for i := range records {
				n++
				records[i] = report(fmt.Sprint("R", n), day, id(graph.Number, n*7919%1_000_003), id(graph.Account, n*104_729%1_000_003))
			}
			work.Go(func() error {
				_, err := store.Save(b.Context(), "police", records)
				return err
			})
		}
		require.NoError(b, work.Wait())
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "reports/s")
	require.NoError(b, store.Close(b.Context()))
}

// BenchmarkStore_Snapshot measures reading 400,000 relationships.
func BenchmarkStore_Snapshot(b *testing.B) {
	server := neotest.Server(b)
	neotest.Wipe(b)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(b, err)
	require.NoError(b, store.Prepare(b.Context()))
	const reports, size = 200_000, 5000
	for first := 0; first < reports; first += size {
		records := make([]graph.Record, size)
		for i := range records {
			n := first + i
			records[i] = report(fmt.Sprint("R", n), day, id(graph.Number, n*7919%100_003), id(graph.Account, n*104_729%100_003))
		}
		_, err := store.Save(b.Context(), "police", records)
		require.NoError(b, err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := store.Snapshot(b.Context())
		require.NoError(b, err)
		require.Len(b, s.From, 2*reports)
	}
	b.ReportMetric(2*reports*float64(b.N)/b.Elapsed().Seconds(), "relationships/s")
	require.NoError(b, store.Close(b.Context()))
}
