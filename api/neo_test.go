package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/httpserve"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// platform is an API with a real Neo4j and a real HTTP server.
type platform struct {
	t      *testing.T
	store  *neo.Store
	url    string
	client *http.Client
}

func setupPlatform(t *testing.T, o neo.Options) *platform {
	t.Helper()
	store, err := neo.Open(o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	if store.Ready(t.Context()) == nil { // which makes the driver's first connection before concurrent requests do
		require.NoError(t, store.Prepare(t.Context()))
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	a, err := New(Options{
		Stores: Stores{
			Records: store.Intake, Rings: store.Publications, Histories: store.Publications, Feedbacks: store.Reviews,
			Verifications: store.Reviews, Disputes: store.Reviews, Runs: store.Runs, Register: store.Register,
			Audit: store.Audit, Idempotency: store.Idempotency,
		},
		UnreadableRings: func() int { return len(store.Publications.Unreadable()) },
		Detector:        newTestGraph(), Ready: store.Ready, Log: log, Metrics: prometheus.NewRegistry(), Version: "test",
	})
	require.NoError(t, err)
	require.NoError(t, a.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	s := httpserve.New(a.Handler(), httpserve.Options{Addr: "127.0.0.1:0", Log: log})
	require.NoError(t, s.Start(t.Context()))
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		require.NoError(t, s.Stop(context.Background()))
	})
	return &platform{t, store, "http://" + s.Addr(), client}
}

// agency adds an agency and returns its key.
func (w *platform) agency(id string, kind graph.AgencyKind) string {
	w.t.Helper()
	key, hash, err := access.NewKey()
	require.NoError(w.t, err)
	require.NoError(w.t, w.store.Register.AddAgency(w.t.Context(), graph.Agency{ID: id, Name: id, Kind: kind}, hash))
	return key
}

func (w *platform) request(key, method, path, body string, status int, into any) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	require.NoError(w.t, err)
	r.Header.Set("Content-Type", "application/x-ndjson")
	if strings.HasPrefix(body, "{") && path != "/v1/records" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set(purposeHeader, "a test")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := w.client.Do(r)
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, answer.Body.Close()) }()
	content, err := io.ReadAll(answer.Body)
	require.NoError(w.t, err)
	require.Equal(w.t, status, answer.StatusCode, string(content))
	require.NoError(w.t, json.Unmarshal(content, into))
}

// publish publishes rings, as a detection run does.
func (w *platform) publish(rings ...graph.Ring) {
	w.t.Helper()
	ctx := w.t.Context()
	lease, err := w.store.Leases.Acquire(ctx, "detection", "test", time.Minute)
	require.NoError(w.t, err)
	run := &graph.Run{
		ID: fmt.Sprint("run-", lease.Fence), Sequence: lease.Fence, Trigger: "command", Holder: "test",
		Status: graph.Running, Method: "leiden",
	}
	require.NoError(w.t, w.store.Runs.BeginRun(ctx, lease, run))
	require.NoError(w.t, w.store.Publications.Publish(ctx, lease, run, &graph.NextPublication{Rings: rings}))
	require.NoError(w.t, w.store.Leases.Release(ctx, lease))
}

// TestNeo4j runs the tests that share one Neo4j, one after the other. Tests that do not use it run
// meanwhile.
func TestNeo4j(t *testing.T) {
	t.Parallel()
	t.Run("RecordsToRings", testRecordsToRings)
	t.Run("Reverification", testReverification)
	t.Run("Replicas", testReplicas)
	t.Run("LaterEpoch", testLaterEpoch)
	t.Run("DamagedRing", testDamagedRing)
}

// emptyNeo4j empties the shared Neo4j and returns how to connect to it.
func emptyNeo4j(t *testing.T) neo.Options {
	t.Helper()
	server := neotest.Server(t)
	neotest.Wipe(t)
	return neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()}
}

