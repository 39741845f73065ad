package neotest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// wipeAll deletes in batches: one transaction for all would not fit in the heap. It runs as an
// auto-commit query, since the batches are transactions of their own.
const wipeAll = `MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS`

// countTransactions counts the transactions that are open, its own included.
const countTransactions = `SHOW TRANSACTIONS YIELD transactionId RETURN count(*) AS open`

// quietWithin bounds the wait for transactions of tests before: what polls never leaves it quiet.
const quietWithin = 10 * time.Second

// awaitQuiet waits until no other transaction is open. A client that was killed may leave one,
// which would commit after the wipe.
func awaitQuiet(ctx context.Context, session neo4j.SessionWithContext) error {
	for deadline := time.Now().Add(quietWithin); time.Now().Before(deadline); time.Sleep(pollEvery) {
		result, err := session.Run(ctx, countTransactions, nil)
		if err != nil {
			return err
		}
		record, err := result.Single(ctx)
		if err != nil {
			return err
		}
		if open, _, err := neo4j.GetRecordValue[int64](record, "open"); err != nil || open <= 1 {
			return err
		}
	}
	return nil
}

const pollEvery = 20 * time.Millisecond

// Wipe deletes all nodes and relationships of the package's server. Constraints and indexes remain:
// they are slow to create, and the same for all tests.
func Wipe(tb testing.TB) {
	tb.Helper()
	if err := wipe(tb.Context(), Server(tb)); err != nil {
		tb.Fatalf("neotest: %v", err)
	}
}

func wipe(ctx context.Context, server Neo4j) (err error) {
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	if err != nil {
		return fmt.Errorf("wiping the graph: %w", err)
	}
	defer func() { err = errors.Join(err, driver.Close(ctx)) }()
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer func() { err = errors.Join(err, session.Close(ctx)) }()
	if err := awaitQuiet(ctx, session); err != nil {
		return fmt.Errorf("wiping the graph: %w", err)
	}
	result, err := session.Run(ctx, wipeAll, nil)
	if err != nil {
		return fmt.Errorf("wiping the graph: %w", err)
	}
	if _, err := result.Consume(ctx); err != nil {
		return fmt.Errorf("wiping the graph: %w", err)
	}
	return nil
}
