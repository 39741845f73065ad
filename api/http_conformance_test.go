package api

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/httpserve"
)

func TestHTTP_ConditionalGet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"), ring("ring-b"))
	b.refresh(t)
	seen := map[string]string{}
	for _, target := range []string{"/v1/rings", "/v1/rings?limit=1", "/v1/rings/ring-a", "/v1/rings/ring-b", "/v1/rings/ring-a/history"} {
		for _, kind := range graph.AgencyKinds {
			w := b.as(kind, http.MethodGet, target, nil)
			etag := w.Header().Get("ETag")
			require.Regexp(t, `^W/"[A-Za-z0-9_-]{22}"$`, etag, target)
			require.Equal(t, "private, no-cache", w.Header().Get("Cache-Control"))
			require.Contains(t, w.Header().Get("Vary"), "Authorization")
			require.Empty(t, seen[etag], "an ETag is of one agency and one resource: %s %s", kind, target)
			seen[etag] = string(kind) + target
			for _, given := range []string{etag, strings.TrimPrefix(etag, "W/"), `"x", ` + etag, "*"} {
				again := b.as(kind, http.MethodGet, target, nil, "If-None-Match", given)
				require.Equal(t, http.StatusNotModified, again.Code)
				require.Empty(t, again.Body.String())
				require.Equal(t, etag, again.Header().Get("ETag"))
			}
		}
	}
	bank := b.get("/v1/rings/ring-a")
	for _, target := range []string{"/v1/rings/ring-a", "/v1/rings/ring-z"} {
		w := b.as(graph.Telco, http.MethodGet, target, nil, "If-None-Match", bank.Header().Get("ETag"))
		require.NotEqual(t, http.StatusNotModified, w.Code, "another agency's ETag is not valid")
	}
	b.publish(ring("ring-b"))
	b.refresh(t)
	require.Equal(t, http.StatusOK, b.as(graph.Bank, http.MethodGet, "/v1/rings", nil, "If-None-Match", bank.Header().Get("ETag")).Code)
	require.Equal(t, http.StatusNotFound, b.as(graph.Bank, http.MethodGet, "/v1/rings/ring-a", nil, "If-None-Match", "*").Code)
	for _, target := range []string{"/v1/rings/ring-b/members", "/v1/runs"} {
		w := b.get(target)
		require.Empty(t, w.Header().Get("ETag"))
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	}
}

func TestHTTP_Gzip(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var rings []graph.Ring
	for i := range 20 {
		rings = append(rings, ring(fmt.Sprintf("ring-%02d", i)))
	}
	b.publish(rings...)
	plain := b.get("/v1/rings")
	for accepted, zipped := range map[string]bool{
		"": false, "gzip": true, "br;q=1, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.000": false, "deflate": false,
	} {
		w := b.as(graph.Bank, http.MethodGet, "/v1/rings", nil, "Accept-Encoding", accepted)
		require.Equal(t, plain.Header().Get("ETag"), w.Header().Get("ETag"))
		body := io.Reader(w.Body)
		if zipped {
			require.Equal(t, "gzip", w.Header().Get("Content-Encoding"), accepted)
			require.Less(t, w.Body.Len(), plain.Body.Len()/2)
			var err error
			body, err = gzip.NewReader(body)
			require.NoError(t, err)
		} else {
			require.Empty(t, w.Header().Get("Content-Encoding"), accepted)
		}
		read, err := io.ReadAll(body)
		require.NoError(t, err)
		require.Equal(t, plain.Body.String(), string(read))
	}
}

func TestHTTP_CursorsAreForOneAgencyAndList(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"), ring("ring-b"), ring("ring-c"))
	for i := int64(3); i > 0; i-- {
		b.runs = append(b.runs, graph.Run{ID: fmt.Sprint("run-", i), Sequence: i, Status: graph.Succeeded})
		b.events = append(b.events, graph.Event{Number: i, Kind: graph.EventGrown})
	}
	lists := []string{"/v1/rings", "/v1/rings/ring-a/history", "/v1/rings/ring-b/history", "/v1/runs"}
	for _, from := range lists {
		page := decode[struct {
			NextCursor string `json:"next_cursor"`
		}](t, b.get(from+"?limit=1"), http.StatusOK)
		require.NotEmpty(t, page.NextCursor)
		for _, to := range lists {
			status := http.StatusBadRequest
			if to == from {
				status = http.StatusOK
			}
			require.Equal(t, status, b.get(to+"?cursor="+page.NextCursor).Code, "%s on %s", from, to)
		}
		problem(t, b.as(graph.Telco, http.MethodGet, from+"?cursor="+page.NextCursor, nil), http.StatusBadRequest)
		other := []byte(page.NextCursor)
		other[len(other)-2] ^= 1
		require.Equal(t, http.StatusBadRequest, b.get(from+"?cursor="+string(other)).Code)
	}
}

