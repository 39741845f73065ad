package app

import (
	"net/http"
	"testing"
	"time"

	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/httpserve"
)

// To cut off a request that takes too long is no failure of Stop: it is logged.
func TestApp_StopLogsWhatItCutOff(t *testing.T) {
	log, hook := test.NewNullLogger()
	entered := make(chan struct{})
	server := httpserve.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	}), httpserve.Options{Addr: "127.0.0.1:0", Log: log})
	require.NoError(t, server.Start(t.Context()))
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		response, err := http.Get("http://" + server.Addr())
		if err == nil {
			_ = response.Body.Close()
		}
	}()
	<-entered
	a := &App{options: Options{Log: log, Drain: 10 * time.Millisecond}, server: server}
	a.closers.add("server", a.stopServer)
	require.NoError(t, a.Stop(t.Context()))
	<-answered
	require.Contains(t, hook.LastEntry().Data["error"].(error).Error(), "requests that took too long were cut off")
}
