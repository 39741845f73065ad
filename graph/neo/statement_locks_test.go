package neo_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Statements that must not run on one identifier at the same time lock it first: also one without
// times, whose missing properties can't be locked by setting them. A statement that waited for the
// lock leaves the identifier the token that it got meanwhile.
func TestStatements_LockUndatedIdentifiers(t *testing.T) {
	token := string(numberOf(1, 0).Token)
	for statement, params := range map[cypher.Statement]map[string]any{
		cypher.UpdateSightings:         {"rows": []any{map[string]any{"node": nil, "token": token, "kind": "Number", "first_seen": nil, "last_seen": nil}}},
		cypher.DeleteOrphanIdentifiers: {"tokens": []string{token}},
		cypher.ReadOpenDispute:         {"token": token, "agency": "axis"},
		cypher.ReadVerification:        {"token": token, "agency": "telco", "day": time.Now().UTC()},
		cypher.DeleteUnseenRings:       {"run": "run-9", "limit": 10, "max_relationships": 100},
		cypher.MoveEvidence:            {"rows": []any{map[string]any{"from": token, "to": string(numberOf(1, 1).Token), "as": token, "agency": nil, "except": []string{}}}},
	} {
		t.Run(title(statement), func(t *testing.T) {
			b := setup(t)
			b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(1, 1)}})
			b.execute(t, "MATCH (i:Identifier {token: '"+token+"'}) CREATE (i)-[:MEMBER_OF]->(:RingDraft {run: 'run-1'}) CREATE (:Equivalence {token: '"+token+"', first: 'tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb'})")
			if rows, ok := params["rows"]; ok {
				rows.([]any)[0].(map[string]any)["node"] = b.count(t, "MATCH (i:Identifier {token: '"+token+"'}) RETURN id(i)")
			}
			holder, waiter := b.driver.NewSession(t.Context(), neo4j.SessionConfig{}), b.driver.NewSession(t.Context(), neo4j.SessionConfig{})
			defer func() {
				require.NoError(t, holder.Close(context.Background()))
				require.NoError(t, waiter.Close(context.Background()))
			}()
			first, err := holder.BeginTransaction(t.Context())
			require.NoError(t, err)
			result, err := first.Run(t.Context(), string(statement), params)
			require.NoError(t, err)
			_, err = result.Consume(t.Context())
			require.NoError(t, err)
			done := make(chan error, 1)
			go func() {
				second, err := waiter.BeginTransaction(t.Context())
				if err == nil {
					_, err = second.Run(t.Context(), "MATCH (i:Identifier {token: $token}) SET i:Identifier RETURN i.token", map[string]any{"token": token})
				}
				if err == nil {
					err = second.Commit(t.Context())
				}
				done <- err
			}()
			require.True(t, b.blocks(t, done), "the identifier is not locked")
			require.NoError(t, first.Rollback(t.Context()))
			require.NoError(t, <-done)
		})
	}
}

// An identifier that is renamed while a statement waits for it has its new token afterwards.
func TestStatements_LeaveNewNames(t *testing.T) {
	token, renamed := string(numberOf(1, 0).Token), string(numberOf(2, 0).Token)
	for statement, params := range map[cypher.Statement]map[string]any{
		cypher.DeleteOrphanIdentifiers: {"tokens": []string{token}},
		cypher.ReadOpenDispute:         {"token": token, "agency": "axis"},
		cypher.ReadVerification:        {"token": token, "agency": "telco", "day": time.Now().UTC()},
		cypher.DeleteUnseenRings:       {"run": "run-9", "limit": 10, "max_relationships": 100},
	} {
		b := setup(t)
		b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0)}})
		b.execute(t, "MATCH (i:Identifier {token: '"+token+"'}) CREATE (i)-[:MEMBER_OF]->(:RingDraft {run: 'run-1'})")
		session := b.driver.NewSession(t.Context(), neo4j.SessionConfig{})
		renaming, err := session.BeginTransaction(t.Context())
		require.NoError(t, err)
		result, err := renaming.Run(t.Context(), "MATCH (i:Identifier {token: $token}) SET i.token = $renamed", map[string]any{"token": token, "renamed": renamed})
		require.NoError(t, err)
		_, err = result.Consume(t.Context())
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() {
			_, err := neo4j.ExecuteQuery(t.Context(), b.driver, string(statement), params, neo4j.EagerResultTransformer)
			done <- err
		}()
		require.True(t, b.blocks(t, done), "it finds the identifier and waits")
		require.NoError(t, renaming.Commit(t.Context()))
		require.NoError(t, <-done, title(statement))
		require.NoError(t, session.Close(t.Context()))
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier {token: '"+renamed+"'}) RETURN count(i)"), title(statement))
	}
}

// blocks waits until a transaction waits for a lock. It returns false where the one that was to
// wait is done.
func (b *bundle) blocks(t *testing.T, done chan error) bool {
	t.Helper()
	for b.count(t, "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") == 0 {
		select {
		case err := <-done:
			done <- err
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
	return true
}

// execute runs a statement behind the store's back.
func (b *bundle) execute(t *testing.T, statement string) {
	t.Helper()
	_, err := neo4j.ExecuteQuery(t.Context(), b.driver, statement, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
}

// title is the first line of a statement, its comment.
func title(s cypher.Statement) string {
	line, _, _ := strings.Cut(string(s), "\n")
	return strings.TrimPrefix(line, "// ")
}
