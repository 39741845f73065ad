package api

import (
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/graph"
)

// endpoint is what the tables say of a route, put together once: a request looks up its
// endpoint and asks no table after that. The tables decide; this only keeps what they say.
type endpoint struct {
	method, pattern string // as metrics and the log name them
	route           string // as the tables name it; empty where there is no such route
	open            bool   // needs no key: it is public, or there is no such route
	listed          bool   // in access: a route that isn't may be used by nobody
	scope           graph.Scope
	fromMemory      bool
	replayable      bool
	specified       *routers.Route            // nil where the specification doesn't have it
	answered        [6]atomic.Pointer[series] // by the class of the status
}

// endpointKey is a method and gin's pattern of a path.
type endpointKey struct{ method, pattern string }

// named are the methods that metrics and the log name; a client may make up any other.
var named = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// otherMethod stands for the rest of them.
const otherMethod = "other"

// newEndpoints has an endpoint for every route, and one without a pattern for what no route
// takes.
func newEndpoints(routes gin.RoutesInfo, specified map[string]*routers.Route) map[endpointKey]*endpoint {
	all := make(map[endpointKey]*endpoint, len(routes)+len(named)+1)
	for _, method := range append([]string{otherMethod}, named...) {
		all[endpointKey{method, ""}] = &endpoint{method: method, pattern: "unmatched", open: true}
	}
	for _, r := range routes {
		route := r.Method + " " + r.Path
		scope, listed := access[route]
		all[endpointKey{r.Method, r.Path}] = &endpoint{
			method: r.Method, pattern: r.Path, route: route, open: slices.Contains(public, route), listed: listed, scope: scope,
			fromMemory: slices.Contains(fromMemory, route), replayable: slices.Contains(replayable, route), specified: specified[route],
		}
	}
	return all
}

// endpointOf is where a request goes.
func (a *API) endpointOf(c *gin.Context) *endpoint {
	if at, ok := a.endpoints[endpointKey{c.Request.Method, c.FullPath()}]; ok {
		return at
	}
	return a.endpoints[endpointKey{otherMethod, ""}]
}
