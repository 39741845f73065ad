package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"
)

// What is known of a request is found whatever else stands in for its writer, and the writer
// can still do what net/http's can.
func TestAskedOf(t *testing.T) {
	at := &endpoint{route: "GET /there"}
	a := &API{endpoints: map[endpointKey]*endpoint{{http.MethodGet, "/there"}: at}}
	server := httptest.NewServer(func() http.Handler {
		engine := gin.New()
		engine.GET("/there", func(c *gin.Context) {
			require.Equal(t, nowhere, askedOf(c).at, "before identify nothing is known")
			a.identify(c)
			own := askedOf(c)
			require.Same(t, at, own.at)
			require.Same(t, nobody, own.by)
			c.Writer = &copied{ResponseWriter: c.Writer}
			require.Same(t, own, askedOf(c))
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

// Every route's endpoint says what the tables say, and there is one for what no route takes.
func TestNewEndpoints(t *testing.T) {
	a := setup(t).api
	for _, r := range a.engine.Routes() {
		at := a.endpoints[endpointKey{r.Method, r.Path}]
		scope, listed := access[at.route]
		require.Equal(t, r.Method+" "+r.Path, at.route)
		require.Equal(t, listed, at.listed, at.route)
		require.Equal(t, scope, at.scope, at.route)
		require.NotEqual(t, at.open, at.listed, "%s is public or in access", at.route)
		require.NotNil(t, at.specified, at.route)
	}
	for _, method := range append([]string{otherMethod}, named...) {
		at := a.endpoints[endpointKey{method, ""}]
		require.True(t, at.open)
		require.Equal(t, [3]string{method, "unmatched", ""}, [3]string{at.method, at.pattern, at.route})
	}
}

func TestAppendSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.000", 499 * time.Microsecond: "0.000", 500 * time.Microsecond: "0.001", 7 * time.Millisecond: "0.007",
		999_600 * time.Microsecond: "1.000", 61*time.Second + 45*time.Millisecond: "61.045",
	} {
		require.Equal(t, want, string(appendSeconds(nil, d)), d)
	}
}
