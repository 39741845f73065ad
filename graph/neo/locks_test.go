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

// What must not be done at a time to an identifier locks it first: also one of which no time is
// known, whose properties that are not there can't be locked by setting them. And what waited for
// the lock leaves the identifier the name that it was given meanwhile.
func TestStatements_LockUndatedIdentifiers(t *testing.T) {
	token := string(numberOf(1, 0).Token)
	for statement, params := range map[cypher.Statement]map[string]any{
		cypher.UpdateSightings:            {"rows": []any{map[string]any{"node": nil, "token": token, "kind": "Number", "first_seen": nil, "last_seen": nil}}},
		cypher.DeleteOrphanIdentifiers:    {"tokens": []string{token}},
		cypher.ReadOpenDispute:            {"token": token, "agency": "axis"},
		cypher.ReadVerification:           {"token": token, "agency": "telco", "day": time.Now().UTC()},
		cypher.DeleteUnseenRings:          {"run": "run-9", "limit": 10, "max_relationships": 100},
		cypher.MergeEquivalentIdentifiers: {"tokens": []string{token}},
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

// An identifier that is renamed while a statement waits for it keeps its new name.
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
		time.Sleep(300 * time.Millisecond) // for it to find the identifier and wait
		require.NoError(t, renaming.Commit(t.Context()))
		require.NoError(t, <-done, title(statement))
		require.NoError(t, session.Close(t.Context()))
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier {token: '"+renamed+"'}) RETURN count(i)"), title(statement))
	}
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
