package neotest_test

import (
	"context"
	"os"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/neotest"
)

func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }

func TestWipe(t *testing.T) {
	server := neotest.Server(t)
	require.Same(t, server, neotest.Server(t), "one server a package")
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, driver.Close(context.Background())) })
	run := func(statement string) *neo4j.EagerResult {
		t.Helper()
		result, err := neo4j.ExecuteQuery(t.Context(), driver, statement, nil, neo4j.EagerResultTransformer)
		require.NoError(t, err)
		return result
	}
	run("UNWIND range(1, 11000) AS i CREATE (:A {i: i})-[:TO]->(:B)")

	neotest.Wipe(t)

	left := run("MATCH (n) RETURN count(n) AS nodes").Records[0].AsMap()["nodes"]
	require.Equal(t, int64(0), left)
}