func TestHTTP_IdempotencyKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"), ring("ring-b"))
	feedback := `{"verdict":"confirmed","reason":"other"}`
	give := func(kind graph.AgencyKind, ring, key, body string) *httptest.ResponseRecorder {
		return b.as(kind, http.MethodPost, "/v1/rings/"+ring+"/feedback", strings.NewReader(body),
			"Content-Type", "application/json", "Idempotency-Key", key)
	}
	first := give(graph.Bank, "ring-a", "key-1", feedback)
	require.Equal(t, http.StatusCreated, first.Code, first.Body)
	require.Empty(t, first.Header().Get("Idempotent-Replayed"))
	again := give(graph.Bank, "ring-a", "key-1", feedback)
	require.Equal(t, http.StatusCreated, again.Code)
	require.Equal(t, "true", again.Header().Get("Idempotent-Replayed"))
	require.Equal(t, first.Body.String(), again.Body.String())
	require.Equal(t, first.Header().Get("Content-Type"), again.Header().Get("Content-Type"))
	problem(t, give(graph.Bank, "ring-b", "key-1", feedback), http.StatusUnprocessableEntity)
	problem(t, give(graph.Bank, "ring-a", "key-1", feedback+" "), http.StatusUnprocessableEntity)
	require.Equal(t, http.StatusCreated, give(graph.Telco, "ring-b", "key-1", feedback).Code, "each agency has its own keys")
	problem(t, give(graph.Bank, "ring-a", "not a key", feedback), http.StatusBadRequest)

	started := b.as(graph.Operator, http.MethodPost, "/v1/runs", nil, "Idempotency-Key", "key-2")
	require.Equal(t, http.StatusAccepted, started.Code)
	replayed := b.as(graph.Operator, http.MethodPost, "/v1/runs", nil, "Idempotency-Key", "key-2")
	require.Equal(t, http.StatusAccepted, replayed.Code)
	require.Equal(t, started.Header().Get("Location"), replayed.Header().Get("Location"))

	b.err = graph.ErrUnavailable
	problem(t, give(graph.Bank, "ring-a", "key-4", feedback), http.StatusServiceUnavailable)
	b.err = nil
	require.Less(t, give(graph.Bank, "ring-a", "key-4", feedback).Code, 300, "an error is not stored")
}

func TestHTTP_RateLimits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	b.api.limits = newRateLimiter(Rates{Requests: 3, Checks: 2, Tokens: 5000})
	b.refresh(t)
	var last *httptest.ResponseRecorder
	for i := range 7 {
		last = b.get("/v1/rings")
		require.Equal(t, `"requests";q=6;w=2`, last.Header().Get("RateLimit-Policy"))
		require.Regexp(t, `^"requests";r=\d+;t=\d+$`, last.Header().Get("RateLimit"))
		if i < 6 {
			require.Equal(t, http.StatusOK, last.Code)
		}
	}
	problem(t, last, http.StatusTooManyRequests)
	require.Equal(t, "1", last.Header().Get("Retry-After"))
	require.Equal(t, http.StatusOK, b.as(graph.Telco, http.MethodGet, "/v1/rings", nil).Code, "each agency has its own limits")
	require.Equal(t, http.StatusOK, b.check(graph.Bank, token).Code, "checks have another limit")
	require.Equal(t, http.StatusOK, b.get("/healthz").Code)
	require.Equal(t, http.StatusOK, b.check(graph.Police, make10k()...).Code, "the largest request passes an unused limit")
	w := b.check(graph.Police, make10k()...)
	problem(t, w, http.StatusTooManyRequests)
	require.Equal(t, `"tokens";q=10000;w=2`, w.Header().Get("RateLimit-Policy"))
}

