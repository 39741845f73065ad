package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
)

// Health answers GET /healthz.
func (a *API) Health(c *gin.Context) {
	health := gen.Health{Status: "alive"}
	if a.Version != "" {
		health.Version = &a.Version
	}
	c.JSON(http.StatusOK, health)
}

// Readiness answers GET /readyz.
func (a *API) Readiness(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	if err := a.Ready(ctx); err != nil {
		a.Log.WithField("request_id", requestID(c)).WithError(err).Warn("not ready")
		answerProblem(c, http.StatusServiceUnavailable, "Neo4j can't be reached.")
		return
	}
	c.JSON(http.StatusOK, gen.Health{Status: "ready"})
}

// Metrics answers GET /metrics.
func (a *API) Metrics(c *gin.Context) { a.scrape.ServeHTTP(c.Writer, c.Request) }

// Spec answers GET /openapi.yaml.
func (a *API) Spec(c *gin.Context) { c.Data(http.StatusOK, "application/yaml", specification) }

// Docs answers GET /docs.
func (a *API) Docs(c *gin.Context) {
	// The page holds no script and asks nobody for anything.
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	c.Data(http.StatusOK, "text/html; charset=utf-8", a.docs)
}
