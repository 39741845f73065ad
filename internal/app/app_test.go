package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/client"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
)

// never is a schedule that does not run during a test.
const never = "0 0 1 1 *"

// onPort0 returns options as serve makes them, for the package's Neo4j and any free port.
func onPort0(t *testing.T) Options {
	t.Helper()
	server := neotest.Server(t)
	return Options{
		Neo4j:  neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password(), Actor: Operator()},
		Listen: "127.0.0.1:0", Schedule: never, Version: "test",
	}
}

func TestApp_ServesWhatItIsStartedFor(t *testing.T) {
	neotest.Wipe(t)
	a, err := New(onPort0(t))
	require.NoError(t, err)
	require.Empty(t, a.Addr())
	require.NoError(t, a.Start(t.Context()))
	require.ErrorIs(t, a.Start(t.Context()), startstop.ErrStarted)

	response, err := http.Get(a.URL() + "/readyz")
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode, string(body))

	key, hash, err := access.NewKey()
	require.NoError(t, err)
	require.NoError(t, a.Store().Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "Axis", Kind: graph.Operator}, hash))
	require.NoError(t, a.Refresh(t.Context()))
	c, err := client.NewClientWithResponses(a.URL(), client.WithKey(key))
	require.NoError(t, err)
	filed, err := c.FileRecordsWithBodyWithResponse(t.Context(), "application/x-ndjson",
		strings.NewReader(`{"type":"report","id":"1","identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}`))
	require.NoError(t, err)
	require.NotNil(t, filed.JSON200, string(filed.Body))
	require.Equal(t, 1, filed.JSON200.Created)
	started, err := c.StartRunWithResponse(t.Context(), nil)
	require.NoError(t, err)
	require.NotNil(t, started.JSON202, string(started.Body))
	require.Eventually(t, func() bool {
		run, err := c.GetRunWithResponse(t.Context(), started.JSON202.Id)
		return err == nil && run.JSON200 != nil && run.JSON200.Status == client.Succeeded
	}, time.Minute, 20*time.Millisecond)

	addr := a.Addr()
	require.NoError(t, a.Stop(t.Context()))
	require.NoError(t, a.Stop(t.Context()))
	require.NoError(t, a.Err())
	select {
	case <-a.Done():
	default:
		t.Error("Done is not closed after Stop")
	}
	_, err = net.Dial("tcp", addr)
	require.Error(t, err)
}

func TestApp_StartsAndStops(t *testing.T) {
	o := onPort0(t)
	startstoptest.Stress(t, func(t *testing.T) startstop.Service {
		a, err := New(o)
		require.NoError(t, err)
		return a
	})
}

func TestApp_RunEndsWithItsContext(t *testing.T) {
	a, err := New(onPort0(t))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	require.Eventually(t, func() bool { return a.Addr() != "" }, time.Minute, 5*time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
}

func TestApp_StopsWhatItStartedIfThePortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	o := onPort0(t)
	o.Listen = taken.Addr().String()
	a, err := New(o)
	require.NoError(t, err)
	require.ErrorContains(t, a.Start(t.Context()), "address already in use")
	require.NoError(t, a.Stop(t.Context()))
}

func TestApp_NamesTheNeo4jThatIsNotThere(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, free.Close())
	uri := "bolt://" + free.Addr().String()
	a, err := New(Options{
		Neo4j:  neo.Options{URI: uri, User: "neo4j", Password: "hidden", Patience: time.Millisecond},
		Listen: "127.0.0.1:0", Schedule: never,
	})
	require.NoError(t, err)
	err = a.Start(t.Context())
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.ErrorContains(t, err, "is Neo4j up at "+uri)
	require.NotContains(t, err.Error(), "hidden")
	require.NoError(t, a.Stop(t.Context()))
}

func TestOptions_ErrorsNameTheField(t *testing.T) {
	for field, o := range map[string]Options{
		"Listen":    {Listen: "nowhere", Schedule: never},
		"Schedule":  {Listen: ":0", Schedule: "x"},
		"Retention": {Listen: ":0", Schedule: never, Retention: time.Hour},
		"Drain":     {Listen: ":0", Schedule: never, Drain: -1},
	} {
		_, err := New(o)
		require.ErrorContains(t, err, "app options: "+field)
	}
}

func TestClosers_LastInFirstOut(t *testing.T) {
	var order []string
	var c closers
	for _, name := range []string{"first", "second", "third"} {
		c.add(name, func() error {
			order = append(order, name)
			return io.ErrUnexpectedEOF
		})
	}
	err := c.close()
	require.Equal(t, []string{"third", "second", "first"}, order)
	require.ErrorContains(t, err, "stopping second: unexpected EOF")
	require.NoError(t, c.close())
}
