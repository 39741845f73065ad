package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestProblemOf(t *testing.T) {
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
		require.False(t, seen[got], "each its own")
		seen[got] = true
	}
	require.NotContains(t, b.log.String(), secret, "it may be a raw number")
	require.NotContains(t, b.log.String(), "abcdefgh")
}
