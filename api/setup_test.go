package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/memory"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }

// testGraph is the graph for tests of requests and responses. Records, findings, the audit log and
// stored responses are in a memory.Store; rings, runs, disputes and agencies are what the test
// sets, so that a test can set up states that take many runs. It fails, waits and counts on demand.
// Tests on a real Neo4j are in neo_test.go.
type testGraph struct {
	*memory.Idempotency // of store

	store       *memory.Store
	mu          sync.Mutex
	rings       []graph.Ring
	publication graph.Publication
	reads       int // calls of Publication
	loads       int // calls of Published
	edges       []graph.RingEdge
	events      []graph.Event   // of every ring
	feedback    *graph.Feedback // the last
	disputes    []graph.Dispute
	changes     []graph.AuditEntry // of findings and disputes
	runs        []graph.Run
	agencies    map[string]graph.Agency // by the key's hash
	expires     time.Time               // when the keys expire; zero for never
	holders     int                     // calls of Register
	err         error                   // that every operation returns
	panics      bool                    // in Runs
	entered     chan struct{}           // if set, Save sends to it when it begins
	proceed     chan struct{}           // if set, Save waits for it
}

func newTestGraph() *testGraph {
	store := memory.New(memory.Options{Now: func() time.Time { return day }})
	return &testGraph{Idempotency: store.Idempotency, store: store, agencies: map[string]graph.Agency{}}
}

// failure returns the error that every operation returns.
func (g *testGraph) failure() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

func (g *testGraph) Save(ctx context.Context, agency string, batch []graph.Record) ([]graph.Outcome, error) {
	if g.entered != nil {
		g.entered <- struct{}{}
		select {
		case <-g.proceed:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if err := g.failure(); err != nil {
		return nil, err
	}
	return g.store.Intake.Save(ctx, agency, batch)
}

// name stores a report that names the identifiers: nothing can be found of one that does not exist.
func (g *testGraph) name(ids ...graph.Identifier) {
	if _, err := g.store.Intake.Save(context.Background(), "seed", []graph.Record{&graph.Report{ID: rand.Text(), Identifiers: ids}}); err != nil {
		panic(err)
	}
}

// found stores a finding.
func (g *testGraph) found(v graph.Verification) {
	g.name(v.Identifier)
	if _, err := g.store.Reviews.AddVerification(context.Background(), &v, true, graph.AuditEntry{ID: rand.Text()}); err != nil {
		panic(err)
	}
}

func (g *testGraph) publish(rings ...graph.Ring) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.publication.Sequence++
	g.publication.RunID = fmt.Sprint("run-", g.publication.Sequence)
	g.publication.At = day
	g.rings = rings
	for i := range rings {
		ids := make([]graph.Identifier, len(rings[i].Members))
		for j, m := range rings[i].Members {
			ids[j] = m.Identifier
		}
		g.name(ids...)
	}
}

func (g *testGraph) Publication(context.Context) (graph.Publication, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reads++
	return g.publication, g.err
}

func (g *testGraph) Published(context.Context) (graph.Publication, []graph.Ring, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.loads++
	return g.publication, g.rings, g.err
}

func (g *testGraph) Subgraph(_ context.Context, _ string, limit int) ([]graph.RingEdge, bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.edges[:min(limit, len(g.edges))], limit < len(g.edges), g.err
}

func (g *testGraph) History(_ context.Context, ringID string, before int64, limit int) (events []graph.Event, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !slices.ContainsFunc(g.rings, func(r graph.Ring) bool { return r.ID == ringID }) {
		return nil, cmp.Or(g.err, graph.ErrNotFound)
	}
	for _, e := range g.events {
		if (before == 0 || e.Number < before) && len(events) < limit {
			events = append(events, e)
		}
	}
	return events, g.err
}

func (g *testGraph) AddFeedback(_ context.Context, f *graph.Feedback) (bool, graph.Tally, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return false, graph.Tally{}, g.err
	}
	f.At = day
	fresh := g.feedback == nil || !g.feedback.Same(f)
	g.feedback = f
	return fresh, graph.Tally{Confirmed: 2, Dismissed: 1}, nil
}

func (g *testGraph) Runs(_ context.Context, before int64, limit int) (runs []graph.Run, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.panics {
		panic(errors.New(secret))
	}
	for _, r := range g.runs {
		if (before == 0 || r.Sequence < before) && len(runs) < limit {
			runs = append(runs, r)
		}
	}
	return runs, g.err
}

