package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ringwatch/api/gen"
	"ringwatch/graph"
)

// TestAccess walks every route with a key of every kind. What may be is written out
// here a second time, so that nobody changes it by a slip.
func TestAccess(t *testing.T) {
	b := setup(t)
	b.publish(ring("ring-a"))
	b.runs = []graph.Run{{ID: "run-1", Sequence: 1, Status: graph.Succeeded}}
	operatorOnly := []string{"POST /v1/runs"}
	bodies := map[string]string{"POST /v1/records": report("A"), "POST /v1/rings/:id/feedback": `{"verdict":"confirmed","reason":"other"}`}
	for _, r := range b.api.engine.Routes() {
		name := r.Method + " " + r.Path
		id := "ring-a"
		if strings.HasPrefix(r.Path, "/v1/runs") {
			id = "run-1"
		}
		target := strings.Replace(r.Path, ":id", id, 1)
		ask := func(key string) *httptest.ResponseRecorder {
			request := httptest.NewRequest(r.Method, target, strings.NewReader(bodies[name]))
			request.Header.Set("Content-Type", "application/x-ndjson")
			if strings.HasSuffix(name, "feedback") {
				request.Header.Set("Content-Type", "application/json")
			}
			if key != "" {
				request.Header.Set("Authorization", key)
			}
			w := httptest.NewRecorder()
			b.api.Handler().ServeHTTP(w, request)
			return w
		}
		if !strings.HasPrefix(r.Path, "/v1/") {
			require.Equal(t, http.StatusOK, ask("").Code, name)
			continue
		}
		other, _, err := NewKey()
		require.NoError(t, err)
		for _, key := range []string{"", "Bearer", "Bearer " + other, "Bearer " + secret, "Basic " + b.keys[graph.Operator], b.keys[graph.Operator]} {
			w := ask(key)
			problem(t, w, http.StatusUnauthorized)
			require.Contains(t, w.Header().Get("WWW-Authenticate"), "Bearer")
			require.NotContains(t, w.Body.String(), secret)
		}
		for _, kind := range graph.AgencyKinds {
			w := ask("bearer " + b.keys[kind])
			if slices.Contains(operatorOnly, name) && kind != graph.Operator {
				require.Contains(t, *problem(t, w, http.StatusForbidden).Detail, "operator", name)
				continue
			}
			require.Less(t, w.Code, 300, "%s %s: %s", kind, name, w.Body)
		}
	}
	for key := range access {
		require.True(t, slices.ContainsFunc(b.api.engine.Routes(), func(r routeInfo) bool { return r.Method+" "+r.Path == key }), "%s is no route", key)
	}
	for _, key := range b.keys {
		require.NotContains(t, b.log.String(), key[4:])
	}
}

func TestAccess_ReportIDs(t *testing.T) {
	b := setup(t)
	r := ring("ring-a")
	r.ReportIDs = []string{"bank/1", "police/2", "telco/3", "telco/4"}
	b.publish(r)
	number, device := graph.Identifier{Kind: graph.Number, Token: graph.Token(token)}, graph.Identifier{Kind: graph.Device, Token: "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"}
	b.edges = []graph.RingEdge{
		{Relation: "names", ReportID: "telco/3", To: number},
		{Relation: "names", ReportID: "bank/1", To: number},
		{Relation: "names", ReportID: "telco/3", To: device},
		{Relation: "names", ReportID: "telco/4", To: device},
		{Relation: "used_in", From: number, To: device},
	}
	for kind, want := range map[graph.AgencyKind][]string{
		graph.Police: r.ReportIDs, graph.Regulator: r.ReportIDs, graph.Operator: r.ReportIDs,
		graph.Bank: {"bank/1"}, graph.Telco: {"telco/3", "telco/4"},
	} {
		got := decode[gen.Ring](t, b.as(kind, http.MethodGet, "/v1/rings/ring-a", nil), http.StatusOK)
		require.Equal(t, want, *got.ReportIds, kind)
		require.Equal(t, 4, got.ReportCount)
	}
	w := b.as(graph.Bank, http.MethodGet, "/v1/rings/ring-a/graph", nil)
	require.NotContains(t, w.Body.String(), "telco/")
	require.JSONEq(t, `{"ring_id":"ring-a","truncated":false,
		"nodes":[{"id":"`+token+`","kind":"number","strength":0.5},{"id":"report-1","kind":"report"},{"id":"bank/1","kind":"report"},
			{"id":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb","kind":"device"},{"id":"report-2","kind":"report"}],
		"edges":[{"relation":"names","from":"report-1","to":"`+token+`"},{"relation":"names","from":"bank/1","to":"`+token+`"},
			{"relation":"names","from":"report-1","to":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"},{"relation":"names","from":"report-2","to":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"},
			{"relation":"used_in","from":"`+token+`","to":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"}]}`, w.Body.String())
	cut := decode[gen.RingGraph](t, b.get("/v1/rings/ring-a/graph?limit=2"), http.StatusOK)
	require.True(t, cut.Truncated)
	require.Len(t, cut.Edges, 2)
}

func TestKeys(t *testing.T) {
	key, hash, err := NewKey()
	require.NoError(t, err)
	require.Regexp(t, `^rwk_[a-z2-7]{52}$`, key)
	require.Regexp(t, `^[0-9a-f]{64}$`, hash)
	require.Equal(t, hash, HashKey(key))
	other, _, err := NewKey()
	require.NoError(t, err)
	require.NotEqual(t, key, other)
}

func TestKeys_RememberedForASecond(t *testing.T) {
	b := setup(t)
	now := day
	b.api.keys.now = func() time.Time { return now }
	for range 10 {
		require.Equal(t, http.StatusOK, b.get("/v1/rings").Code)
		now = now.Add(keyringFor / 10)
	}
	require.Equal(t, 1, b.holders)
	_, err := b.RevokeKeys(t.Context(), "bank")
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, b.get("/v1/rings").Code, "remembered for that long and no longer")
	require.Equal(t, 2, b.holders)
	for i := range 2 * keyringMax { // the memory is bounded
		hash := HashKey(strings.Repeat("x", i))
		b.agencies[hash] = graph.Agency{ID: "x", Kind: graph.Bank}
		_, err := b.api.keys.holder(t.Context(), strings.Repeat("x", i))
		require.NoError(t, err)
	}
	require.LessOrEqual(t, len(b.api.keys.holders), keyringMax)
}
