package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/httpserve"
	"github.com/ringwatch/ringwatch/internal/startstop"
)

// serve starts a server of the bundle's API.
func (b *bundle) serve(t *testing.T, o httpserve.Options) *httpserve.Server {
	t.Helper()
	o.Addr = "127.0.0.1:0"
	if o.Log == nil {
		o.Log = logrus.New()
	}
	s := httpserve.New(b.api.Handler(), o)
	require.NoError(t, s.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // the test's own has ended
		defer cancel()
		require.NoError(t, s.Stop(ctx))
	})
	return s
}

// result is the response to a request, or why there is none.
type result struct {
	status int
	body   string
	err    error
}

// fileConcurrently files a report at the server on another goroutine.
func (b *bundle) fileConcurrently(s *httpserve.Server, client *http.Client) <-chan result {
	done := make(chan result, 1)
	go func() {
		r, err := http.NewRequest(http.MethodPost, "http://"+s.Addr()+"/v1/records", strings.NewReader(report("A")))
		if err != nil {
			done <- result{err: err}
			return
		}
		r.Header.Set("Content-Type", "application/x-ndjson")
		r.Header.Set("Authorization", "Bearer "+b.keys["bank"])
		w, err := client.Do(r)
		if err != nil {
			done <- result{err: err}
			return
		}
		defer func() { _ = w.Body.Close() }()
		body, err := io.ReadAll(w.Body)
		done <- result{w.StatusCode, string(body), err}
	}()
	return done
}

func TestServer_StopFinishesRequests(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.entered, b.proceed = make(chan struct{}), make(chan struct{})
	s := b.serve(t, httpserve.Options{})
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()

	done := b.fileConcurrently(s, client)
	<-b.entered // it is being saved
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop(context.Background()) }()
	require.Eventually(t, func() bool { // it takes no new ones
		w, err := client.Get("http://" + s.Addr() + "/healthz")
		if err == nil {
			_ = w.Body.Close()
		}
		return err != nil
	}, 5*time.Second, 5*time.Millisecond)
	select {
	case err := <-stopped:
		t.Fatal("it stopped during a request", err)
	default:
	}
	close(b.proceed)
	got := <-done
	require.NoError(t, got.err)
	require.Equal(t, http.StatusOK, got.status)
	require.Contains(t, got.body, `"created":1`)
	require.NoError(t, <-stopped)
	<-s.Done()
	require.NoError(t, s.Err())
	require.NoError(t, s.Stop(t.Context()), "twice is harmless")
	require.ErrorIs(t, s.Start(t.Context()), startstop.ErrStarted)
}

func TestServer_StopEndsWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.entered, b.proceed = make(chan struct{}), make(chan struct{}) // nobody lets it proceed
	s := b.serve(t, httpserve.Options{})
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	done := b.fileConcurrently(s, client)
	<-b.entered
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := s.Stop(ctx)
	require.ErrorIs(t, err, httpserve.ErrCutOff)
	require.NotContains(t, err.Error(), context.DeadlineExceeded.Error())
	got := <-done
	require.NoError(t, got.err)
	require.Equal(t, http.StatusServiceUnavailable, got.status, "its client learns that the server ended it")
	require.Contains(t, got.body, "urn:ringwatch:problem:stopping")
	require.Contains(t, b.log.String(), "status=503")
	require.NotContains(t, b.log.String(), "status=499", "the client did not leave")
}
