package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

func TestMain(m *testing.M) {
	code := neotest.Main(m)
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// memory implements the ports in memory, for tests of requests and responses. Tests on a real Neo4j are in
// neo_test.go.
type memory struct {
	mu          sync.Mutex
	records     map[string]graph.Record
	rings       []graph.Ring
	publication graph.Publication
	looks       int // at Publication
	loads       int // of Published
	edges       []graph.RingEdge
	events      []graph.Event   // of every ring
	feedback    *graph.Feedback // the last
	findings    map[graph.Token][]graph.Verification
	disputes    []graph.Dispute
	changes     []graph.AuditEntry // that were put on record with what they changed
	runs        []graph.Run
	agencies    map[string]graph.Agency // by the key's hash
	expires     time.Time               // when the keys end; zero for never
	holders     int                     // calls of Register
	entries     []graph.AuditEntry      // of the record
	replays     map[string]replayed     // by agency and key
	err         error                   // what everything fails with
	panics      bool                    // in Runs
	entered     chan struct{}           // told when Save begins, if set
	proceed     chan struct{}           // Save waits for it, if set
}

func (m *memory) Save(ctx context.Context, agency string, batch []graph.Record) ([]graph.Outcome, error) {
	if m.entered != nil {
		m.entered <- struct{}{}
		select {
		case <-m.proceed:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return nil, m.err
	}
	outcomes := make([]graph.Outcome, len(batch))
	for i, r := range batch {
		key := r.RecordType() + " " + graph.ScopedID(agency, r.RecordID())
		outcomes[i] = graph.Created
		if m.records[key] != nil {
			outcomes[i] = graph.Unchanged
		}
		m.records[key] = r
	}
	return outcomes, nil
}

func (m *memory) publish(rings ...graph.Ring) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.publication.Sequence++
	m.publication.RunID = fmt.Sprint("run-", m.publication.Sequence)
	m.publication.At = day
	m.rings = rings
}

func (m *memory) Publication(context.Context) (graph.Publication, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks++
	return m.publication, m.err
}

func (m *memory) Published(context.Context) (graph.Publication, []graph.Ring, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loads++
	return m.publication, m.rings, m.err
}

func (m *memory) Subgraph(_ context.Context, _ string, limit int) ([]graph.RingEdge, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.edges[:min(limit, len(m.edges))], limit < len(m.edges), m.err
}

func (m *memory) History(_ context.Context, ringID string, before int64, limit int) (events []graph.Event, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.ContainsFunc(m.rings, func(r graph.Ring) bool { return r.ID == ringID }) {
		return nil, cmp.Or(m.err, graph.ErrNotFound)
	}
	for _, e := range m.events {
		if (before == 0 || e.Number < before) && len(events) < limit {
			events = append(events, e)
		}
	}
	return events, m.err
}

func (m *memory) AddFeedback(_ context.Context, f *graph.Feedback) (bool, graph.Tally, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return false, graph.Tally{}, m.err
	}
	f.At = day
	fresh := m.feedback == nil || !m.feedback.Same(f)
	m.feedback = f
	return fresh, graph.Tally{Confirmed: 2, Dismissed: 1}, nil
}

func (m *memory) Runs(_ context.Context, before int64, limit int) (runs []graph.Run, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.panics {
		panic(errors.New(secret))
	}
	for _, r := range m.runs {
		if (before == 0 || r.Sequence < before) && len(runs) < limit {
			runs = append(runs, r)
		}
	}
	return runs, m.err
}

func (m *memory) Run(_ context.Context, id string) (graph.Run, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.runs {
		if r.ID == id {
			return r, m.err
		}
	}
	return graph.Run{}, errors.Join(m.err, graph.ErrNotFound)
}

func (m *memory) Trigger(_ context.Context, by string) (graph.Run, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return graph.Run{ID: "run-7", Sequence: 7, Trigger: by, Status: graph.Running, StartedAt: day}, m.err
}

func (m *memory) RevokeKeys(_ context.Context, agency string) (n int, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for hash, a := range m.agencies {
		if a.ID == agency {
			delete(m.agencies, hash)
			n++
		}
	}
	return n, nil
}

func (m *memory) Register(context.Context) (graph.Register, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.holders++
	r := graph.Register{Secret: []byte("secret")}
	for hash, a := range m.agencies {
		r.Agencies = append(r.Agencies, a)
		r.Credentials = append(r.Credentials, graph.AgencyCredential{AgencyID: a.ID, Credential: graph.Credential{Kind: graph.KeyCredential, Hash: hash, ExpiresAt: m.expires}})
	}
	return r, m.err
}

func (m *memory) Append(_ context.Context, entries []graph.AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	for i := range entries {
		head := graph.AuditHead{Hash: graph.ZeroHash}
		if len(m.entries) > 0 {
			head = m.entries[len(m.entries)-1].Head()
		}
		if err := entries[i].Chain(head, day); err != nil {
			return err
		}
		m.entries = append(m.entries, entries[i])
	}
	return nil
}

// onRecord is the record, without what chains it.
func (m *memory) auditEntries() (all []graph.AuditEntry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.entries {
		all = append(all, graph.AuditEntry{Action: e.Action, Actor: e.Actor, Ring: e.Ring, Purpose: e.Purpose, Requests: e.Requests, Count: e.Count, Found: e.Found})
	}
	return all
}

type replayed struct {
	request, holder string
	answer          *graph.StoredResponse
}