func (g *testGraph) Run(_ context.Context, id string) (graph.Run, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.runs {
		if r.ID == id {
			return r, g.err
		}
	}
	return graph.Run{}, errors.Join(g.err, graph.ErrNotFound)
}

func (g *testGraph) Trigger(_ context.Context, by string) (graph.Run, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return graph.Run{ID: "run-7", Sequence: 7, Trigger: by, Status: graph.Running, StartedAt: day}, g.err
}

func (g *testGraph) RevokeKeys(_ context.Context, agency string) (n int, _ error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for hash, a := range g.agencies {
		if a.ID == agency {
			delete(g.agencies, hash)
			n++
		}
	}
	return n, nil
}

func (g *testGraph) Register(context.Context) (graph.Register, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holders++
	r := graph.Register{Secret: []byte("secret")}
	for hash, a := range g.agencies {
		r.Agencies = append(r.Agencies, a)
		r.Credentials = append(r.Credentials, graph.AgencyCredential{AgencyID: a.ID, Credential: graph.Credential{Kind: graph.KeyCredential, Hash: hash, ExpiresAt: g.expires}})
	}
	return r, g.err
}

func (g *testGraph) Append(ctx context.Context, entries []graph.AuditEntry) error {
	if err := g.failure(); err != nil {
		return err
	}
	return g.store.Audit.Append(ctx, entries)
}

