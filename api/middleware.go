package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/api/spec"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/panics"
)

// longReadTimeout bounds reading the body of a request that may take longer than small ones.
const longReadTimeout = 3 * time.Minute

// extendReadDeadline gives more time to POST /v1/records, whose bodies are large, and to requests
// without a body, which may wait for Neo4j.
func extendReadDeadline(c *gin.Context) {
	if c.Request.ContentLength == 0 || stateOf(c).endpoint.route == "POST /v1/records" {
		// Only a test's writer has no deadline.
		_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(longReadTimeout))
	}
}

// Values of headers that many responses share. Nothing writes into the values of a header.
var noSniff, noStore, jsonTypes = []string{"nosniff"}, []string{"no-store"}, []string{jsonType}

// setHeaders sets the headers of every response.
func setHeaders(c *gin.Context) {
	header := c.Writer.Header()
	header["X-Content-Type-Options"] = noSniff
	header["Cache-Control"] = noStore
}

// observe logs and counts a request, without its path, query, headers and body.
func (a *API) observe(c *gin.Context) {
	state := stateOf(c)
	defer func() {
		status, took := state.Status(), a.now().Sub(state.startedAt)
		a.metrics.request(state.endpoint, status, took)
		// Polling, checks and refusals of too many requests would drown the rest. Metrics count
		// them.
		frequent := status == http.StatusTooManyRequests ||
			status < http.StatusBadRequest && (state.endpoint.method == http.MethodGet || state.endpoint.scope == graph.ChecksMake)
		if frequent && !a.logsDebug() {
			return
		}
		log := a.Log.WithFields(logrus.Fields{
			"method": state.endpoint.method, "route": state.endpoint.pattern, "status": status,
			"duration_ms": took.Milliseconds(), "agency": state.caller.Agency.ID, "request_id": state.id[0],
		})
		switch {
		case frequent:
			log.Debug("request served")
		case status >= http.StatusInternalServerError:
			log.Warn("request failed")
		default:
			log.Info("request served")
		}
	}()
	c.Next()
}

// logsDebug reports whether debug lines are logged. Building one takes longer than a check does.
func (a *API) logsDebug() bool {
	log, ok := a.Log.(interface{ IsLevelEnabled(logrus.Level) bool })
	return !ok || log.IsLevelEnabled(logrus.DebugLevel)
}

// recoverPanics responds to a panic with a problem, and logs where it was.
func (a *API) recoverPanics(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		a.Log.WithFields(panics.Describe(p).Fields()).WithField("request_id", requestID(c)).Error("a handler panicked")
		respondProblem(c, gen.ProblemInternal, internalDetail)
	}()
	c.Next()
}

// authorise refuses a caller that may not use the route.
func (a *API) authorise(c *gin.Context) {
	state := stateOf(c)
	e := state.endpoint
	if e.public || !e.closed && state.caller.May(e.scope) {
		return
	}
	var kinds []string
	for _, kind := range access.KindsWith(e.scope) {
		if kind == state.caller.Agency.Kind {
			respondProblem(c, gen.ProblemInsufficientScope,
				"This needs the scope "+string(e.scope)+", which the agency or its credential does not have. "+
					"Use another credential, or ask the operator for the scope.")
			return
		}
		kinds = append(kinds, string(kind))
	}
	respondProblem(c, gen.ProblemForbidden, "Only agencies of these kinds may do this: "+strings.Join(kinds, ", ")+".")
}

// validate refuses a request whose parameters violate the specification.
func (a *API) validate(c *gin.Context) {
	operation := stateOf(c).endpoint.operation
	if operation == nil {
		return // unmatched; a test compares routes and specification
	}
	wrong, err := operation.Validate(c.Request, func() map[string]string {
		params := make(map[string]string, len(c.Params))
		for _, p := range c.Params {
			params[p.Key] = p.Value
		}
		return params
	})
	switch {
	case errors.Is(err, spec.ErrQuery):
		respondProblem(c, gen.ProblemInvalidRequest,
			"The query of the URL is not well formed. Escape what is not a letter or a digit.")
	case len(wrong) > 0:
		respondProblem(c, gen.ProblemInvalidRequest, invalidDetail, wrong...)
	}
}
