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

// memoryOptions are complete options on ports in memory.
func memoryOptions(m *memory) Options {
	log := logrus.New()
	log.SetLevel(logrus.PanicLevel)
	return Options{
		Stores: Stores{
			Records: m, Rings: m, Histories: m, Feedbacks: m, Verifications: m, Disputes: m, Runs: m, Register: m, Audit: m, Idempotency: m,
		},
		Detector: m, Ready: func(context.Context) error { return nil }, Log: log, Metrics: prometheus.NewRegistry(),
	}
}

func TestNew_NamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := New(Options{})
	require.EqualError(t, err, "api options: Stores.Records is missing")
	o := memoryOptions(&memory{})
	o.Metrics = nil
	_, err = New(o)
	require.EqualError(t, err, "api options: Metrics is missing")
	o = memoryOptions(&memory{})
	_, err = New(o)
	require.NoError(t, err)
	_, err = New(o)
	require.ErrorContains(t, err, "metrics", "a registry takes one API")
}

func TestAPI_Lifecycle(t *testing.T) {
	t.Parallel()
	startstoptest.Stress(t, func(t *testing.T) startstop.Service {
		a, err := New(memoryOptions(&memory{}))
		require.NoError(t, err)
		return a
	})
}
