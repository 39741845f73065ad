package api

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ringwatch/ringwatch/api/check"
	"github.com/ringwatch/ringwatch/internal/intake"
)

// metrics are what the API counts. Labels come from routes and statuses, never from what a client
// sent.
type metrics struct {
	requests        *prometheus.CounterVec
	seconds         *prometheus.HistogramVec
	records         *prometheus.CounterVec
	unreadableLoads *prometheus.CounterVec
}

// newMetrics registers the metrics. It returns an error if the registry has them already.
func newMetrics(registry *prometheus.Registry, rings *check.Cache[published], unreadableRings func() int) (*metrics, error) {
	labels := []string{"method", "route", "class"}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_http_requests_total", Help: "Requests served.",
		}, labels),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ringwatch_http_request_seconds", Help: "Duration of requests.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, labels),
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_records_total", Help: "Records filed over HTTP, by outcome.",
		}, []string{"outcome"}),
		unreadableLoads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringwatch_unreadable_loads_total",
			Help: "Reads of rings or credentials that failed because what is stored is damaged, or because of a defect.",
		}, []string{"cache"}),
	}
	ringGauge := func(name, help string, value func(*published) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			if set := rings.Value(); set != nil {
				return value(set)
			}
			return math.NaN() // no rings were read yet
		})
	}
	for _, c := range []prometheus.Collector{
		m.requests, m.seconds, m.records, m.unreadableLoads,
		ringGauge("ringwatch_rings", "Flagged rings in memory: active and dormant ones.",
			func(s *published) float64 { return float64(s.Flagged) }),
		ringGauge("ringwatch_unreadable_rings", "Published rings that are left out because what is stored of them cannot be read.",
			func(s *published) float64 { return float64(s.unreadable + unreadableRings()) }),
		ringGauge("ringwatch_checkable_tokens", "Tokens in the index that checks are answered from.",
			func(s *published) float64 { return float64(s.Index.Len()) }),
		ringGauge("ringwatch_publication_sequence", "Sequence number of the publication in memory.",
			func(s *published) float64 { return float64(s.Publication.Sequence) }),
		ringGauge("ringwatch_publication_age_seconds", "Age of the publication in memory.", func(s *published) float64 {
			if s.Publication.At.IsZero() {
				return math.NaN()
			}
			return time.Since(s.Publication.At).Seconds()
		}),
	} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the API's metrics: %w", err)
		}
	}
	return m, nil
}

// series are the metrics of one endpoint's responses of one class.
type series struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

// request counts a response. It looks up the series by their labels once.
func (m *metrics) request(e *endpoint, status int, took time.Duration) {
	class := status / 100
	cached := &e.responses[class]
	s := cached.Load()
	if s == nil {
		name := strconv.Itoa(class) + "xx"
		s = &series{m.requests.WithLabelValues(e.method, e.pattern, name), m.seconds.WithLabelValues(e.method, e.pattern, name)}
		cached.Store(s)
	}
	s.requests.Inc()
	s.seconds.Observe(took.Seconds())
}

func (m *metrics) filed(counts intake.Counts) {
	m.records.WithLabelValues("created").Add(float64(counts.Created))
	m.records.WithLabelValues("unchanged").Add(float64(counts.Unchanged))
	m.records.WithLabelValues("withdrawn").Add(float64(counts.Withdrawn))
	m.records.WithLabelValues("refused").Add(float64(counts.Refused))
}
