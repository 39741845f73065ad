package jobs

import (
	"math"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestSchedule_Metrics(t *testing.T) {
	s, registry := &Schedule{}, prometheus.NewRegistry()
	registry.MustRegister(s.Metrics()...)
	gathered := func() map[string]float64 {
		families, err := registry.Gather()
		require.NoError(t, err)
		values := map[string]float64{}
		for _, f := range families {
			values[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
		}
		return values
	}
	require.True(t, math.IsNaN(gathered()["ringwatch_run_largest_component"]), "no run yet")
	s.latest.Store(&graph.Run{Counts: graph.RunCounts{
		Identifiers: 1, Hubs: 2, TooLarge: 3, LargestComponent: 4, LargestComponentBeforeHubs: 5,
	}})
	require.Equal(t, map[string]float64{
		"ringwatch_run_identifiers": 1, "ringwatch_run_hubs": 2, "ringwatch_run_too_large": 3,
		"ringwatch_run_largest_component": 4, "ringwatch_run_largest_component_before_hubs": 5,
	}, gathered())
}