// auditLog returns the entries that the API appended.
func (g *testGraph) auditLog() (entries []graph.AuditEntry) {
	_, err := g.store.Audit.Entries(context.Background(), func(e graph.AuditEntry) error {
		if e.Action != "" && e.Action != graph.AuditFindingGiven {
			entries = append(entries, e)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return entries
}

// auditEntries returns what auditLog does, without what chains the entries.
func (g *testGraph) auditEntries() (entries []graph.AuditEntry) {
	for _, e := range g.auditLog() {
		entries = append(entries, graph.AuditEntry{
			Action: e.Action, Actor: e.Actor, Ring: e.Ring, Purpose: e.Purpose, Requests: e.Requests, Count: e.Count, Found: e.Found,
		})
	}
	return entries
}

func (g *testGraph) BeginRequest(ctx context.Context, agency, key, request, holder string) (*graph.StoredResponse, error) {
	if err := g.failure(); err != nil {
		return nil, err
	}
	return g.Idempotency.BeginRequest(ctx, agency, key, request, holder)
}

func (g *testGraph) AddVerification(ctx context.Context, v *graph.Verification, requested bool, entry graph.AuditEntry) (bool, error) {
	if err := g.failure(); err != nil {
		return false, err
	}
	created, err := g.store.Reviews.AddVerification(ctx, v, requested, entry)
	if created {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.changes = append(g.changes, entry)
	}
	return created, err
}

func (g *testGraph) Verifications(ctx context.Context, tokens []graph.Token) (map[graph.Token][]graph.Verification, error) {
	if err := g.failure(); err != nil {
		return nil, err
	}
	return g.store.Reviews.Verifications(ctx, tokens)
}

func (g *testGraph) Revocations(ctx context.Context, q graph.RevocationQuery) ([]graph.Verification, error) {
	if err := g.failure(); err != nil {
		return nil, err
	}
	return g.store.Reviews.Revocations(ctx, q)
}

// findings returns the findings on a number that count.
func (g *testGraph) findings(of graph.Token) []graph.Verification {
	found, err := g.store.Reviews.Verifications(context.Background(), []graph.Token{of})
	if err != nil {
		panic(err)
	}
	return found[of]
}

func (g *testGraph) OpenDispute(_ context.Context, d *graph.Dispute, on graph.AuditEntry) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return false, g.err
	}
	for _, open := range g.disputes {
		if open.Status == graph.DisputeOpen && open.Agency.ID == d.Agency.ID && open.Identifier.Token == d.Identifier.Token {
			*d = open
			return false, nil
		}
	}
	d.Number, d.Identifier.Kind, d.OpenedAt, d.Status = int64(len(g.disputes)+1), graph.Number, day, graph.DisputeOpen
	g.disputes = append(g.disputes, *d)
	g.changes = append(g.changes, on)
	return true, nil
}

func (g *testGraph) DecideDispute(_ context.Context, number int64, decision graph.Decision, on graph.AuditEntry, may func(*graph.Dispute) error) (graph.Dispute, bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil || number > int64(len(g.disputes)) {
		return graph.Dispute{}, false, cmp.Or(g.err, graph.ErrNotFound)
	}
	d := &g.disputes[number-1]
	if err := may(d); err != nil {
		return graph.Dispute{}, false, err
	}
	decision.At = day
	if d.Status != graph.DisputeOpen {
		if !d.Decision.Same(&decision) {
			return graph.Dispute{}, false, graph.ErrConflict
		}
		return *d, false, nil
	}
	d.Status, d.Decision = decision.Status, decision
	g.changes = append(g.changes, on)
	return *d, true, nil
}

func (g *testGraph) ListDisputes(_ context.Context, q graph.DisputeQuery) (disputes []graph.Dispute, _ error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, d := range slices.Backward(g.disputes) {
		here := len(q.Regions) == 0 || d.Agency.ID == q.Caller || slices.ContainsFunc(d.Regions, func(r string) bool { return slices.Contains(q.Regions, r) })
		if here && (q.Before == 0 || d.Number < q.Before) && (q.Status == "" || d.Status == q.Status) && (q.Agency == "" || d.Agency.ID == q.Agency) && len(disputes) < q.Limit {
			disputes = append(disputes, d)
		}
	}
	return disputes, g.err
}

// bundle is an API on ports in memory.
type bundle struct {
	*testGraph
	api     *API
	keys    map[graph.AgencyKind]string // of an agency of each kind, whose id is its kind
	log     *syncBuffer
	elapsed *atomic.Int64 // on the API's clock since the setup, in nanoseconds
}

// syncBuffer collects a log that several goroutines write.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// setup returns a bundle whose caches are read only by requests and by refresh, not in the
// background.
func setup(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{
		testGraph: newTestGraph(),
		keys:      map[graph.AgencyKind]string{},
		log:       &syncBuffer{},
		elapsed:   new(atomic.Int64),
	}
	for _, kind := range graph.AgencyKinds {
		key, hash, err := access.NewKey()
		require.NoError(t, err)
		b.keys[kind] = key
		b.agencies[hash] = graph.Agency{ID: string(kind), Kind: kind}
	}
	log := logrus.New()
	log.SetOutput(b.log)
	log.SetLevel(logrus.DebugLevel)
	o := memoryOptions(b.testGraph)
	o.Ready, o.Log = func(context.Context) error { return b.err }, log
	start := time.Now()
	o.now = func() time.Time { return start.Add(time.Duration(b.elapsed.Load())) }
	var err error
	b.api, err = New(o)
	require.NoError(t, err)
	auditing, stop := context.WithCancel(context.Background())
	var auditor sync.WaitGroup
	auditor.Go(func() { b.api.audit.run(auditing) })
	t.Cleanup(func() { stop(); auditor.Wait() })
	return b
}

// advance moves the API's clock, which stands still otherwise.
func (b *bundle) advance(d time.Duration) { b.elapsed.Add(int64(d)) }

// refresh makes the API read credentials and rings.
func (b *bundle) refresh(t testing.TB) {
	t.Helper()
	require.NoError(t, b.api.Refresh(t.Context()))
}

// as makes a request of an agency of that kind.
func (b *bundle) as(kind graph.AgencyKind, method, target string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, body)
	r.Header.Set("Authorization", "Bearer "+b.keys[kind])
	r.Header.Set(purposeHeader, "a test")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.api.Handler().ServeHTTP(w, r)
	return w
}

func (b *bundle) get(target string) *httptest.ResponseRecorder {
	return b.as(graph.Bank, http.MethodGet, target, nil)
}

// file posts NDJSON as a bank.
func (b *bundle) file(body string) *httptest.ResponseRecorder {
	return b.as(graph.Bank, http.MethodPost, "/v1/records", strings.NewReader(body), "Content-Type", "application/x-ndjson")
}

func decode[T any](t *testing.T, w *httptest.ResponseRecorder, status int) (v T) {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body.String())
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
	return v
}

// problem checks that an answer is a whole problem.
func problem(t *testing.T, w *httptest.ResponseRecorder, status int) gen.Problem {
	t.Helper()
	p := decode[gen.Problem](t, w, status)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.Equal(t, status, p.Status)
	require.Equal(t, status, problemStatus[p.Type], p.Type)
	require.NotEmpty(t, p.Title)
	require.NotEmpty(t, *p.Detail)
	require.Equal(t, w.Header().Get("X-Request-Id"), p.RequestId)
	if status == http.StatusServiceUnavailable {
		require.NotEmpty(t, w.Header().Get("Retry-After"))
	}
	return p
}
