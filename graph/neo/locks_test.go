package neo_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"ringwatch/graph"
)

// What must not be done at a time to an identifier locks it first: also one of which no time is
// known, whose properties that are not there can't be locked by setting them.
func TestStatements_LockUndatedIdentifiers(t *testing.T) {
	b := setup(t)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(1, 1)}})
	token := string(numberOf(1, 0).Token)
	node := b.count(t, "MATCH (i:Identifier {token: '"+token+"'}) RETURN id(i)")
	for name, params := range map[string]map[string]any{
		"save_sightings":    {"rows": []any{map[string]any{"node": node, "token": token, "kind": "Number", "first_seen": nil, "last_seen": nil}}},
		"settle_orphans":    {"tokens": []string{token}},
		"read_open_dispute": {"token": token, "agency": "axis"},
		"read_verification": {"token": token},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("cypher", name+".cypher"))
			require.NoError(t, err)
			holder, waiter := b.driver.NewSession(t.Context(), neo4j.SessionConfig{}), b.driver.NewSession(t.Context(), neo4j.SessionConfig{})
			defer func() {
				require.NoError(t, holder.Close(context.Background()))
				require.NoError(t, waiter.Close(context.Background()))
			}()
			first, err := holder.BeginTransaction(t.Context())
			require.NoError(t, err)
			result, err := first.Run(t.Context(), string(text), params)
			require.NoError(t, err)
			_, err = result.Consume(t.Context())
			require.NoError(t, err)
			done := make(chan error, 1)
			go func() {
				second, err := waiter.BeginTransaction(t.Context())
				if err == nil {
					_, err = second.Run(t.Context(), "MATCH (i:Identifier {token: $token}) SET i.token = i.token RETURN i.token", map[string]any{"token": token})
				}
				if err == nil {
					err = second.Commit(t.Context())
				}
				done <- err
			}()
			select {
			case <-done:
				t.Error("the identifier is not locked")
				done <- nil
			case <-time.After(500 * time.Millisecond):
			}
			require.NoError(t, first.Rollback(t.Context()))
			require.NoError(t, <-done)
		})
	}
}
