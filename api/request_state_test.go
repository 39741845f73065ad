package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
)

// The state of a request is found through other wrappers of its writer, and the writer still has
// the abilities of net/http's.
func TestStateOf(t *testing.T) {
	t.Parallel()
	at := &endpoint{route: "GET /there"}
	a := &API{Options: Options{now: time.Now}, endpoints: map[endpointKey]*endpoint{{http.MethodGet, "/there"}: at}}
	server := httptest.NewServer(func() http.Handler {
		engine := gin.New()
		engine.GET("/there", func(c *gin.Context) {
			require.Equal(t, noEndpoint, stateOf(c).endpoint, "before identify")
			a.identify(c)
			state := stateOf(c)
			require.Same(t, at, state.endpoint)
			require.Same(t, nobody, state.caller)
			c.Writer = &recordingWriter{ResponseWriter: c.Writer}
			require.Same(t, state, stateOf(c))
			require.NoError(t, http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(time.Minute)))
			require.Equal(t, c.Writer.Header().Get(requestIDHeader), requestID(c))
		})
		return engine
	}())
	defer server.Close()
	defer server.Client().CloseIdleConnections()
	w, err := server.Client().Get(server.URL + "/there")
	require.NoError(t, err)
	require.NoError(t, w.Body.Close())
	require.Equal(t, http.StatusOK, w.StatusCode)
	require.Len(t, w.Header.Get(requestIDHeader), 26)
}

// Every route has an endpoint with what the tables say, and so have unmatched requests.
func TestNewEndpoints(t *testing.T) {
	t.Parallel()
	a := setup(t).api
	for _, r := range a.engine.Routes() {
		at := a.endpoints[endpointKey{r.Method, r.Path}]
		scope, needsScope := access.RouteScope(at.route)
		require.Equal(t, r.Method+" "+specPath(r.Path), at.route)
		require.Equal(t, scope, at.scope, at.route)
		require.NotEqual(t, at.public, needsScope, "%s is public or needs a scope", at.route)
		require.False(t, at.closed, at.route)
		require.NotNil(t, at.operation, at.route)
	}
	for _, method := range append([]string{otherMethod}, namedMethods...) {
		at := a.endpoints[endpointKey{method, ""}]
		require.True(t, at.public)
		require.Equal(t, [3]string{method, "unmatched", ""}, [3]string{at.method, at.pattern, at.route})
	}
}
