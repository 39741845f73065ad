package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"ringwatch/graph"
)

// everyone is every kind of agency.
var everyone = graph.AgencyKinds[:]

// access says which kinds of agency may use a route. A route that is not here may
// be used by nobody.
var access = map[string][]graph.AgencyKind{
	"POST /v1/records":            everyone,
	"GET /v1/rings":               everyone,
	"GET /v1/rings/:id":           everyone,
	"GET /v1/rings/:id/members":   everyone,
	"GET /v1/rings/:id/graph":     everyone,
	"GET /v1/rings/:id/history":   everyone,
	"POST /v1/rings/:id/feedback": everyone,
	"GET /v1/runs":                everyone,
	"GET /v1/runs/:id":            everyone,
	"POST /v1/runs":               {graph.Operator},
}

// public lists the routes that need no key.
var public = []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.yaml", "GET /docs"}

// seesReport says whether an agency may see the id of a report, which names the
// agency that filed it.
func seesReport(a graph.Agency, scopedID string) bool {
	switch a.Kind {
	case graph.Police, graph.Regulator, graph.Operator:
		return true
	}
	return strings.HasPrefix(scopedID, a.ID+"/")
}

// route is the request's route as access and public name it; empty when there is
// no such route.
func route(c *gin.Context) string {
	if c.FullPath() == "" {
		return ""
	}
	return c.Request.Method + " " + c.FullPath()
}

// open reports whether a request needs no key: its route is public, or there is none.
func open(c *gin.Context) bool { return route(c) == "" || slices.Contains(public, route(c)) }

// authorise refuses an agency that is not of a kind for the route.
func (a *API) authorise(c *gin.Context) {
	if open(c) {
		return
	}
	kinds := access[route(c)]
	if slices.Contains(kinds, caller(c).Kind) {
		return
	}
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	answerProblem(c, http.StatusForbidden, "Only an agency of this kind may do this: "+strings.Join(names, ", ")+".")
}
