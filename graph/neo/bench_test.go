package neo_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// BenchmarkSave measures two writers that save batches of new reports, each naming two
// identifiers: by the store, and by the barest statement that could, which stores no
// times, checks no withdrawals and answers nothing. They take turns, so that a machine
// that slows down slows both.
func BenchmarkSave(b *testing.B) {
	server := neotest.Server(b)
	neotest.Wipe(b)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(b, err)
	require.NoError(b, store.Prepare(b.Context()))
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	require.NoError(b, err)
	const size = 5000
	var saving, merging time.Duration
	n, sides := 0, 0
	for b.Loop() {
		saving += twice(b, size, &n, func(reports []graph.Record) error {
			_, err := store.Intake.Save(b.Context(), "police", reports)
			return err
		})
		merging += twice(b, size, &n, func(reports []graph.Record) error { return merge(b.Context(), driver, reports) })
		sides += 2 * size
	}
	b.ReportMetric(float64(sides)/saving.Seconds(), "reports/s")
	b.ReportMetric(float64(sides)/merging.Seconds(), "bare/s")
	b.ReportMetric(merging.Seconds()/saving.Seconds(), "of-bare")
	require.NoError(b, driver.Close(b.Context()))
	require.NoError(b, store.Close(b.Context()))
}

// twice makes two batches of new reports and times save on both in parallel.
func twice(b *testing.B, size int, n *int, save func([]graph.Record) error) time.Duration {
	var work errgroup.Group
	batches := [2][]graph.Record{}
	for w := range batches {
		for range size {
			*n++
			batches[w] = append(batches[w], report(fmt.Sprint("R", *n), day, id(graph.Number, *n*7919%1_000_003), id(graph.Account, *n*104_729%1_000_003)))
		}
	}
	started := time.Now()
	for _, batch := range batches {
		work.Go(func() error { return save(batch) })
	}
	require.NoError(b, work.Wait())
	return time.Since(started)
}

// merge saves reports of a number and an account the plain way.
func merge(ctx context.Context, driver neo4j.DriverWithContext, reports []graph.Record) error {
	rows := make([]any, len(reports))
	for i, r := range reports {
		r := r.(*graph.Report)
		rows[i] = map[string]any{
			"id": "bare/" + r.ID, "category": r.Category, "at": r.OccurredAt, "loss": string(r.Loss), "currency": r.Currency,
			"number": string(r.Identifiers[0].Token), "account": string(r.Identifiers[1].Token),
		}
	}
	_, err := neo4j.ExecuteQuery(ctx, driver, `
		UNWIND $rows AS row
		MERGE (r:Report {id: row.id}) SET r.category = row.category, r.occurred_at = row.at, r.loss = row.loss, r.currency = row.currency
		MERGE (n:Identifier {token: row.number}) SET n:Number
		MERGE (a:Identifier {token: row.account}) SET a:Account
		MERGE (r)-[:NAMES]->(n)
		MERGE (r)-[:NAMES]->(a)`,
		map[string]any{"rows": rows}, neo4j.EagerResultTransformer)
	return err
}

// BenchmarkBare measures what the barest statement makes of 200,000 reports on a server that has
// done nothing else: the Neo4j of NEO4J_URI, or one of its own. It says what a loader may hope for
// on this machine; bench/ingest.sh prints it next to ours. One iteration is enough, and the second
// time the server is warm.
func BenchmarkBare(b *testing.B) {
	o := neo.Options{URI: os.Getenv("NEO4J_URI"), User: os.Getenv("NEO4J_USER"), Password: os.Getenv("NEO4J_PASSWORD")}
	if o.URI == "" {
		server := neotest.Server(b)
		neotest.Wipe(b)
		o = neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()}
	}
	store, err := neo.Open(o)
	require.NoError(b, err)
	require.NoError(b, store.Prepare(b.Context()))
	driver, err := neo4j.NewDriverWithContext(o.URI, neo4j.BasicAuth(o.User, o.Password, ""))
	require.NoError(b, err)
	const reports, size = 200_000, 5000
	n := 0
	for b.Loop() {
		var work errgroup.Group
		work.SetLimit(2)
		for range reports / size {
			batch := make([]graph.Record, size)
			for i := range batch {
				n++
				batch[i] = report(fmt.Sprint("R", n), day, id(graph.Number, n*7919%100_003), id(graph.Account, n*104_729%100_003))
			}
			work.Go(func() error { return merge(b.Context(), driver, batch) })
		}
		require.NoError(b, work.Wait())
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "reports/s")
	require.NoError(b, driver.Close(b.Context()))
	require.NoError(b, store.Close(b.Context()))
}
