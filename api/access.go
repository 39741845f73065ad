package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/graph"
)

// everyone is every kind of agency.
var everyone = graph.AgencyKinds[:]

// rights say what kinds of agency may do: the one table of it. An agency or a credential
// may be held to a part of what its kind may. docs/access.md is made of it.
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

// sight is what a kind of agency sees of a ring that it sees.
type sight struct {
	members []graph.Kind // whose tokens
	reports reportSight  // that others filed; an agency always sees the ids of its own
}

type reportSight string

const (
	ownReports reportSight = "its own"
	allReports reportSight = "its own; of others the filing agency's kind and a reference"
)

// sights say what kinds of agency see: telcos what they can cut off, banks what they can
// hold and whom it belongs to. Regulators watch over the whole and need no token.
var sights = map[graph.AgencyKind]sight{
	graph.Telco:     {[]graph.Kind{graph.Number, graph.Device}, ownReports},
	graph.Bank:      {[]graph.Kind{graph.Number, graph.Account}, ownReports},
	graph.Police:    {graph.Kinds[:], allReports},
	graph.Regulator: {nil, allReports},
	graph.Operator:  {graph.Kinds[:], allReports},
}

// access says which scope a route wants. A route that is not here may be used by nobody.
var access = map[string]graph.Scope{
	"POST /v1/records":            graph.RecordsWrite,
	"GET /v1/rings":               graph.RingsRead,
	"GET /v1/rings/:id":           graph.RingsRead,
	"GET /v1/rings/:id/members":   graph.MembersRead,
	"GET /v1/rings/:id/graph":     graph.MembersRead,
	"GET /v1/rings/:id/history":   graph.RingsRead,
	"POST /v1/rings/:id/feedback": graph.FeedbackWrite,
	"POST /v1/checks":             graph.ChecksMake,
	"GET /v1/runs":                graph.RunsRead,
	"GET /v1/runs/:id":            graph.RunsRead,
	"POST /v1/runs":               graph.RunsWrite,

	"GET /v1/reverifications":         graph.ReverificationsRead,
	"POST /v1/reverifications/:token": graph.ReverificationsAnswer,
	"GET /v1/revocations":             graph.RevocationsRead,
	"GET /v1/disputes":                graph.DisputesRead,
	"POST /v1/disputes":               graph.DisputesWrite,
	"POST /v1/disputes/:id/decision":  graph.DisputesDecide,
}

// public lists the routes that need no key.
var public = []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.yaml", "GET /docs"}

// scopesFor lists what an agency may do with a credential: what its kind may, held to what
// the agency is held to, held to what the credential is.
func scopesFor(a *graph.Agency, credential []graph.Scope) (scopes []graph.Scope) {
	for _, scope := range graph.Scopes {
		if slices.Contains(rights[scope], a.Kind) && among(scope, a.Scopes) && among(scope, credential) {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

// among reports whether a scope is one of those that something is held to.
func among(scope graph.Scope, held []graph.Scope) bool {
	return len(held) == 0 || slices.Contains(held, scope)
}

// record is what the caller is told of a record's id, and whether it may know of it at all.
func (c *caller) record(scopedID string) (told string, ok bool) {
	agency, _, _ := strings.Cut(scopedID, "/")
	switch {
	case agency == c.agency.ID:
		return scopedID, true
	case c.sight.reports == allReports:
		return c.register.reference(scopedID, agency), true
	}
	return "", false
}

// records lists what the caller is told of records' ids.
func (c *caller) records(ids []string) *[]string {
	seen := []string{}
	for _, id := range ids {
		if told, ok := c.record(id); ok {
			seen = append(seen, told)
		}
	}
	return &seen
}

// authorise refuses a caller that may not use the route.
func (a *API) authorise(c *gin.Context) {
	own := askedOf(c)
	if own.at.open || own.at.listed && own.by.may(own.at.scope) {
		return
	}
	scope, by := own.at.scope, own.by
	if slices.Contains(rights[scope], by.agency.Kind) {
		answerProblem(c, http.StatusForbidden, "The agency or its credential is held to less than the scope "+string(scope)+".")
		return
	}
	names := make([]string, len(rights[scope]))
	for i, kind := range rights[scope] {
		names[i] = string(kind)
	}
	answerProblem(c, http.StatusForbidden, "Only an agency of this kind may do this: "+strings.Join(names, ", ")+".")
}
