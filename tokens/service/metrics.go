package service

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics count requests, and elements by agency. The service knows nothing else.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	elements *prometheus.CounterVec
	used     *prometheus.GaugeVec
	share    *prometheus.GaugeVec
	seconds  prometheus.Histogram
}

func newMetrics() (*metrics, error) {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_tokens_requests_total",
			Help: "Requests answered, by status.",
		}, []string{"status"}),
		elements: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_tokens_elements_total",
			Help: "Elements evaluated.",
		}, []string{"agency", "epoch"}),
		used: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "ringwatch_tokens_used",
			Help: "How much of the day's allowance an agency has used, as of its last request.",
		}, []string{"agency"}),
		share: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "ringwatch_tokens_used_ratio",
			Help: "The same as a share of its allowance.",
		}, []string{"agency"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ringwatch_tokens_evaluation_seconds",
			Help:    "How long the evaluation of a batch took.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.elements, m.used, m.share, m.seconds} {
		if err := m.registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering metrics: %w", err)
		}
	}
	return m, nil
}

func (m *metrics) charged(agency Agency, used int) {
	m.used.WithLabelValues(agency.ID).Set(float64(used))
	m.share.WithLabelValues(agency.ID).Set(float64(used) / float64(agency.Allowance))
}

func (m *metrics) evaluated(agency Agency, epoch, elements int, duration time.Duration) {
	m.elements.WithLabelValues(agency.ID, strconv.Itoa(epoch)).Add(float64(elements))
	m.seconds.Observe(duration.Seconds())
}

// Metrics returns a handler that serves the metrics in the format of Prometheus. They show how much
// each agency asks for, so serve them to the custodian only, not on the agencies' listener.
func (s *Service) Metrics() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{})
}
