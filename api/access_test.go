package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// mayUse repeats which kinds of agency may use each route, so that nobody changes that by accident.
// All may use the routes that are not here.
var mayUse = map[string][]graph.AgencyKind{
	"POST /v1/runs":             {graph.Operator},
	"POST /v1/checks":           {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	"GET /v1/rings/:id/members": {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	"GET /v1/rings/:id/graph":   {graph.Telco, graph.Bank, graph.Police, graph.Operator},

	"GET /v1/reverifications":         {graph.Telco, graph.Police, graph.Operator},
	"POST /v1/reverifications/:token": {graph.Telco},
	"GET /v1/revocations":             {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	"POST /v1/disputes":               {graph.Telco, graph.Bank, graph.Police, graph.Operator},
	"POST /v1/disputes/:id/decision":  {graph.Police, graph.Regulator, graph.Operator},
}

// routeRequest returns a request that succeeds for every agency that may use the route.
func routeRequest(r routeInfo, ringID string) *http.Request {
	bodies := map[string]string{
		"POST /v1/records":                report("A"),
		"POST /v1/rings/:id/feedback":     `{"verdict":"confirmed","reason":"other"}`,
		"POST /v1/checks":                 `{"tokens":["` + token + `"]}`,
		"POST /v1/reverifications/:token": `{"finding":"verified","reason":"other","day":"2026-05-01"}`,
		"POST /v1/disputes":               `{"token":"` + token + `","reason":"other"}`,
		"POST /v1/disputes/:id/decision":  `{"status":"rejected","reason":"other"}`,
	}
	name := r.Method + " " + r.Path
	id := ringID
	if strings.HasPrefix(r.Path, "/v1/runs") {
		id = "run-1"
	}
	if strings.HasPrefix(r.Path, "/v1/disputes") {
		id = "dispute-1"
	}
	path := strings.NewReplacer(":id", id, ":token", token).Replace(r.Path)
	request := httptest.NewRequest(r.Method, path, strings.NewReader(bodies[name]))
	request.Header.Set("Content-Type", "application/json")
	if name == "POST /v1/records" {
		request.Header.Set("Content-Type", "application/x-ndjson")
	}
	request.Header.Set(purposeHeader, "a test")
	return request
}

// TestAccess requests every route with a key of each kind of agency.
func TestAccess(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	b.runs = []graph.Run{{ID: "run-1", Sequence: 1, Status: graph.Succeeded}}
	b.refresh(t)
	for _, r := range b.api.engine.Routes() {
		name := r.Method + " " + r.Path
		send := func(key string) *httptest.ResponseRecorder {
			request := routeRequest(r, "ring-a")
			if key != "" {
				request.Header.Set("Authorization", key)
			}
			w := httptest.NewRecorder()
			b.api.Handler().ServeHTTP(w, request)
			return w
		}
		if !strings.HasPrefix(r.Path, "/v1/") {
			require.Equal(t, http.StatusOK, send("").Code, name)
			continue
		}
		other, _, err := access.NewKey()
		require.NoError(t, err)
		valid := b.keys[graph.Operator]
		for _, key := range []string{
			"", "Bearer", "Bearer " + other, "Bearer " + secret, "Basic " + valid, valid, "Bearer  " + valid, "Bearer " + valid + " ",
		} {
			w := send(key)
			problem(t, w, http.StatusUnauthorized)
			require.Contains(t, w.Header().Get("WWW-Authenticate"), "Bearer")
			require.NotContains(t, w.Body.String(), secret)
		}
		for _, kind := range graph.AgencyKinds {
			b.disputes = []graph.Dispute{{Number: 1, Agency: graph.Agency{ID: "somebody"}, Status: graph.DisputeOpen}}
			w := send("bearer " + b.keys[kind])
			if may, bound := mayUse[name]; bound && !slices.Contains(may, kind) {
				require.Contains(t, *problem(t, w, http.StatusForbidden).Detail, string(may[0]), "%s %s", kind, name)
				continue
			}
			require.Less(t, w.Code, 300, "%s %s: %s", kind, name, w.Body)
		}
	}
	for key := range access.RouteScopes() {
		exists := func(r routeInfo) bool { return r.Method+" "+specPath(r.Path) == key }
		require.True(t, slices.ContainsFunc(b.api.engine.Routes(), exists), "%s is no route", key)
	}
	for _, key := range b.keys {
		require.NotContains(t, b.log.String(), key[4:])
	}
}

// TestAccess_Regions requests every route of a hidden ring: status, headers and body are those of a
// ring that does not exist.
func TestAccess_Regions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	there, elsewhere := ring("ring-a"), ring("ring-b")
	there.CameFrom, there.LedTo, there.MergedInto = []string{"ring-b", "ring-deleted"}, []string{"ring-b"}, "ring-b"
	there.Status, there.Closing = graph.Closed, "it merged into ring-b"
	elsewhere.Regions, elsewhere.Members[0].Token = []string{"MH"}, "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"
	b.publish(there, elsewhere)
	b.events = []graph.Event{{Number: 1, Kind: graph.EventMerged, Others: []string{"ring-b"}, Reason: "it merged into ring-b"}}
	for hash, a := range b.agencies {
		a.Regions = []string{"KA", "TN"}
		b.agencies[hash] = a
	}
	b.refresh(t)
	for _, kind := range graph.AgencyKinds {
		for _, r := range b.api.engine.Routes() {
			if !strings.HasPrefix(r.Path, "/v1/rings/:id") {
				continue
			}
			var answers []string
			for _, id := range []string{"ring-b", "ring-z"} {
				request := routeRequest(r, id)
				request.Header.Set("Authorization", "Bearer "+b.keys[kind])
				w := httptest.NewRecorder()
				b.api.Handler().ServeHTTP(w, request)
				header := w.Header().Clone()
				requestID := header.Get("X-Request-Id")
				header.Del("X-Request-Id")
				header.Del("Ratelimit")
				answers = append(answers, fmt.Sprint(w.Code, header, strings.ReplaceAll(w.Body.String(), requestID, "")))
				require.GreaterOrEqual(t, w.Code, 403)
			}
			require.Equal(t, answers[1], answers[0], "%s %s %s", kind, r.Method, r.Path)
		}
		for _, target := range []string{"/v1/rings?status=active", "/v1/rings?status=closed", "/v1/rings/ring-a", "/v1/rings/ring-a/history"} {
			w := b.as(kind, http.MethodGet, target, nil)
			require.Equal(t, http.StatusOK, w.Code, w.Body)
			require.NotContains(t, w.Body.String(), "ring-b", "%s %s", kind, target)
		}
	}
	require.Empty(t, b.auditEntries())
	require.Nil(t, b.feedback)
	got := decode[gen.CheckAnswer](t, b.check(graph.Bank, string(elsewhere.Members[0].Token)), http.StatusOK)
	require.Nil(t, got.Results[0].RingId, "checks hide it too")
	all := setup(t)
	all.publish(there, elsewhere)
	all.refresh(t)
	got = decode[gen.CheckAnswer](t, all.check(graph.Bank, string(elsewhere.Members[0].Token)), http.StatusOK)
	require.Equal(t, "ring-b", *got.Results[0].RingId)
	require.Contains(t, all.get("/v1/rings/ring-a").Body.String(), "ring-b")
}

func TestAccess_Scopes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	hash := access.HashKey(b.keys[graph.Police])
	for _, c := range []struct {
		agency, credential []graph.Scope
		want               []graph.Scope
	}{
		{nil, nil, []graph.Scope{
			graph.RecordsWrite, graph.RingsRead, graph.MembersRead, graph.ChecksMake, graph.FeedbackWrite, graph.RunsRead,
			graph.ReverificationsRead, graph.RevocationsRead, graph.DisputesRead, graph.DisputesWrite, graph.DisputesDecide,
		}},
		{[]graph.Scope{graph.RingsRead, graph.RunsWrite}, nil, []graph.Scope{graph.RingsRead}},
		{nil, []graph.Scope{graph.ChecksMake, graph.RunsWrite}, []graph.Scope{graph.ChecksMake}},
		{[]graph.Scope{graph.RingsRead}, []graph.Scope{graph.ChecksMake}, nil},
		{[]graph.Scope{"of some later version"}, nil, nil},
	} {
		a := b.agencies[hash]
		a.Scopes = c.agency
		require.Equal(t, c.want, access.Scopes(&a, c.credential))
		b.agencies[hash] = a
		b.refresh(t)
		if c.credential != nil {
			continue
		}
		for name, scope := range access.RouteScopes() {
			b.disputes = []graph.Dispute{{Number: 1, Agency: graph.Agency{ID: "somebody"}, Status: graph.DisputeOpen}}
			method, path, _ := strings.Cut(name, " ")
			path = strings.NewReplacer("{", ":", "}", "").Replace(path) // as gin writes it
			request := routeRequest(routeInfo{Method: method, Path: path}, "ring-a")
			request.Header.Set("Authorization", "Bearer "+b.keys[graph.Police])
			w := httptest.NewRecorder()
			b.api.Handler().ServeHTTP(w, request)
			require.Equal(t, !slices.Contains(c.want, scope), w.Code == http.StatusForbidden, "%v %s", c.agency, name)
		}
	}
}

func TestAccess_MembersAndReports(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := ring("ring-a")
	device := graph.Identifier{Kind: graph.Device, Token: "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"}
	account := graph.Identifier{Kind: graph.Account, Token: "tk1_cccccccccccccccccccccccccc"}
	number := graph.Identifier{Kind: graph.Number, Token: graph.Token(token)}
	r.Members = nil
	for _, identifier := range []graph.Identifier{number, device, account} {
		r.Members = append(r.Members, graph.Member{Identifier: identifier, Strength: 0.5})
	}
	r.ReportIDs = []string{"bank/1", "police/2", "telco/3", "deleted/4"}
	r.Explanation[0].Reports, r.Explanation[0].Links = []string{"bank/1", "telco/3"}, []string{"telco/9"}
	b.publish(r)
	b.edges = []graph.RingEdge{
		{Relation: "names", ReportID: "telco/3", To: number},
		{Relation: "names", ReportID: "bank/1", To: device},
		{Relation: "used_in", From: number, To: device},
		{Relation: "linked_to", From: number, To: account},
	}
	b.refresh(t)
	ref := func(id string) string {
		agency, _, _ := strings.Cut(id, "/")
		return b.api.credentials.Value().Reference(id, agency)
	}
	require.Regexp(t, `^telco:[a-z2-7]{16}$`, ref("telco/3"))
	require.Regexp(t, `^agency:[a-z2-7]{16}$`, ref("deleted/4"))
	allTokens := []string{string(number.Token), string(device.Token), string(account.Token)}
	for kind, want := range map[graph.AgencyKind]struct{ members, reports []string }{
		graph.Telco:     {[]string{string(number.Token), string(device.Token)}, []string{"telco/3"}},
		graph.Bank:      {[]string{string(number.Token), string(account.Token)}, []string{"bank/1"}},
		graph.Police:    {allTokens, []string{ref("bank/1"), "police/2", ref("telco/3"), ref("deleted/4")}},
		graph.Regulator: {nil, []string{ref("bank/1"), ref("police/2"), ref("telco/3"), ref("deleted/4")}},
		graph.Operator:  {allTokens, []string{ref("bank/1"), ref("police/2"), ref("telco/3"), ref("deleted/4")}},
	} {
		got := decode[gen.Ring](t, b.as(kind, http.MethodGet, "/v1/rings/ring-a", nil), http.StatusOK)
		require.Equal(t, want.reports, *got.ReportIds, kind)
		require.Equal(t, 4, got.ReportCount)
		require.Equal(t, 3, got.MemberCount)
		if want.members == nil {
			continue
		}
		var members []string
		for _, m := range decode[gen.Members](t, b.as(kind, http.MethodGet, "/v1/rings/ring-a/members", nil), http.StatusOK).Members {
			members = append(members, m.Token)
		}
		require.Equal(t, want.members, members, kind)
		text := b.as(kind, http.MethodGet, "/v1/rings/ring-a/graph", nil).Body.String()
		for _, id := range []graph.Identifier{number, device, account} {
			require.Equal(t, slices.Contains(want.members, string(id.Token)), strings.Contains(text, string(id.Token)), kind)
		}
		for _, agency := range graph.AgencyKinds {
			hasID := agency == kind && agency != graph.Operator && agency != graph.Police
			require.Equal(t, hasID, strings.Contains(text, string(agency)+"/"), "%s sees records of %s", kind, agency)
		}
	}
	w := b.as(graph.Bank, http.MethodGet, "/v1/rings/ring-a/graph", nil)
	require.JSONEq(t, `{"ring_id":"ring-a","truncated":false,
		"nodes":[{"id":"`+token+`","kind":"number","strength":0.5},{"id":"device-1","kind":"device","strength":0.5},{"id":"tk1_cccccccccccccccccccccccccc","kind":"account","strength":0.5},
			{"id":"report-1","kind":"report"},{"id":"bank/1","kind":"report"}],
		"edges":[{"relation":"names","from":"report-1","to":"`+token+`"},{"relation":"names","from":"bank/1","to":"device-1"},
			{"relation":"used_in","from":"`+token+`","to":"device-1"},{"relation":"linked_to","from":"`+token+`","to":"tk1_cccccccccccccccccccccccccc"}]}`, w.Body.String())
	cut := decode[gen.RingGraph](t, b.get("/v1/rings/ring-a/graph?limit=2"), http.StatusOK)
	require.True(t, cut.Truncated)
	require.Len(t, cut.Edges, 2)
}

func TestCredentials_CachedForASecond(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 10 {
		require.Equal(t, http.StatusOK, b.get("/v1/rings").Code)
	}
	require.Equal(t, 1, b.holders)
	_, err := b.RevokeKeys(t.Context(), "bank")
	require.NoError(t, err)
	b.advance(credentialsMaxAge + 1)
	require.Equal(t, http.StatusUnauthorized, b.get("/v1/rings").Code, "cached for that long and no longer")
	require.Equal(t, 3, b.holders, "one read because the credentials were old, and one because the key may be new")
}

func TestCredentials_Expire(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.expires = b.api.now().Add(time.Hour)
	b.refresh(t)
	require.Equal(t, http.StatusOK, b.get("/v1/rings").Code)
	b.expires = b.api.now().Add(-time.Second)
	b.refresh(t)
	require.Equal(t, http.StatusUnauthorized, b.get("/v1/rings").Code, "by the process's own clock too, while Neo4j is away")
}
