package jobs

import (
	"math"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ringwatch/ringwatch/graph"
)

// Metrics returns gauges of the latest run that succeeded in this process. They are not a number
// before the first. A run in another process does not change them.
func (s *Schedule) Metrics() []prometheus.Collector {
	gauge := func(name, help string, value func(*graph.RunCounts) int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			if run := s.latest.Load(); run != nil {
				return float64(value(&run.Counts))
			}
			return math.NaN()
		})
	}
	return []prometheus.Collector{
		gauge("ringwatch_run_identifiers", "Identifiers that the latest run read.",
			func(c *graph.RunCounts) int { return c.Identifiers }),
		gauge("ringwatch_run_hubs", "Identifiers that the latest run set aside, because strangers share them.",
			func(c *graph.RunCounts) int { return c.Hubs }),
		gauge("ringwatch_run_too_large", "Groups that the latest run parted, because they were too large.",
			func(c *graph.RunCounts) int { return c.TooLarge }),
		gauge("ringwatch_run_largest_component", "Identifiers of the largest connected component without hubs.",
			func(c *graph.RunCounts) int { return c.LargestComponent }),
		gauge("ringwatch_run_largest_component_before_hubs", "Identifiers of the largest connected component with hubs.",
			func(c *graph.RunCounts) int { return c.LargestComponentBeforeHubs }),
	}
}