func TestHTTP_Purpose(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	send := func(purposes ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/v1/rings/ring-a/members", nil)
		r.Header.Set("Authorization", "Bearer "+b.keys[graph.Bank])
		for _, p := range purposes {
			r.Header.Add(purposeHeader, p)
		}
		w := httptest.NewRecorder()
		b.api.Handler().ServeHTTP(w, r)
		return w
	}
	for _, purposes := range [][]string{
		nil, {""}, {"   "}, {"call " + secret}, {"tracing " + token}, {strings.Repeat("x", maxPurpose+1)}, {"a", "b"}, {"mail a@b.example"},
	} {
		w := send(purposes...)
		problem(t, w, http.StatusBadRequest)
		require.NotContains(t, w.Body.String()+b.log.String(), secret)
	}
	require.Empty(t, b.auditEntries())
	w := send("FIR 112/2026, tracing of funds")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, []graph.AuditEntry{{
		Action: graph.AuditMembersRead, Actor: "bank", Ring: "ring-a", Purpose: "FIR 112/2026, tracing of funds", Count: 1,
	}}, b.auditEntries())
	require.Equal(t, b.auditLog()[0].Head().String(), w.Header().Get(receiptHeader))
	require.Equal(t, w.Header().Get("X-Request-Id"), b.auditLog()[0].ID)
	b.err = graph.ErrUnavailable
	p := send("FIR 112/2026")
	problem(t, p, http.StatusServiceUnavailable)
	require.NotContains(t, p.Body.String(), token, "nothing is shown that is not in the audit log")
}

// Tricks with headers and paths give no access.
func TestAccess_Tricks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	elsewhere := ring("ring-b")
	elsewhere.Regions = []string{"MH"}
	b.publish(ring("ring-a"), elsewhere)
	hash := access.HashKey(b.keys[graph.Bank])
	bank := b.agencies[hash]
	bank.Regions = []string{"KA"}
	b.agencies[hash] = bank
	b.refresh(t)
	for _, target := range []string{
		"/v1/rings/ring-b", "/v1/rings/ring-b/", "/v1//rings/ring-b", "/v1/rings/./ring-b", "/v1/rings/ring-a/../ring-b", "/v1/rings/%72ing-b",
		"/v1/rings/RING-B", "/v1/rings/ring-b%00", "/v1/rings/ring-b;x", "/V1/rings/ring-b", "/v1/rings/ring-b/members", "/v1/rings/ring-b%2Fmembers",
		"/healthz/../v1/rings/ring-b", "/docs/..%2fv1/rings/ring-b",
	} {
		w := b.get(target)
		require.GreaterOrEqual(t, w.Code, 400, target)
		require.NotContains(t, w.Body.String(), token, target)
	}
	for _, headers := range [][]string{
		{"X-Original-URL", "/v1/runs"},
		{"X-Rewrite-Url", "/v1/runs"},
		{"X-Http-Method-Override", "POST"},
		{"X-Forwarded-For", "127.0.0.1"},
		{"X-Agency", "operator"},
		{"X-Forwarded-User", "operator"},
		{"X-Client-Cert", "operator"},
		{"Forwarded", "for=127.0.0.1;proto=https"},
	} {
		w := b.as(graph.Bank, http.MethodGet, "/v1/rings/ring-b", nil, headers...)
		require.Equal(t, http.StatusNotFound, w.Code, headers)
		w = b.as(graph.Bank, http.MethodPost, "/v1/runs", nil, headers...)
		require.Equal(t, http.StatusForbidden, w.Code, headers)
	}
	r := httptest.NewRequest(http.MethodGet, "/v1/runs", nil)
	r.Header.Add("Authorization", "Bearer "+b.keys[graph.Bank])
	r.Header.Add("Authorization", "Bearer "+b.keys[graph.Operator])
	w := httptest.NewRecorder()
	b.api.Handler().ServeHTTP(w, r)
	problem(t, w, http.StatusUnauthorized)
	for _, query := range []string{"agency=operator", "key=" + b.keys[graph.Operator], "access_token=" + b.keys[graph.Operator]} {
		w := b.as(graph.Bank, http.MethodGet, "/v1/rings?"+query, nil)
		require.Equal(t, http.StatusBadRequest, w.Code)
		require.NotContains(t, b.log.String(), b.keys[graph.Operator])
	}
}

