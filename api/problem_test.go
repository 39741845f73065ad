package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/api/spec"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/httpserve"
)

func TestProblemOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
	}{
		{graph.ErrNotFound, http.StatusNotFound},
		{graph.ErrConflict, http.StatusConflict},
		{graph.ErrLeaseLost, http.StatusConflict},
		{graph.ErrUnavailable, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusServiceUnavailable},
		{context.Canceled, statusClientClosed},
		{errors.New(secret), http.StatusInternalServerError},
	} {
		kind, detail := problemOf(fmt.Errorf("doing %s: %w", secret, c.err))
		require.Equal(t, c.status, problemStatus[kind], c.err)
		require.NotContains(t, detail, secret)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	b := setup(t)
	problem(t, b.get("/nowhere"), http.StatusNotFound)
	w := b.as(graph.Operator, http.MethodDelete, "/v1/runs", nil)
	problem(t, w, http.StatusMethodNotAllowed)
	require.ElementsMatch(t, []string{"GET", "POST"}, strings.Split(w.Header().Get("Allow"), ", "))
	problem(t, b.as(graph.Operator, "X"+secret, "/v1/runs", nil), http.StatusMethodNotAllowed)

	b.panics = true
	w = b.get("/v1/runs")
	problem(t, w, http.StatusInternalServerError)
	require.Contains(t, b.log.String(), "a handler panicked")
	require.NotContains(t, w.Body.String()+b.log.String(), secret)
	b.panics = false

	b.err = errors.New("a defect")
	problem(t, b.get("/v1/runs"), http.StatusInternalServerError)
	require.Equal(t, 1, strings.Count(b.log.String(), "a defect"), "logged once")

	b.err = graph.ErrUnavailable
	for _, target := range []string{"/v1/rings", "/v1/rings/ring-a", "/v1/runs", "/readyz"} {
		problem(t, b.get(target), http.StatusServiceUnavailable)
	}
	require.Equal(t, http.StatusOK, b.get("/healthz").Code)
	metrics := b.get("/metrics").Body.String()
	require.Contains(t, metrics, `ringwatch_http_requests_total{class="5xx",method="GET",route="/v1/runs"} 3`)
	require.Contains(t, metrics, `ringwatch_http_requests_total{class="4xx",method="other",route="unmatched"} 1`)
	require.NotContains(t, metrics, secret)
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := map[string]bool{}
	for _, given := range []string{"", "abcdefgh", "tel-" + secret, "0af7651916cd43dd-8448_eb211c80319c", "abc defgh\n"} {
		r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		r.Header["X-Request-Id"] = []string{given}
		w := httptest.NewRecorder()
		b.api.Handler().ServeHTTP(w, r)
		got := w.Header().Get("X-Request-Id")
		require.Regexp(t, `^[A-Z2-7]{26,}$`, got)
		require.Contains(t, b.log.String(), got)
		require.False(t, seen[got], "ids are unique")
		seen[got] = true
	}
	require.NotContains(t, b.log.String(), secret, "it may be a raw number")
	require.NotContains(t, b.log.String(), "abcdefgh")
}

// TestProblemTypes compares the table of problems with openapi.yaml and docs/api.md.
func TestProblemTypes(t *testing.T) {
	t.Parallel()
	contract, err := spec.Load(openapiYAML)
	require.NoError(t, err)
	schema := contract.Components.Schemas["ProblemType"].Value
	require.Contains(t, schema.Description, problemTable())
	page, err := os.ReadFile("../docs/api.md")
	require.NoError(t, err)
	require.Contains(t, string(page), problemTable())
	require.Len(t, schema.Enum, len(problemTypes))
	for i, p := range problemTypes {
		require.EqualValues(t, p.Type, schema.Enum[i])
		require.Regexp(t, `^urn:ringwatch:problem:[a-z-]+$`, p.Type)
	}
}

