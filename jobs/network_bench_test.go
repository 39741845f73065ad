package jobs_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// BenchmarkNetwork measures how fast 400,000 relationships are read from Neo4j: the mentions alone,
// into an analysis.Network, and the whole snapshot that a run reads.
func BenchmarkNetwork(b *testing.B) {
	server := neotest.Server(b)
	neotest.Wipe(b)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(b, err)
	defer func() { require.NoError(b, store.Close(b.Context())) }()
	require.NoError(b, store.Prepare(b.Context()))
	const reports, size = 200_000, 5000
	for first := 0; first < reports; first += size {
		records := make([]graph.Record, size)
		for i := range records {
			n := first + i
			records[i] = &graph.Report{
				ID: fmt.Sprint("R", n), OccurredAt: time.Date(2026, 5, 1+n%28, 10, 0, 0, 0, time.UTC),
				Category: "upi_fraud", Channel: "call", Region: "KA",
				Identifiers: []graph.Identifier{named(graph.Number, n*7919%100_003), named(graph.Account, n*104_729%100_003)},
			}
		}
		_, err := store.Intake.Save(b.Context(), "police", records)
		require.NoError(b, err)
	}
	b.Run("relationships", func(b *testing.B) {
		statement, err := os.ReadFile("../graph/neo/cypher/evidence/read_names.cypher")
		require.NoError(b, err)
		driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
		require.NoError(b, err)
		defer func() { require.NoError(b, driver.Close(b.Context())) }()
		for b.Loop() {
			g := networkOf(b, driver, string(statement))
			require.Equal(b, 2*reports, g.Size())
		}
		b.ReportMetric(2*reports*float64(b.N)/b.Elapsed().Seconds(), "relationships/s")
	})
	b.Run("snapshot", func(b *testing.B) {
		for b.Loop() {
			s, err := store.Evidence.Snapshot(b.Context())
			require.NoError(b, err)
			require.Equal(b, 2*reports, s.Edges())
		}
		b.ReportMetric(2*reports*float64(b.N)/b.Elapsed().Seconds(), "relationships/s")
	})
}

func named(kind graph.Kind, n int) graph.Identifier {
	letters := []byte("tk1_" + string(kind[:1]) + fmt.Sprintf("%025d", n))
	for i := 5; i < len(letters); i++ {
		letters[i] += 'a' - '0'
	}
	return graph.Identifier{Kind: kind, Token: graph.Token(letters)}
}

// networkOf reads relationships in columns; nodes are numbered in the order in which they come.
func networkOf(b *testing.B, driver neo4j.DriverWithContext, statement string) *analysis.Network {
	var places []uint32 // by Neo4j's ids, from 1
	var nodes uint32
	place := func(key int64) uint32 {
		for int64(len(places)) <= key {
			places = append(places, make([]uint32, key+1)...)
		}
		if places[key] == 0 {
			nodes++
			places[key] = nodes
		}
		return places[key] - 1
	}
	var from, to []uint32
	session := driver.NewSession(b.Context(), neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
	defer func() { require.NoError(b, session.Close(b.Context())) }()
	result, err := session.Run(b.Context(), statement, map[string]any{"parts": 1, "part": 0})
	require.NoError(b, err)
	for result.Next(b.Context()) {
		for name, column := range map[string]*[]uint32{"froms": &from, "tos": &to} {
			list, _, err := neo4j.GetRecordValue[[]any](result.Record(), name)
			require.NoError(b, err)
			for _, key := range list {
				*column = append(*column, place(key.(int64)))
			}
		}
	}
	require.NoError(b, result.Err())
	g, err := analysis.NewNetwork(int(nodes), from, to, nil)
	require.NoError(b, err)
	return g
}
