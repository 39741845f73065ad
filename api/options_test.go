package api

import (
	"context"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
)

// memoryOptions returns complete options on a test graph.
func memoryOptions(g *testGraph) Options {
	log := logrus.New()
	log.SetLevel(logrus.PanicLevel)
	return Options{
		Stores: Stores{
			Records: g, Rings: g, Histories: g, Feedbacks: g, Verifications: g, Disputes: g, Runs: g, Register: g, Audit: g, Idempotency: g,
		},
		Detector: g, Ready: func(context.Context) error { return nil }, Log: log, Metrics: prometheus.NewRegistry(),
	}
}

func TestNew_NamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := New(Options{})
	require.EqualError(t, err, "api options: Stores.Records is missing")
	o := memoryOptions(newTestGraph())
	o.Metrics = nil
	_, err = New(o)
	require.EqualError(t, err, "api options: Metrics is missing")
	o = memoryOptions(newTestGraph())
	_, err = New(o)
	require.NoError(t, err)
	_, err = New(o)
	require.ErrorContains(t, err, "metrics", "a registry takes one API")
}

func TestAPI_Lifecycle(t *testing.T) {
	t.Parallel()
	startstoptest.Stress(t, func(t *testing.T) startstop.Service {
		a, err := New(memoryOptions(newTestGraph()))
		require.NoError(t, err)
		return a
	})
}
