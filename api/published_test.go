package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// damagedStore panics in reads while it is damaged.
type damagedStore struct {
	graph.RingReader
	graph.RegisterReader
	ringsDamaged, registerDamaged atomic.Bool
}

func (s *damagedStore) Published(ctx context.Context) (graph.Publication, []graph.Ring, error) {
	if s.ringsDamaged.Load() {
		var workers parallel.Group
		workers.Go(func() error { panic(errors.New(secret)) })
		return graph.Publication{}, nil, workers.Wait()
	}
	return s.RingReader.Published(ctx)
}

func (s *damagedStore) Register(ctx context.Context) (graph.Register, error) {
	if s.registerDamaged.Load() {
		panic(secret)
	}
	return s.RegisterReader.Register(ctx)
}

// A panic in reading what is stored does not end the process. The last rings that could be read are
// served. Credentials are not: one of them may have been revoked.
func TestPublished_PanicInStore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	store := &damagedStore{RingReader: b.testGraph, RegisterReader: b.testGraph}
	b.api.Stores.Rings, b.api.Stores.Register = store, store
	b.publish(ring("ring-a"))
	store.ringsDamaged.Store(true)
	p := problem(t, b.get("/v1/rings"), http.StatusServiceUnavailable)
	require.Equal(t, gen.ProblemUnavailable, p.Type)
	problem(t, b.check(graph.Bank, token), http.StatusServiceUnavailable)

	store.ringsDamaged.Store(false)
	b.refresh(t)
	store.ringsDamaged.Store(true)
	b.publish(ring("ring-b"))
	b.advance(time.Minute)
	for range 3 {
		page := decode[gen.RingPage](t, b.get("/v1/rings"), http.StatusOK)
		require.Equal(t, "ring-a", page.Rings[0].Id)
		require.EqualValues(t, 1, page.Publication.Sequence)
		b.api.rings.Poll(t.Context())
	}
	got := decode[gen.CheckAnswer](t, b.check(graph.Bank, token), http.StatusOK)
	require.Equal(t, "ring-a", *got.Results[0].RingId)
	require.Equal(t, gen.Away, got.Neo4j, "what is answered is old")
	require.Greater(t, got.AgeSeconds, 59.0)
	require.Regexp(t, `ringwatch_unreadable_loads_total\{cache="rings"\} [3-9]`, b.get("/metrics").Body.String())
	require.Contains(t, b.log.String(), "published_test.go")
	require.NotContains(t, b.log.String(), secret)

	store.registerDamaged.Store(true)
	b.advance(time.Minute)
	problem(t, b.get("/v1/rings"), http.StatusServiceUnavailable)
	require.Equal(t, http.StatusOK, b.check(graph.Bank, token).Code, "checks accept older credentials")
	require.NotContains(t, b.log.String(), secret)

	store.ringsDamaged.Store(false)
	store.registerDamaged.Store(false)
	b.refresh(t)
	require.Equal(t, "ring-b", decode[gen.RingPage](t, b.get("/v1/rings"), http.StatusOK).Rings[0].Id)
}

// An error that belongs to no category means that what is stored is damaged. The last rings are
// served.
func TestPublished_DamagedPublication(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	b.refresh(t)
	b.err = errors.New("the publication has no sequence")
	b.advance(ringsMaxAge + 1)
	require.Equal(t, "ring-a", decode[gen.RingPage](t, b.get("/v1/rings"), http.StatusOK).Rings[0].Id)
	b.api.rings.Poll(t.Context())
	require.Equal(t, "ring-a", decode[gen.RingPage](t, b.get("/v1/rings"), http.StatusOK).Rings[0].Id)
	require.Contains(t, b.log.String(), "the publication has no sequence")
	b.advance(credentialsMaxAge + 1)
	problem(t, b.get("/v1/rings"), http.StatusServiceUnavailable)
	require.Equal(t, http.StatusOK, b.check(graph.Bank, token).Code)
}

// In the background too, a panic does not end the process.
func TestAPI_PanicInBackground(t *testing.T) {
	t.Parallel()
	m := newTestGraph()
	store := &damagedStore{RingReader: m, RegisterReader: m}
	store.ringsDamaged.Store(true)
	store.registerDamaged.Store(true)
	o := memoryOptions(m)
	o.Stores.Rings, o.Stores.Register = store, store
	a, err := New(o)
	require.NoError(t, err)
	require.NoError(t, a.Start(t.Context()))
	require.Eventually(t, func() bool { return a.rings.PollFailed() && a.credentials.PollFailed() }, within, time.Millisecond)
	store.ringsDamaged.Store(false)
	store.registerDamaged.Store(false)
	require.Eventually(t, func() bool { return !a.rings.PollFailed() && !a.credentials.PollFailed() }, within, time.Millisecond)
	require.NoError(t, a.Stop(context.Background()))
}

// panickingLog panics in Append.
type panickingLog struct{}

func (panickingLog) Append(context.Context, []graph.AuditEntry) error { panic(secret) }

// A panic in the audit log does not end the process, and what is not logged is not shown.
func TestAudit_PanicInStore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	b.api.audit.store = panickingLog{}
	w := b.get("/v1/rings/ring-a/members")
	problem(t, w, http.StatusInternalServerError)
	require.NotContains(t, w.Body.String(), token)
	require.NotContains(t, b.log.String(), secret)
}

// A ring whose summary cannot be written is left out and counted. The others are served.
func TestPublished_LeavesOutUnwritableRings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	broken := ring("ring-b")
	broken.Score = math.NaN()
	b.publish(ring("ring-a"), broken, ring("ring-c"))
	b.refresh(t)
	page := decode[gen.RingPage](t, b.get("/v1/rings"), http.StatusOK)
	require.Len(t, page.Rings, 2)
	require.Equal(t, "ring-c", page.Rings[1].Id)
	require.Equal(t, "ring-c", decode[gen.Ring](t, b.get("/v1/rings/ring-c"), http.StatusOK).Id)
	require.Equal(t, http.StatusOK, b.check(graph.Bank, token).Code)
	require.Contains(t, b.get("/metrics").Body.String(), "ringwatch_unreadable_rings 1\n")
	b.publish(ring("ring-a"))
	b.refresh(t)
	require.Contains(t, b.get("/metrics").Body.String(), "ringwatch_unreadable_rings 0\n")
}
