package api

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/spec"
	"github.com/ringwatch/ringwatch/graph"
)

// endpoint is what all tables say of a route. It is computed once, so that a request makes one
// lookup.
type endpoint struct {
	method, pattern string      // as metrics and log lines name them
	route           string      // method and path, such as "GET /v1/rings/{id}"; empty for unmatched requests
	public          bool        // needs no credential: the route is public, or the request matches none
	scope           graph.Scope // what the caller needs; empty if public or closed
	closed          bool        // in no table of package access: nobody may use it
	fromMemory      bool        // see memoryRoutes
	idempotent      bool        // see idempotentRoutes
	operation       *spec.Operation
	responses       [6]atomic.Pointer[series] // the metrics, by the first digit of the status
}

// endpointKey is a method and gin's pattern of a path.
type endpointKey struct{ method, pattern string }

// namedMethods are the methods that metrics and log lines name. A client may send any other.
var namedMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

// otherMethod stands for all others.
const otherMethod = "other"

// newEndpoints returns an endpoint for every route, and one without a pattern for unmatched
// requests of each method.
func newEndpoints(routes gin.RoutesInfo, contract *spec.Spec) map[endpointKey]*endpoint {
	all := make(map[endpointKey]*endpoint, len(routes)+len(namedMethods)+1)
	for _, method := range append([]string{otherMethod}, namedMethods...) {
		all[endpointKey{method, ""}] = &endpoint{method: method, pattern: "unmatched", public: true}
	}
	for _, r := range routes {
		path := specPath(r.Path)
		route := r.Method + " " + path
		scope, needsScope := access.RouteScope(route)
		public := access.Public(route)
		all[endpointKey{r.Method, r.Path}] = &endpoint{
			method: r.Method, pattern: r.Path, route: route,
			public: public, scope: scope, closed: !public && !needsScope,
			fromMemory: slices.Contains(memoryRoutes, route), idempotent: slices.Contains(idempotentRoutes, route),
			operation: contract.Operation(r.Method, path),
		}
	}
	return all
}

// endpointOf returns the endpoint of a request.
func (a *API) endpointOf(c *gin.Context) *endpoint {
	if e, ok := a.endpoints[endpointKey{c.Request.Method, c.FullPath()}]; ok {
		return e
	}
	return a.endpoints[endpointKey{otherMethod, ""}]
}

// specPath writes gin's /v1/rings/:id as openapi.yaml does: /v1/rings/{id}.
func specPath(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}
