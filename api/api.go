package api

import (
	_ "embed"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/time/rate"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/check"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/api/spec"
	"github.com/ringwatch/ringwatch/internal/startstop"
)

// queryTimeout bounds a query to Neo4j that a request waits for, so that clients soon learn that it
// is down.
const queryTimeout = 10 * time.Second

//go:embed openapi.yaml
var openapiYAML []byte

// contract is openapi.yaml and the page at /docs.
type contract struct {
	*spec.Spec
	docs []byte
}

// loadContract parses the embedded openapi.yaml, once in a process.
var loadContract = sync.OnceValues(func() (*contract, error) {
	parsed, err := spec.Load(openapiYAML)
	if err != nil {
		return nil, err
	}
	docs, err := parsed.Docs()
	if err != nil {
		return nil, err
	}
	return &contract{parsed, docs}, nil
})

// setReleaseMode stops gin from printing every route on standard output. It sets a global variable
// of gin.
var setReleaseMode = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// API handles the requests of agencies. It is a startstop.Service.
type API struct {
	Options
	contract    *contract
	endpoints   map[endpointKey]*endpoint
	credentials *check.Cache[access.Credentials]
	rings       *check.Cache[published]
	audit       *auditWriter
	limits      *rateLimiter
	// unknownCredentials limits how often unknown credentials make the API read the register.
	unknownCredentials *rate.Limiter
	unreadableLog      *rate.Limiter // limits log lines about loads of caches
	background         startstop.Background
	metrics            *metrics
	scrape             http.Handler
	engine             *gin.Engine
}

var (
	_ gen.ServerInterface = (*API)(nil)
	_ startstop.Service   = (*API)(nil)
)

// New returns an API. It returns an error that names the field if a required option is missing, and
// an error if the metrics are registered already.
func New(o Options) (*API, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.UnreadableRings == nil {
		o.UnreadableRings = func() int { return 0 }
	}
	contract, err := loadContract()
	if err != nil {
		return nil, err
	}
	a := &API{
		Options:            o,
		contract:           contract,
		audit:              newAuditWriter(o.Stores.Audit, o.Log),
		limits:             newRateLimiter(o.Rates),
		unknownCredentials: rate.NewLimiter(unknownCredentialReads, unknownCredentialReads),
		unreadableLog:      rate.NewLimiter(rate.Every(time.Minute), 2),
		scrape:             promhttp.HandlerFor(o.Metrics, promhttp.HandlerOpts{Registry: o.Metrics}),
	}
	a.credentials = a.newCredentialsCache()
	a.rings = a.newRingCache()
	if a.metrics, err = newMetrics(o.Metrics, a.rings, o.UnreadableRings); err != nil {
		return nil, err
	}
	a.engine = a.routes()
	a.endpoints = newEndpoints(a.engine.Routes(), contract.Spec)
	a.background.Add(a.credentials.Run)
	a.background.Add(a.rings.Run)
	a.background.Add(a.audit.run)
	return a, nil
}

// Handler serves every route of openapi.yaml.
func (a *API) Handler() http.Handler { return a.engine }

func (a *API) routes() *gin.Engine {
	setReleaseMode()
	engine := gin.New()
	// A redirect would repeat the requested path.
	engine.RedirectTrailingSlash, engine.RedirectFixedPath = false, false
	engine.HandleMethodNotAllowed = true
	engine.ContextWithFallback = true // a *gin.Context ends with its request
	_ = engine.SetTrustedProxies(nil) // nil is always valid
	engine.Use(
		a.identify, a.observe, a.recoverPanics, setHeaders, extendReadDeadline,
		a.authenticate, a.limitRate, a.authorise, a.validate, a.replayResponse,
	)
	engine.NoRoute(func(c *gin.Context) {
		respondProblem(c, gen.ProblemNotFound, "This path does not exist. GET /docs lists all paths.")
	})
	engine.NoMethod(func(c *gin.Context) {
		respondProblem(c, gen.ProblemMethodNotAllowed,
			"This path does not support the method. The header Allow lists those that it supports.")
	})
	gen.RegisterHandlersWithOptions(engine, a, gen.GinServerOptions{
		// Valid parameters bind, so this is for what validation overlooks.
		ErrorHandler: func(c *gin.Context, _ error, _ int) {
			respondProblem(c, gen.ProblemInvalidRequest,
				"A parameter is not valid. GET /docs describes all parameters.")
		},
	})
	return engine
}
