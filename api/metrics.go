package api

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ringwatch/ringwatch/internal/intake"
)

// metrics are what the API counts. Labels come from the route table and the status
// alone, never from what was sent.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	records  *prometheus.CounterVec
}

func newMetrics(registry *prometheus.Registry, rings *kept[ringSet]) (*metrics, error) {
	labels := []string{"method", "route", "class"}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_http_requests_total", Help: "Requests answered.",
		}, labels),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ringwatch_http_request_seconds", Help: "How long requests took.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, labels),
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_records_total", Help: "Records that were filed over HTTP, by what became of them.",
		}, []string{"outcome"}),
	}
	ofRings := func(name, help string, value func(*ringSet) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			if set := rings.current(); set != nil {
				return value(set)
			}
			return math.NaN() // nobody asked for rings yet
		})
	}
	for _, c := range []prometheus.Collector{
		m.requests, m.seconds, m.records,
		ofRings("ringwatch_rings", "Rings in memory that are flagged: neither closed nor dismissed.", func(s *ringSet) float64 { return float64(s.flagged) }),
		ofRings("ringwatch_checkable_tokens", "Tokens in memory that checks are answered from.", func(s *ringSet) float64 { return float64(s.index.count) }),
		ofRings("ringwatch_publication_sequence", "The publication held in memory.", func(s *ringSet) float64 { return float64(s.publication.Sequence) }),
		ofRings("ringwatch_publication_age_seconds", "How long ago that publication was made.", func(s *ringSet) float64 {
			if s.publication.At.IsZero() {
				return math.NaN()
			}
			return time.Since(s.publication.At).Seconds()
		}),
	} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the API's metrics: %w", err)
		}
	}
	return m, nil
}

// series are those of a route's answers of a class.
type series struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

// request counts an answer. Its series are looked up by their labels once.
func (m *metrics) request(at *endpoint, status int, took time.Duration) {
	class := status / 100
	place := &at.answered[class]
	own := place.Load()
	if own == nil {
		name := strconv.Itoa(class) + "xx"
		own = &series{m.requests.WithLabelValues(at.method, at.pattern, name), m.seconds.WithLabelValues(at.method, at.pattern, name)}
		place.Store(own)
	}
	own.requests.Inc()
	own.seconds.Observe(took.Seconds())
}

func (m *metrics) filed(counts intake.Counts) {
	m.records.WithLabelValues("created").Add(float64(counts.Created))
	m.records.WithLabelValues("unchanged").Add(float64(counts.Unchanged))
	m.records.WithLabelValues("withdrawn").Add(float64(counts.Withdrawn))
	m.records.WithLabelValues("refused").Add(float64(counts.Refused))
}