// TestProblemTypes_Situations provokes a problem of each type that a request can provoke.
func TestProblemTypes_Situations(t *testing.T) {
	t.Parallel()
	const feedbackBody = `{"verdict":"confirmed","reason":"other"}`
	feedback := func(b *bundle, headers ...string) *httptest.ResponseRecorder {
		headers = append([]string{"Content-Type", "application/json"}, headers...)
		return b.as(graph.Bank, http.MethodPost, "/v1/rings/ring-a/feedback", strings.NewReader(feedbackBody), headers...)
	}
	decide := func(b *bundle) *httptest.ResponseRecorder {
		return b.post(graph.Police, "/v1/disputes/dispute-1/decision", `{"status":"upheld","reason":"other"}`)
	}
	dispute := func(b *bundle, agency string, status graph.DisputeStatus) {
		b.disputes = []graph.Dispute{{Number: 1, Agency: graph.Agency{ID: agency}, Status: status}}
	}
	for kind, provoke := range map[gen.ProblemType]func(*bundle) *httptest.ResponseRecorder{
		gen.ProblemInvalidRequest: func(b *bundle) *httptest.ResponseRecorder { return b.get("/v1/rings?limit=0") },
		gen.ProblemUnauthenticated: func(b *bundle) *httptest.ResponseRecorder {
			return b.as(graph.Bank, http.MethodGet, "/v1/rings", nil, "Authorization", "Bearer x")
		},
		gen.ProblemForbidden: func(b *bundle) *httptest.ResponseRecorder { return b.as(graph.Bank, http.MethodPost, "/v1/runs", nil) },
		gen.ProblemInsufficientScope: func(b *bundle) *httptest.ResponseRecorder {
			hash := access.HashKey(b.keys[graph.Bank])
			agency := b.agencies[hash]
			agency.Scopes = []graph.Scope{graph.ChecksMake}
			b.agencies[hash] = agency
			return b.get("/v1/rings")
		},
		gen.ProblemOwnDispute: func(b *bundle) *httptest.ResponseRecorder {
			dispute(b, "police", graph.DisputeOpen)
			return decide(b)
		},
		gen.ProblemNotFound:         func(b *bundle) *httptest.ResponseRecorder { return b.get("/v1/rings/ring-z") },
		gen.ProblemMethodNotAllowed: func(b *bundle) *httptest.ResponseRecorder { return b.as(graph.Bank, http.MethodPut, "/v1/rings", nil) },
		gen.ProblemConflict: func(b *bundle) *httptest.ResponseRecorder {
			b.get("/v1/rings")
			b.err = graph.ErrLeaseLost
			return b.get("/v1/runs")
		},
		gen.ProblemRunInProgress: func(b *bundle) *httptest.ResponseRecorder {
			b.get("/v1/rings")
			b.err = graph.ErrConflict
			return b.as(graph.Operator, http.MethodPost, "/v1/runs", nil)
		},
		gen.ProblemAlreadyClosed: func(b *bundle) *httptest.ResponseRecorder {
			b.get("/v1/rings")
			b.err = graph.ErrConflict
			return feedback(b)
		},
		gen.ProblemAlreadyDecided: func(b *bundle) *httptest.ResponseRecorder {
			dispute(b, "somebody", graph.DisputeRejected)
			return decide(b)
		},
		gen.ProblemOutdatedFinding: func(b *bundle) *httptest.ResponseRecorder {
			b.get("/v1/rings")
			b.err = graph.ErrConflict
			return b.post(graph.Telco, "/v1/reverifications/"+token, `{"finding":"verified","reason":"other","day":"2026-05-01"}`)
		},
		gen.ProblemIdempotencyInProgress: func(b *bundle) *httptest.ResponseRecorder {
			b.get("/v1/rings")
			b.err = graph.ErrConflict
			return feedback(b, "Idempotency-Key", "key-1")
		},
		gen.ProblemIdempotencyKeyReused: func(b *bundle) *httptest.ResponseRecorder {
			_, err := b.BeginRequest(context.Background(), "bank", "key-1", "another", "a process")
			require.NoError(t, err)
			return feedback(b, "Idempotency-Key", "key-1")
		},
		gen.ProblemTooLarge: func(b *bundle) *httptest.ResponseRecorder {
			return b.post(graph.Bank, "/v1/disputes", strings.Repeat(" ", maxObject+1))
		},
		gen.ProblemUnsupportedMediaType: func(b *bundle) *httptest.ResponseRecorder { return feedback(b, "Content-Type", "text/plain") },
		gen.ProblemRateLimited: func(b *bundle) *httptest.ResponseRecorder {
			b.api.limits = newRateLimiter(Rates{Requests: 1})
			b.get("/v1/rings")
			b.get("/v1/rings")
			return b.get("/v1/rings")
		},
		gen.ProblemInternal: func(b *bundle) *httptest.ResponseRecorder {
			b.panics = true
			return b.get("/v1/runs")
		},
		gen.ProblemUnavailable: func(b *bundle) *httptest.ResponseRecorder {
			b.err = graph.ErrUnavailable
			return b.get("/v1/rings")
		},
		gen.ProblemIssuerUnavailable: func(b *bundle) *httptest.ResponseRecorder {
			b.err = errIssuerUnavailable
			return b.get("/v1/rings")
		},
		gen.ProblemBusy: func(b *bundle) *httptest.ResponseRecorder {
			b.err = errAuditBacklog
			return b.get("/v1/rings")
		},
		gen.ProblemStopping: func(b *bundle) *httptest.ResponseRecorder {
			b.err = httpserve.ErrStopping
			return b.get("/v1/rings")
		},
		gen.ProblemClientClosedRequest: func(b *bundle) *httptest.ResponseRecorder {
			b.err = context.Canceled
			return b.get("/v1/rings")
		},
	} {
		t.Run(strings.TrimPrefix(string(kind), "urn:ringwatch:problem:"), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.publish(ring("ring-a"))
			require.Equal(t, kind, problem(t, provoke(b), problemStatus[kind]).Type)
		})
	}
}
