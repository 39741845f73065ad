package access

import (
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// everyone is every kind of agency.
var everyone = graph.AgencyKinds[:]

// rights says which kinds of agency have each scope. An agency or a credential may be restricted to
// some of the scopes of its kind.
var rights = map[graph.Scope][]graph.AgencyKind{
	graph.RecordsWrite:  everyone,
	graph.RingsRead:     everyone,
	graph.MembersRead:   {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	graph.ChecksMake:    {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	graph.FeedbackWrite: everyone,
	graph.RunsRead:      everyone,
	graph.RunsWrite:     {graph.Operator},

	graph.ReverificationsRead:   {graph.Telco, graph.Police, graph.Operator},
	graph.ReverificationsAnswer: {graph.Telco},
	graph.RevocationsRead:       {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	graph.DisputesRead:          everyone,
	graph.DisputesWrite:         {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	graph.DisputesDecide:        {graph.Police, graph.Regulator, graph.Operator},
}

// routeScopes says which scope each route needs. A route that is neither here nor public is closed
// to everybody.
var routeScopes = map[string]graph.Scope{
	"POST /v1/records":             graph.RecordsWrite,
	"GET /v1/rings":                graph.RingsRead,
	"GET /v1/rings/{id}":           graph.RingsRead,
	"GET /v1/rings/{id}/members":   graph.MembersRead,
	"GET /v1/rings/{id}/graph":     graph.MembersRead,
	"GET /v1/rings/{id}/history":   graph.RingsRead,
	"POST /v1/rings/{id}/feedback": graph.FeedbackWrite,
	"POST /v1/checks":              graph.ChecksMake,
	"GET /v1/runs":                 graph.RunsRead,
	"GET /v1/runs/{id}":            graph.RunsRead,
	"POST /v1/runs":                graph.RunsWrite,

	"GET /v1/reverifications":          graph.ReverificationsRead,
	"POST /v1/reverifications/{token}": graph.ReverificationsAnswer,
	"GET /v1/revocations":              graph.RevocationsRead,
	"GET /v1/disputes":                 graph.DisputesRead,
	"POST /v1/disputes":                graph.DisputesWrite,
	"POST /v1/disputes/{id}/decision":  graph.DisputesDecide,
}

// publicRoutes need no credential.
var publicRoutes = []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.yaml", "GET /docs"}

// RouteScope returns the scope that a route needs, such as "GET /v1/rings/{id}"; ok is false for
// public routes and for routes that are in no table.
func RouteScope(route string) (scope graph.Scope, ok bool) {
	scope, ok = routeScopes[route]
	return scope, ok
}

// RouteScopes returns the scopes of all routes that need one.
func RouteScopes() map[string]graph.Scope { return maps.Clone(routeScopes) }

// Public reports whether a route needs no credential.
func Public(route string) bool { return slices.Contains(publicRoutes, route) }

// KindsWith returns the kinds of agency that have a scope.
func KindsWith(scope graph.Scope) []graph.AgencyKind { return rights[scope] }

// Scopes returns what an agency may do with a credential: the scopes of its kind, restricted to
// those of the agency and to those of the credential. An empty restriction restricts nothing.
func Scopes(a *graph.Agency, credential []graph.Scope) (scopes []graph.Scope) {
	for _, scope := range graph.Scopes {
		if slices.Contains(rights[scope], a.Kind) && permits(a.Scopes, scope) && permits(credential, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

func permits(restriction []graph.Scope, scope graph.Scope) bool {
	return len(restriction) == 0 || slices.Contains(restriction, scope)
}
