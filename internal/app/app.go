package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/httpserve"
	"github.com/ringwatch/ringwatch/internal/scrub"
	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/jobs"
)

// closeWithin bounds how long closing the connections to Neo4j may take. It does not count towards
// Drain: what the last requests took is not missing there.
const closeWithin = 5 * time.Second

// App is the platform as one process. It is started once and stopped once.
type App struct {
	options  Options
	store    *neo.Store
	api      *api.API
	requests *scrub.Collector // around the API's handler
	server   *httpserve.Server
	schedule *jobs.Schedule

	mu      sync.Mutex // held by Start and Stop
	started bool
	stopped bool
	stopErr error
	closers closers
}

var _ startstop.Service = (*App)(nil)

// New returns an App. It connects to nothing yet. Its errors name the field of Options that is
// wrong.
func New(o Options) (*App, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	o.Neo4j.Log = o.Log
	store, err := neo.Open(o.Neo4j)
	if err != nil {
		return nil, err
	}
	a := &App{options: o, store: store}
	a.closers.add("neo4j", func() error {
		ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		return store.Close(ctx)
	})
	if err := a.assemble(); err != nil {
		return nil, errors.Join(err, a.closers.close())
	}
	return a, nil
}

// assemble makes the parts that Start starts.
func (a *App) assemble() (err error) {
	o, store := a.options, a.store
	detection := &jobs.Detection{
		Evidence: &neo.EvidenceCache{Evidence: store.Evidence, Log: o.Log}, Store: store.Detection, AsOf: time.Now,
		Params: o.Detection, Agencies: store.Register.ListAgencies, Holder: ProcessName(), Cache: &jobs.Cache{Log: o.Log},
	}
	if a.schedule, err = jobs.NewSchedule(o.Schedule, detection, store.Runs, o.Log); err != nil {
		return err
	}
	if o.Retention > 0 {
		a.schedule.Retention = &jobs.Retention{Store: store.Retention, MaxAge: o.Retention, Holder: ProcessName()}
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics.MustRegister(a.schedule.Metrics()...)
	a.api, err = api.New(api.Options{
		Stores: api.Stores{
			Records: store.Intake, Rings: store.Publications, Histories: store.Publications, Feedbacks: store.Reviews,
			Verifications: store.Reviews, Disputes: store.Reviews, Runs: store.Runs, Register: store.Register,
			Audit: store.Audit, Idempotency: store.Idempotency,
		},
		UnreadableRings: func() int { return len(store.Publications.Unreadable()) },
		Detector:        a.schedule, Ready: store.Ready, Log: o.Log, Metrics: metrics,
		Version: o.Version, Issuer: o.Issuer, Rates: o.Rates,
	})
	if err != nil {
		return err
	}
	a.requests = scrub.NewCollector(a.api.Handler())
	a.server = httpserve.New(a.requests, httpserve.Options{Addr: o.Listen, TLS: o.TLS, Log: o.Log})
	return nil
}

// Start prepares Neo4j and starts to serve. The context bounds the start alone. It returns
// startstop.ErrStarted if the App was started or stopped before, graph.ErrUnavailable if Neo4j
// can't be reached, and the error of listening. If it fails, it stops what it had started.
func (a *App) Start(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.started || a.stopped {
		return startstop.ErrStarted
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	a.started = true
	if err := a.start(ctx); err != nil {
		a.stopped, a.stopErr = true, a.closers.close()
		return errors.Join(err, a.stopErr)
	}
	return nil
}

func (a *App) start(ctx context.Context) error {
	log := a.options.Log
	log.WithField("neo4j", a.options.Neo4j.URI).Info("preparing Neo4j")
	if err := a.store.Prepare(ctx); err != nil {
		return ExplainUnavailable(err, a.options.Neo4j.URI)
	}
	if err := a.api.Start(ctx); err != nil {
		return err
	}
	// api.Stop has its own timeout for its last writes.
	a.closers.add("api", func() error { return a.api.Stop(context.Background()) })

	if err := a.requests.Start(ctx); err != nil {
		return err
	}
	a.closers.add("garbage collection", func() error { return a.requests.Stop(context.Background()) })

	// The schedule starts before the server: a request may trigger a run from the first moment. It
	// stops after it, when the last request has ended; a run under way is recorded as cancelled.
	if err := a.schedule.Start(ctx); err != nil {
		return err
	}
	// schedule.Stop has its own timeout for the last writes of a run.
	a.closers.add("schedule", func() error { return a.schedule.Stop(context.Background()) })

	if err := a.server.Start(ctx); err != nil {
		return err
	}
	a.closers.add("server", a.stopServer)
	log.WithFields(logrus.Fields{"api": a.URL(), "schedule": a.options.Schedule}).Info("serving")
	return nil
}

// stopServer lets requests end. To cut off those that take too long is a way to stop, not a
// failure.
func (a *App) stopServer() error {
	ctx, cancel := context.WithTimeout(context.Background(), a.options.Drain)
	defer cancel()
	err := a.server.Stop(ctx)
	if errors.Is(err, httpserve.ErrCutOff) {
		a.options.Log.WithError(err).WithField("after", a.options.Drain.String()).Warn("stopping")
		return nil
	}
	return err
}

// Stop stops everything in the reverse order of its start: requests end, within Drain, then a run,
// then the connections to Neo4j. It does not take longer when ctx ends later. It is safe to call
// twice, from several goroutines, and before Start.
func (a *App) Stop(context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.stopped {
		a.stopped, a.stopErr = true, a.closers.close()
	}
	return a.stopErr
}

// Run starts the App, serves until ctx ends or the server fails, and stops it.
func (a *App) Run(ctx context.Context) error {
	if err := a.Start(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-a.Done():
	}
	return errors.Join(a.Err(), a.Stop(context.WithoutCancel(ctx)))
}

// Addr returns the address of the API, such as 127.0.0.1:8080. It is empty before Start.
func (a *App) Addr() string { return a.server.Addr() }

// URL returns the base URL of the API. Call it after Start.
func (a *App) URL() string {
	scheme := "http"
	if a.options.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + a.Addr()
}

// Done returns a channel that is closed when the server serves no more.
func (a *App) Done() <-chan struct{} { return a.server.Done() }

// Err returns why the server stopped by itself; nil while it serves and after Stop.
func (a *App) Err() error { return a.server.Err() }

// Store returns the App's Neo4j. It is closed by Stop.
func (a *App) Store() *neo.Store { return a.store }

// Refresh makes the API see what was written to Neo4j until now, such as a new key. The API does so
// by itself within seconds.
func (a *App) Refresh(ctx context.Context) error { return a.api.Refresh(ctx) }

// ExplainUnavailable adds to graph.ErrUnavailable where Neo4j was expected.
func ExplainUnavailable(err error, uri string) error {
	if errors.Is(err, graph.ErrUnavailable) {
		return fmt.Errorf("%w: is Neo4j up at %s?", err, uri)
	}
	return err
}
