package api

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
)

// Options configure an API. UnreadableRings, Version, Issuer and Rates may be left zero; the rest
// is required.
type Options struct {
	Stores   Stores
	Detector Detector
	// Ready returns an error while Neo4j does not answer. Its context has a deadline.
	Ready func(context.Context) error
	// UnreadableRings returns how many published rings the last read left out because what is
	// stored of them is damaged. Nil is none.
	UnreadableRings func() int
	Log             logrus.FieldLogger
	// Metrics takes the API's metrics and is served at /metrics. One registry serves one API.
	Metrics *prometheus.Registry
	Version string // shown by /healthz
	// Issuer verifies the bearer tokens that are accepted in addition to keys. Nil accepts none.
	Issuer Issuer
	// Rates limit what one agency may request of this process.
	Rates Rates

	now func() time.Time // the clock of caches and credentials; nil is time.Now
}

// Stores are the ports of the graph that the API uses. All are required.
type Stores struct {
	Records       graph.RecordStore
	Rings         graph.RingReader
	Histories     graph.HistoryReader
	Feedbacks     graph.FeedbackStore
	Verifications graph.VerificationStore
	Disputes      graph.DisputeStore
	Runs          graph.RunReader
	Register      graph.RegisterReader
	Audit         graph.AuditLog
	Idempotency   graph.IdempotencyStore
}

// Detector starts detection runs.
type Detector interface {
	// Trigger starts a run in the background and returns it as it begins. The log of runs names the
	// trigger. It returns graph.ErrConflict while a run is in progress, graph.ErrUnavailable, or
	// the context's error.
	Trigger(ctx context.Context, trigger string) (graph.Run, error)
}

// validate returns an error that names the first field that is missing.
func (o *Options) validate() error {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"Stores.Records", o.Stores.Records == nil},
		{"Stores.Rings", o.Stores.Rings == nil},
		{"Stores.Histories", o.Stores.Histories == nil},
		{"Stores.Feedbacks", o.Stores.Feedbacks == nil},
		{"Stores.Verifications", o.Stores.Verifications == nil},
		{"Stores.Disputes", o.Stores.Disputes == nil},
		{"Stores.Runs", o.Stores.Runs == nil},
		{"Stores.Register", o.Stores.Register == nil},
		{"Stores.Audit", o.Stores.Audit == nil},
		{"Stores.Idempotency", o.Stores.Idempotency == nil},
		{"Detector", o.Detector == nil},
		{"Ready", o.Ready == nil},
		{"Log", o.Log == nil},
		{"Metrics", o.Metrics == nil},
	} {
		if field.missing {
			return errors.New("api options: " + field.name + " is missing")
		}
	}
	return nil
}