// testRecordsToRings files records over HTTP, publishes a ring of them and reads it over HTTP.
func testRecordsToRings(t *testing.T) {
	w := setupPlatform(t, emptyNeo4j(t))
	bank, police := w.agency("axis", graph.Bank), w.agency("ksp", graph.Police)
	var health gen.Health
	w.request("", http.MethodGet, "/readyz", "", http.StatusOK, &health)
	var page gen.RingPage
	w.request(bank, http.MethodGet, "/v1/rings", "", http.StatusOK, &page)
	require.Empty(t, page.Rings)

	body := report("R1") + "\nbroken\n" + report("R2")
	for i := range 3 {
		var filing gen.Filing
		w.request(bank, http.MethodPost, "/v1/records", body, http.StatusOK, &filing)
		require.Equal(t, 1, filing.Refused)
		require.Equal(t, []int{2, 0}[min(i, 1)], filing.Created, "sending it again changes nothing")
		require.Equal(t, []int{0, 2}[min(i, 1)], filing.Unchanged)
	}
	var filing gen.Filing
	w.request(police, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	require.Equal(t, 1, filing.Created, "another agency's R1 is another record")
	snapshot, err := w.store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	slices.Sort(snapshot.ReportIDs)
	require.Equal(t, []string{"axis/R1", "axis/R2", "ksp/R1"}, snapshot.ReportIDs)

	found := ring("ring-a")
	found.ReportIDs = snapshot.ReportIDs
	w.publish(found)
	require.Eventually(t, func() bool {
		w.request(bank, http.MethodGet, "/v1/rings?kind=number&band=high", "", http.StatusOK, &page)
		return len(page.Rings) == 1
	}, 5*time.Second, 50*time.Millisecond)
	require.Equal(t, int64(1), page.Publication.Sequence)
	var got gen.Ring
	w.request(police, http.MethodGet, "/v1/rings/ring-a", "", http.StatusOK, &got)
	require.Len(t, *got.ReportIds, 3)
	require.Regexp(t, `^\[bank:[a-z2-7]{16} bank:[a-z2-7]{16} ksp/R1\]$`, fmt.Sprint(*got.ReportIds), "of others' reports only the kind of the agency")
	w.request(bank, http.MethodGet, "/v1/rings/ring-a", "", http.StatusOK, &got)
	require.Equal(t, []string{"axis/R1", "axis/R2"}, *got.ReportIds)
	var members gen.Members
	w.request(bank, http.MethodGet, "/v1/rings/ring-a/members", "", http.StatusOK, &members)
	require.Equal(t, token, members.Members[0].Token)
	var drawn gen.RingGraph
	w.request(bank, http.MethodGet, "/v1/rings/ring-a/graph", "", http.StatusOK, &drawn)
	require.Len(t, drawn.Edges, 3)
	require.Len(t, drawn.Nodes, 4)
	var runs gen.RunPage
	w.request(bank, http.MethodGet, "/v1/runs", "", http.StatusOK, &runs)
	require.Len(t, runs.Runs, 1)
	require.Equal(t, gen.Succeeded, runs.Runs[0].Status)

	unused := w.agency("axis", graph.Bank)
	revoked, err := w.store.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Equal(t, 2, revoked)
	require.Eventually(t, func() bool {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/v1/rings", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+unused)
		answer, err := w.client.Do(r)
		require.NoError(t, err)
		return answer.Body.Close() == nil && answer.StatusCode == http.StatusUnauthorized
	}, within, 10*time.Millisecond)
}

// testReverification goes from a ring to a disconnected number, and back by a dispute.
func testReverification(t *testing.T) {
	w := setupPlatform(t, emptyNeo4j(t))
	telco, bank, police := w.agency("airtel", graph.Telco), w.agency("axis", graph.Bank), w.agency("ksp", graph.Police)
	var filing gen.Filing
	w.request(police, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	found := ring("ring-a")
	found.Score, found.Band, found.ReportIDs = 0.9, graph.High, []string{"ksp/R1"}
	w.publish(found)
	var open gen.ReverificationPage
	require.Eventually(t, func() bool {
		w.request(telco, http.MethodGet, "/v1/reverifications", "", http.StatusOK, &open)
		return len(open.Reverifications) == 1
	}, within, 10*time.Millisecond)
	require.Equal(t, gen.Reverification{Token: token, RingId: "ring-a", Band: gen.High}, open.Reverifications[0])

	cut, today := gen.Finding{}, time.Now().UTC().Format(time.DateOnly)
	finding := `{"finding":"disconnected","reason":"false_documents","day":"` + today + `"}`
	w.request(telco, http.MethodPost, "/v1/reverifications/"+token, finding, http.StatusCreated, &cut)
	w.request(telco, http.MethodPost, "/v1/reverifications/"+token, finding, http.StatusOK, &cut)
	require.Equal(t, today, cut.Day.String())
	w.request(telco, http.MethodGet, "/v1/reverifications", "", http.StatusOK, &open)
	require.Empty(t, open.Reverifications)
	w.request(police, http.MethodGet, "/v1/reverifications?state=answered", "", http.StatusOK, &open)
	require.Equal(t, gen.FindingDisconnected, open.Reverifications[0].Answer.Finding)
	var revoked gen.RevocationPage
	w.request(bank, http.MethodGet, "/v1/revocations", "", http.StatusOK, &revoked)
	require.Equal(t, token, revoked.Revocations[0].Token)

	var dispute gen.Dispute
	w.request(bank, http.MethodPost, "/v1/disputes", `{"token":"`+token+`","reason":"genuine_subscriber"}`, http.StatusCreated, &dispute)
	require.Equal(t, gen.Kind("number"), dispute.Kind)
	w.request(police, http.MethodPost, "/v1/disputes/"+dispute.Id+"/decision", `{"status":"upheld","reason":"holder_verified"}`, http.StatusCreated, &dispute)
	var page gen.DisputePage
	w.request(bank, http.MethodGet, "/v1/disputes", "", http.StatusOK, &page)
	require.Equal(t, gen.DisputeUpheld, page.Disputes[0].Status)
	require.Equal(t, gen.ByPolice, page.Disputes[0].Decision.By)
	w.request(bank, http.MethodGet, "/v1/revocations", "", http.StatusOK, &revoked)
	require.Empty(t, revoked.Revocations, "a cleared number is no longer a revocation")

	actions := map[graph.AuditAction]int{}
	_, err := w.store.Audit.Entries(t.Context(), func(e graph.AuditEntry) error { actions[e.Action]++; return nil })
	require.NoError(t, err)
	require.Equal(t, 1, actions[graph.AuditFindingGiven])
	require.Equal(t, 1, actions[graph.AuditDisputeFiled])
	require.Equal(t, 1, actions[graph.AuditDisputeDecided])
	require.Equal(t, 2, actions[graph.AuditRevocationsRead])
}

// testDamagedRing damages one ring as an edit in Neo4j Browser might. It is left out and counted,
// and the other rings are served, until the next run publishes it again.
func testDamagedRing(t *testing.T) {
	o := emptyNeo4j(t)
	w := setupPlatform(t, o)
	bank := w.agency("axis", graph.Bank)
	var filing gen.Filing
	w.request(bank, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	damaged := ring("ring-b")
	damaged.Score = 0.99
	w.publish(ring("ring-a"), damaged, ring("ring-c"))
	c := w.clientOf(bank)
	require.Eventually(t, func() bool { return ringOf(t, c, token) == "ring-b" }, within, 10*time.Millisecond)

	driver, err := neo4j.NewDriverWithContext(o.URI, neo4j.BasicAuth(o.User, o.Password, ""))
	require.NoError(t, err)
	defer func() { require.NoError(t, driver.Close(context.Background())) }()
	_, err = neo4j.ExecuteQuery(t.Context(), driver, "MATCH (r:Ring {id: 'ring-b'}) SET r.weights = null", nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	var feedback gen.Feedback // makes every process read the rings again
	w.request(bank, http.MethodPost, "/v1/rings/ring-a/feedback", `{"verdict":"confirmed","reason":"other"}`, http.StatusCreated, &feedback)

	require.Eventually(t, func() bool { return ringOf(t, c, token) == "ring-a" }, within, 10*time.Millisecond)
	var page gen.RingPage
	w.request(bank, http.MethodGet, "/v1/rings", "", http.StatusOK, &page)
	require.Len(t, page.Rings, 2)
	require.Equal(t, "ring-a", page.Rings[0].Id)
	require.Equal(t, 1, page.Rings[0].Feedback.Confirmed)
	require.Equal(t, "ring-c", page.Rings[1].Id)
	var p gen.Problem
	w.request(bank, http.MethodGet, "/v1/rings/ring-b", "", http.StatusNotFound, &p)
	require.Equal(t, 1.0, w.metric("ringwatch_unreadable_rings"))

	w.publish(ring("ring-a"), damaged, ring("ring-c"))
	require.Eventually(t, func() bool { return ringOf(t, c, token) == "ring-b" }, within, 10*time.Millisecond)
	require.Zero(t, w.metric("ringwatch_unreadable_rings"))
}

// metric returns a gauge without labels.
func (w *platform) metric(name string) float64 {
	w.t.Helper()
	response, err := w.client.Get(w.url + "/metrics")
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	_, line, found := strings.Cut(string(content), "\n"+name+" ")
	require.True(w.t, found, name)
	text, _, _ := strings.Cut(line, "\n")
	value, err := strconv.ParseFloat(text, 64)
	require.NoError(w.t, err)
	return value
}

// TestNeo4j_Unreachable sends requests while nothing listens on Neo4j's port.
func TestNeo4j_Unreachable(t *testing.T) {
	t.Parallel()
	w := setupPlatform(t, neo.Options{URI: "bolt://127.0.0.1:1", User: "neo4j", Password: "x", Patience: 100 * time.Millisecond})
	key, _, err := access.NewKey()
	require.NoError(t, err)
	var p gen.Problem
	w.request("", http.MethodGet, "/readyz", "", http.StatusServiceUnavailable, &p)
	require.Contains(t, *p.Detail, "Neo4j")
	w.request(key, http.MethodGet, "/v1/rings", "", http.StatusServiceUnavailable, &p)
	w.request(key, http.MethodPost, "/v1/records", report("A"), http.StatusServiceUnavailable, &p)
	var health gen.Health
	w.request("", http.MethodGet, "/healthz", "", http.StatusOK, &health)
	require.Equal(t, "test", *health.Version)
}
