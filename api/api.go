package api

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/sirupsen/logrus"

	"golang.org/x/time/rate"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

//go:embed openapi.yaml
var specification []byte

// Detector starts detection runs.
type Detector interface {
	// Trigger starts a run in the background and returns it as it begins; by is
	// recorded as its trigger. It fails with graph.ErrConflict while one is under
	// way, with graph.ErrUnavailable, and with the context's error.
	Trigger(ctx context.Context, by string) (graph.Run, error)
}

// Options say what the API stands on. All but Version, Issuer and Rates are mandatory.
type Options struct {
	Records   graph.RecordStore
	Rings     graph.RingReader
	Histories graph.HistoryReader
	Feedbacks graph.FeedbackStore
	// What follows from rings, and the way back.
	Verifications graph.VerificationStore
	Disputes      graph.DisputeStore

	Runs      graph.RunReader
	Registrar graph.RegisterReader
	Audit     graph.AuditLog
	Replays   graph.IdempotencyStore
	Detector  Detector
	// Ready tells whether Neo4j answers now. It is called with a deadline.
	Ready   func(context.Context) error
	Log     logrus.FieldLogger
	Metrics *prometheus.Registry
	Version string // shown by /healthz
	// Issuer is whose bearer tokens are taken beside keys; nil for nobody's.
	Issuer Issuer
	// Rates bound what one agency may ask.
	Rates Rates
}

func (o *Options) validate() error {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"Records", o.Records == nil}, {"Rings", o.Rings == nil}, {"Histories", o.Histories == nil}, {"Feedbacks", o.Feedbacks == nil}, {"Verifications", o.Verifications == nil}, {"Disputes", o.Disputes == nil}, {"Runs", o.Runs == nil}, {"Registrar", o.Registrar == nil}, {"Audit", o.Audit == nil}, {"Replays", o.Replays == nil},
		{"Detector", o.Detector == nil}, {"Ready", o.Ready == nil}, {"Log", o.Log == nil}, {"Metrics", o.Metrics == nil},
	} {
		if field.missing {
			return errors.New("api options: " + field.name + " is missing")
		}
	}
	return nil
}

// API answers requests.
type API struct {
	Options
	spec      *openapi3.T
	docs      []byte
	endpoints map[endpointKey]*endpoint
	registrar *kept[register]
	rings     *kept[ringSet]
	recorder  *recorder
	limits    *limits
	unknown   *rate.Limiter // looks for credentials that are not known
	stop      func()        // what Start began; nil while nothing is
	metrics   *metrics
	scrape    http.Handler
	engine    *gin.Engine
}

var _ gen.ServerInterface = (*API)(nil)

// New returns an API on what the options name.
func New(o Options) (*API, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	spec, err := loadSpec()
	if err != nil {
		return nil, err
	}
	docs, err := renderDocs(spec)
	if err != nil {
		return nil, err
	}
	a := &API{
		Options:   o,
		spec:      spec,
		docs:      docs,
		registrar: newRegistrar(o.Registrar),
		recorder:  newRecorder(o.Audit, o.Log),
		limits:    newLimits(o.Rates),
		unknown:   rate.NewLimiter(unknownLooks, unknownLooks),
		rings:     newRingCache(o.Rings),
		scrape:    promhttp.HandlerFor(o.Metrics, promhttp.HandlerOpts{Registry: o.Metrics}),
	}
	if a.metrics, err = newMetrics(o.Metrics, a.rings); err != nil {
		return nil, err
	}
	a.engine = a.routes()
	a.endpoints = newEndpoints(a.engine.Routes(), operations(spec, a.engine.Routes()))
	return a, nil
}

// Handler answers every route of openapi.yaml.
func (a *API) Handler() http.Handler { return a.engine }

func loadSpec() (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	spec, err := loader.LoadFromData(specification)
	if err != nil {
		return nil, fmt.Errorf("reading openapi.yaml: %w", err)
	}
	if err := spec.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("checking openapi.yaml: %w", err)
	}
	return spec, nil
}

func (a *API) routes() *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // or gin prints every route on standard output
	engine := gin.New()
	// A redirect would repeat the path that was asked for.
	engine.RedirectTrailingSlash, engine.RedirectFixedPath = false, false
	engine.HandleMethodNotAllowed = true
	engine.ContextWithFallback = true // a *gin.Context ends with its request
	_ = engine.SetTrustedProxies(nil) // nil is always valid
	engine.Use(a.identify, a.observe, a.recovered, headers, patient, a.authenticate, a.limit, a.authorise, a.conform, a.replay)
	engine.NoRoute(func(c *gin.Context) { answerProblem(c, http.StatusNotFound, "There is no such route.") })
	engine.NoMethod(func(c *gin.Context) {
		answerProblem(c, http.StatusMethodNotAllowed, "This route has no such method; Allow says which it has.")
	})
	gen.RegisterHandlersWithOptions(engine, a, gen.GinServerOptions{
		// What the specification lets through binds, so this is for what it overlooks.
		ErrorHandler: func(c *gin.Context, _ error, status int) {
			answerProblem(c, status, "A parameter is not as it must be.")
		},
	})
	return engine
}
