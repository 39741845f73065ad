package scrub_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/internal/scrub"
	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCollector_StartsAndStops(t *testing.T) {
	startstoptest.Stress(t, func(*testing.T) startstop.Service { return scrub.NewCollector(http.NotFoundHandler()) })
}

func TestCollector_PassesRequestsOn(t *testing.T) {
	c := scrub.NewCollector(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	require.NoError(t, c.Start(t.Context()))
	answer := httptest.NewRecorder()
	c.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusTeapot, answer.Code)
	require.NoError(t, c.Stop(t.Context()))
}
