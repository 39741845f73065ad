package neotest

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// wipeAll deletes in batches: all at once wouldn't fit in the heap. It runs in a
// session's auto-commit, since the batches are transactions of their own.
const wipeAll = `MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS`

// Wipe deletes all nodes and relationships of the package's server. Constraints
// and indexes stay: they are slow to make, and the same for all tests.
func Wipe(tb testing.TB) {
	tb.Helper()
	server := Server(tb)
	ctx := tb.Context()
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	if err != nil {
		tb.Fatalf("neotest: connecting: %v", err)
	}
	defer func() {
		if err := driver.Close(ctx); err != nil {
			tb.Errorf("neotest: closing the connection: %v", err)
		}
	}()
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer func() {
		if err := session.Close(ctx); err != nil {
			tb.Errorf("neotest: closing the session: %v", err)
		}
	}()
	result, err := session.Run(ctx, wipeAll, nil)
	if err != nil {
		tb.Fatalf("neotest: wiping: %v", err)
	}
	if _, err := result.Consume(ctx); err != nil {
		tb.Fatalf("neotest: wiping: %v", err)
	}
}
