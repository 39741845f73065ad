package neo

import (
	"context"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// brokenDriver panics where a session is opened, as a defect in reading or writing would.
type brokenDriver struct{ neo4j.DriverWithContext }

func (brokenDriver) NewSession(context.Context, neo4j.SessionConfig) neo4j.SessionWithContext {
	panic("a defect")
}

// A panic in each parallel part reaches the caller, which can recover it.
func TestPanicsReachTheCaller(t *testing.T) {
	o := Options{URI: "bolt://127.0.0.1:1", User: "neo4j", Password: "x", Patience: time.Millisecond}
	store, err := Open(o)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close(context.Background())) }()
	store.driver = brokenDriver{store.driver}
	cache := &EvidenceCache{Evidence: store.Evidence, Log: logrus.New()}
	ring := graph.Ring{ID: "ring-a", Status: graph.Active}
	row := ringRow(&ring, "x")
	for name, call := range map[string]func(ctx context.Context){
		"reading all evidence": func(ctx context.Context) { _, _ = store.Evidence.readAll(ctx, evidenceCounts{1, 1, 1, 1, 1, 1}) },
		"reading what changed": func(ctx context.Context) { _, _ = cache.readDelta(ctx) },
		"comparing and deleting": func(ctx context.Context) {
			_ = store.Publications.Publish(ctx, graph.Lease{}, &graph.Run{}, &graph.NextPublication{})
		},
		"writing drafts": func(ctx context.Context) {
			_ = store.Publications.writeDrafts(ctx, "run-1", comparison{changed: []map[string]any{row}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				value := recover()
				require.IsType(t, &parallel.Panic{}, value)
				require.Equal(t, "a defect", value.(*parallel.Panic).Value)
			}()
			call(t.Context())
		})
	}
}
