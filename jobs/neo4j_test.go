package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// onNeo4j returns a started schedule on an empty Neo4j. It never ticks by itself.
func onNeo4j(t *testing.T, d *Detection) (*Schedule, *neo.Store, *test.Hook) {
	t.Helper()
	server := neotest.Server(t)
	neotest.Wipe(t)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	require.NoError(t, store.Prepare(t.Context()))
	d.Store = store.Detection
	if d.Evidence == nil {
		d.Evidence = store.Evidence
	}
	log, hook := test.NewNullLogger()
	s, err := NewSchedule("0 0 1 1 *", d, store.Runs, log)
	require.NoError(t, err)
	s.pollEvery = 100 * time.Millisecond
	require.NoError(t, s.Start(t.Context()))
	t.Cleanup(stopping(t, s))
	return s, store, hook
}

// query runs a Cypher statement behind the store's back.
func query(t *testing.T, statement string) []*neo4j.Record {
	t.Helper()
	server := neotest.Server(t)
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	require.NoError(t, err)
	defer func() { require.NoError(t, driver.Close(context.Background())) }()
	result, err := neo4j.ExecuteQuery(t.Context(), driver, statement, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	return result.Records
}