// An agency's requests wait for each other once they fill all its slots.
func TestLimits_Slots(t *testing.T) {
	t.Parallel()
	limits := newRateLimiter(Rates{}).of("axis")
	for range cap(limits.slots) {
		limits.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan bool, 1)
	send := func() {
		handled := false
		engine := gin.New()
		engine.GET("/", func(c *gin.Context) { new(API).handleInSlot(c, limits) }, func(*gin.Context) { handled = true })
		engine.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		done <- handled
	}
	go send()
	require.Never(t, func() bool { return len(done) > 0 }, 100*time.Millisecond, 10*time.Millisecond)
	<-limits.slots
	require.True(t, <-done)
	limits.slots <- struct{}{} // the slot was freed, or this would wait for ever
	send()
	require.True(t, <-done, "it goes ahead when the slots stay full")
	go send()
	cancel()
	require.False(t, <-done, "a client that left is not served")
}

// A body that does not arrive ends its connection.
func TestHTTP_SlowBodies(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	b.refresh(t)
	server := b.serve(t, httpserve.Options{ReadTimeout: 50 * time.Millisecond, Log: b.api.Log})
	for _, path := range []string{"/v1/checks", "/v1/rings/ring-a/feedback"} {
		c, err := net.Dial("tcp", server.Addr())
		require.NoError(t, err)
		_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"+
			"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", path, b.keys[graph.Bank])
		require.NoError(t, err)
		response, err := io.ReadAll(c) // to its end
		require.NoError(t, err)
		require.Contains(t, string(response), "400 Bad Request", path)
		require.Contains(t, string(response), "before the whole body was read")
		require.NoError(t, c.Close())
	}
	// A body that is too large is not read to its end either.
	w := b.as(graph.Bank, http.MethodPost, "/v1/rings/ring-a/feedback", io.LimitReader(zeros{}, 1<<30),
		"Content-Type", "application/json", "Idempotency-Key", "x")
	problem(t, w, http.StatusRequestEntityTooLarge)
	w = b.as(graph.Bank, http.MethodPost, "/v1/checks", io.LimitReader(zeros{}, 1<<30), "Content-Type", "application/json")
	problem(t, w, http.StatusRequestEntityTooLarge)
}

// TestExamples tries the examples of openapi.yaml: every body is accepted, and every response
// matches its schema.
func TestExamples(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(numbered("ring-a", 0.85, "a"))
	b.disputes = []graph.Dispute{{Number: 1, Agency: graph.Agency{ID: "somebody"}, Status: graph.DisputeOpen}}
	b.refresh(t)
	paths := strings.NewReplacer("/rings/{id}", "/rings/ring-a", "/disputes/{id}", "/disputes/dispute-1", "{token}", string(tokenOf('a')))
	ran := 0
	for path, item := range b.api.contract.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.RequestBody != nil {
				for media, content := range operation.RequestBody.Value.Content {
					body, ok := content.Example.(string)
					if !ok {
						text, err := json.Marshal(content.Example)
						require.NoError(t, err)
						body = string(text)
					}
					kind := graph.Police
					if path == "/v1/reverifications/{token}" {
						kind = graph.Telco
					}
					w := b.as(kind, method, paths.Replace(path), strings.NewReader(body), "Content-Type", media)
					require.Less(t, w.Code, 300, "%s %s: %s", method, path, w.Body)
					require.NotContains(t, w.Body.String(), "refused\":1")
					ran++
				}
			}
			for status, response := range operation.Responses.Map() {
				for _, content := range response.Value.Content {
					if content.Example != nil && content.Schema.Value != nil {
						require.NoError(t, content.Schema.Value.VisitJSON(content.Example), "%s %s %s", method, path, status)
						ran++
					}
				}
			}
		}
	}
	for name, schema := range b.api.contract.Components.Schemas {
		if schema.Value.Example != nil {
			require.NoError(t, schema.Value.VisitJSON(schema.Value.Example), name)
			ran++
		}
	}
	require.Greater(t, ran, 15)
	var ring gen.Ring
	text, err := json.Marshal(b.api.contract.Components.Schemas["Ring"].Value.Example)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &ring))
}
