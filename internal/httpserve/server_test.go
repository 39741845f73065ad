package httpserve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newTestServer(handler http.Handler) *Server {
	return New(handler, Options{Addr: "127.0.0.1:0", Log: logrus.New()})
}

func TestServer_Lifecycle(t *testing.T) {
	startstoptest.Stress(t, func(*testing.T) startstop.Service { return newTestServer(http.NotFoundHandler()) })
}

// get requests a server until the request ends.
func get(s *Server) <-chan error {
	failed := make(chan error, 1)
	go func() {
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		response, err := client.Get("http://" + s.Addr())
		if err == nil {
			_ = response.Body.Close()
		}
		failed <- err
	}()
	return failed
}

func TestServer_StopCutsOffWhatDoesNotEnd(t *testing.T) {
	entered, proceed, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	s := newTestServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(entered)
		<-proceed
		close(left)
	}))
	require.NoError(t, s.Start(t.Context()))
	failed := get(s)
	<-entered
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Stop(ctx), ErrCutOff)
	require.Error(t, <-failed)
	close(proceed)
	<-left
}

func TestServer_StopEndsContexts(t *testing.T) {
	entered, cause := make(chan struct{}), make(chan error, 1)
	s := newTestServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
		cause <- context.Cause(r.Context())
	}))
	require.NoError(t, s.Start(t.Context()))
	failed := get(s)
	<-entered
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := s.Stop(ctx)
	require.ErrorIs(t, err, ErrCutOff)
	require.NotContains(t, err.Error(), context.DeadlineExceeded.Error())
	require.ErrorIs(t, <-cause, ErrStopping)
	require.NoError(t, <-failed, "the handler could still respond")
	require.NoError(t, s.Err())
}

func TestServer_StopBeforeStart(t *testing.T) {
	s := newTestServer(http.NotFoundHandler())
	require.Empty(t, s.Addr())
	require.NoError(t, s.Stop(t.Context()))
	require.NoError(t, s.Stop(t.Context()))
	<-s.Done()
}

func TestServer_TakenPort(t *testing.T) {
	first := newTestServer(http.NotFoundHandler())
	require.NoError(t, first.Start(t.Context()))
	second := New(http.NotFoundHandler(), Options{Addr: first.Addr(), Log: logrus.New()})
	require.ErrorContains(t, second.Start(t.Context()), "address already in use")
	require.NoError(t, first.Stop(t.Context()))
	require.NoError(t, second.Stop(t.Context()))
}

func TestServer_PlainOnLoopbackOnly(t *testing.T) {
	s := New(http.NotFoundHandler(), Options{Addr: "0.0.0.0:0", PlainOnLoopbackOnly: true, Log: logrus.New()})
	require.ErrorContains(t, s.Start(t.Context()), "is not on loopback")
	s = New(http.NotFoundHandler(), Options{Addr: "127.0.0.1:0", PlainOnLoopbackOnly: true, Log: logrus.New()})
	require.NoError(t, s.Start(t.Context()))
	require.NoError(t, s.Stop(t.Context()))
}

// A panic's value may hold data. The log says only that there was one.
func TestServer_LogsNoPanicValue(t *testing.T) {
	const secret = "919876543210"
	for hide, level := range map[bool]logrus.Level{false: logrus.WarnLevel, true: logrus.DebugLevel} {
		log, hook := test.NewNullLogger()
		log.SetLevel(logrus.DebugLevel)
		s := New(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(errors.New(secret)) }),
			Options{Addr: "127.0.0.1:0", Log: log, HideReports: hide})
		require.NoError(t, s.Start(t.Context()))
		require.Error(t, <-get(s))
		require.NoError(t, s.Stop(t.Context()))
		require.Equal(t, level, hook.LastEntry().Level)
		require.NotContains(t, hook.LastEntry().Message, secret)
	}
}

func TestServer_ReadTimeout(t *testing.T) {
	s := New(http.NotFoundHandler(), Options{Addr: "127.0.0.1:0", ReadTimeout: 50 * time.Millisecond, Log: logrus.New()})
	require.NoError(t, s.Start(t.Context()))
	c, err := net.Dial("tcp", s.Addr())
	require.NoError(t, err)
	_, err = fmt.Fprint(c, "GET / HTTP/1.1\r\n")
	require.NoError(t, err)
	require.NoError(t, c.SetReadDeadline(time.Now().Add(time.Minute)))
	_, err = c.Read(make([]byte, 1))
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, c.Close())
	require.NoError(t, s.Stop(t.Context()))
}
