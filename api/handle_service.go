package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
)

// Health handles GET /healthz.
func (a *API) Health(c *gin.Context) {
	health := gen.Health{Status: "alive"}
	if a.Version != "" {
		health.Version = &a.Version
	}
	c.JSON(http.StatusOK, health)
}

// Readiness handles GET /readyz.
func (a *API) Readiness(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	if err := a.Ready(ctx); err != nil {
		a.Log.WithField("request_id", requestID(c)).WithError(err).Warn("not ready")
		respondProblem(c, gen.ProblemUnavailable, "Neo4j can't be reached.")
		return
	}
	c.JSON(http.StatusOK, gen.Health{Status: "ready"})
}

// Metrics handles GET /metrics.
func (a *API) Metrics(c *gin.Context) { a.scrape.ServeHTTP(c.Writer, c.Request) }

// Spec handles GET /openapi.yaml.
func (a *API) Spec(c *gin.Context) { c.Data(http.StatusOK, "application/yaml", openapiYAML) }

// Docs handles GET /docs.
func (a *API) Docs(c *gin.Context) {
	// The page has no scripts and loads nothing.
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	c.Data(http.StatusOK, "text/html; charset=utf-8", a.contract.docs)
}