func (m *memory) BeginRequest(_ context.Context, agency, key, request, holder string) (*graph.StoredResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, ok := m.replays[agency+" "+key]
	switch {
	case m.err != nil:
		return nil, m.err
	case !ok:
		m.replays[agency+" "+key] = replayed{request, holder, nil}
		return nil, nil
	case known.request != request:
		return nil, graph.ErrOtherRequest
	case known.answer == nil:
		return nil, graph.ErrConflict
	}
	return known.answer, nil
}

func (m *memory) StoreResponse(_ context.Context, agency, key, holder string, a graph.StoredResponse) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.replays[agency+" "+key]
	known.answer = &a
	m.replays[agency+" "+key] = known
	return nil
}

func (m *memory) AbandonRequest(_ context.Context, agency, key, _ string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.replays, agency+" "+key)
	return nil
}

func (m *memory) AddVerification(_ context.Context, v *graph.Verification, asked bool, on graph.AuditEntry) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := m.findings[v.Identifier.Token]
	own := slices.IndexFunc(found, func(f graph.Verification) bool { return f.Agency.ID == v.Agency.ID })
	v.At = day
	switch {
	case m.err != nil:
		return false, m.err
	case own < 0 && !asked:
		return false, graph.ErrNotFound
	case own < 0:
	case found[own].Same(v):
		return false, nil
	default:
		if len(v.Regions) == 0 {
			v.Regions = found[own].Regions
		}
		found = slices.Delete(found, own, own+1)
	}
	m.findings[v.Identifier.Token] = slices.Insert(found, 0, *v)
	m.changes = append(m.changes, on)
	return true, nil
}

func (m *memory) Verifications(_ context.Context, tokens []graph.Token) (map[graph.Token][]graph.Verification, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := map[graph.Token][]graph.Verification{}
	for _, token := range tokens {
		if len(m.findings[token]) > 0 {
			found[token] = m.findings[token]
		}
	}
	return found, m.err
}

func (m *memory) Revocations(_ context.Context, q graph.RevocationQuery) (revoked []graph.Verification, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, token := range slices.Sorted(maps.Keys(m.findings)) {
		for _, v := range m.findings[token] {
			here := len(q.Regions) == 0 || v.Agency.ID == q.Caller || slices.ContainsFunc(v.Regions, func(r string) bool { return slices.Contains(q.Regions, r) })
			if here && v.Finding == graph.Disconnected && token > q.After && !v.At.Before(q.Since) && len(revoked) < q.Limit {
				revoked = append(revoked, v)
				break
			}
		}
	}
	return revoked, m.err
}

func (m *memory) OpenDispute(_ context.Context, d *graph.Dispute, on graph.AuditEntry) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return false, m.err
	}
	for _, open := range m.disputes {
		if open.Status == graph.DisputeOpen && open.Agency.ID == d.Agency.ID && open.Identifier.Token == d.Identifier.Token {
			*d = open
			return false, nil
		}
	}
	d.Number, d.Identifier.Kind, d.OpenedAt, d.Status = int64(len(m.disputes)+1), graph.Number, day, graph.DisputeOpen
	m.disputes = append(m.disputes, *d)
	m.changes = append(m.changes, on)
	return true, nil
}

func (m *memory) DecideDispute(_ context.Context, number int64, decision graph.Decision, on graph.AuditEntry, may func(*graph.Dispute) error) (graph.Dispute, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil || number > int64(len(m.disputes)) {
		return graph.Dispute{}, false, cmp.Or(m.err, graph.ErrNotFound)
	}
	d := &m.disputes[number-1]
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
	m.changes = append(m.changes, on)
	return *d, true, nil
}

func (m *memory) ListDisputes(_ context.Context, q graph.DisputeQuery) (disputes []graph.Dispute, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range slices.Backward(m.disputes) {
		here := len(q.Regions) == 0 || d.Agency.ID == q.Caller || slices.ContainsFunc(d.Regions, func(r string) bool { return slices.Contains(q.Regions, r) })
		if here && (q.Before == 0 || d.Number < q.Before) && (q.Status == "" || d.Status == q.Status) && (q.Agency == "" || d.Agency.ID == q.Agency) && len(disputes) < q.Limit {
			disputes = append(disputes, d)
		}
	}
	return disputes, m.err
}

// bundle is an API on ports in memory.
type bundle struct {
	*memory
	api     *API
	keys    map[graph.AgencyKind]string // of an agency of each kind, whose id is its kind
	log     *syncBuffer
	elapsed *atomic.Int64 // how far the API's clock is ahead, in nanoseconds
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

// setup returns a bundle whose caches are read only by requests and by refresh, not in the background.
func setup(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{
		memory: &memory{
			records: map[string]graph.Record{}, agencies: map[string]graph.Agency{}, replays: map[string]replayed{},
			findings: map[graph.Token][]graph.Verification{},
		},
		keys:    map[graph.AgencyKind]string{},
		log:     &syncBuffer{},
		elapsed: new(atomic.Int64),
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
	o := memoryOptions(b.memory)
	o.Ready, o.Log = func(context.Context) error { return b.err }, log
	o.now = func() time.Time { return time.Now().Add(time.Duration(b.elapsed.Load())) }
	var err error
	b.api, err = New(o)
	require.NoError(t, err)
	auditing, stop := context.WithCancel(context.Background())
	var auditor sync.WaitGroup
	auditor.Go(func() { b.api.audit.run(auditing) })
	t.Cleanup(func() { stop(); auditor.Wait() })
	return b
}

// advance moves the API's clock.
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
