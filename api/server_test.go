package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"
)

// answer is what became of a request.
type answer struct {
	status int
	body   string
	err    error
}

// filing files a report at the server, side by side with the test.
func (b *bundle) filing(s *Server, client *http.Client) <-chan answer {
	answered := make(chan answer, 1)
	go func() {
		r, err := http.NewRequest(http.MethodPost, "http://"+s.Addr()+"/v1/records", strings.NewReader(report("A")))
		if err != nil {
			answered <- answer{err: err}
			return
		}
		r.Header.Set("Content-Type", "application/x-ndjson")
		r.Header.Set("Authorization", "Bearer "+b.keys["bank"])
		w, err := client.Do(r)
		if err != nil {
			answered <- answer{err: err}
			return
		}
		defer func() { _ = w.Body.Close() }()
		body, err := io.ReadAll(w.Body)
		answered <- answer{w.StatusCode, string(body), err}
	}()
	return answered
}

func TestServer_StopFinishesWhatIsUnderWay(t *testing.T) {
	b := setup(t)
	b.entered, b.proceed = make(chan struct{}), make(chan struct{})
	s := NewServer(b.api.Handler(), logrus.New())
	require.NoError(t, s.Start(t.Context(), "127.0.0.1:0"))
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()

	answered := b.filing(s, client)
	<-b.entered // it is being saved
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop(context.Background()) }()
	require.Eventually(t, func() bool { // no new ones
		w, err := client.Get("http://" + s.Addr() + "/healthz")
		if err == nil {
			_ = w.Body.Close()
		}
		return err != nil
	}, 5*time.Second, 5*time.Millisecond)
	select {
	case err := <-stopped:
		t.Fatal("it stopped while a request was under way", err)
	default:
	}
	close(b.proceed)
	got := <-answered
	require.NoError(t, got.err)
	require.Equal(t, http.StatusOK, got.status)
	require.Contains(t, got.body, `"created":1`)
	require.NoError(t, <-stopped)
	<-s.Done()
	require.NoError(t, s.Err())
	require.NoError(t, s.Stop(t.Context()), "twice is harmless")
	require.Error(t, s.Start(t.Context(), "127.0.0.1:0"))
}

func TestServer_StopEndsWhatTakesTooLong(t *testing.T) {
	b := setup(t)
	b.entered, b.proceed = make(chan struct{}), make(chan struct{}) // nobody lets it proceed
	s := NewServer(b.api.Handler(), logrus.New())
	require.NoError(t, s.Start(t.Context(), "127.0.0.1:0"))
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	answered := b.filing(s, client)
	<-b.entered
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := s.Stop(ctx)
	require.ErrorIs(t, err, ErrCutOff)
	require.NotContains(t, err.Error(), context.DeadlineExceeded.Error())
	got := <-answered
	require.NoError(t, got.err)
	require.Equal(t, http.StatusServiceUnavailable, got.status, "its client hears that we ended it")
	require.Contains(t, b.log.String(), "status=503")
	require.NotContains(t, b.log.String(), "status=499", "the client did not give up")
}

func TestServer_StopCutsOffWhatDoesNotEnd(t *testing.T) {
	entered, proceed, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	s := NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(entered)
		<-proceed
		close(left)
	}), logrus.New())
	require.NoError(t, s.Start(t.Context(), "127.0.0.1:0"))
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	failed := make(chan error, 1)
	go func() {
		answer, err := client.Get("http://" + s.Addr())
		if err == nil {
			_ = answer.Body.Close()
		}
		failed <- err
	}()
	<-entered
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Stop(ctx), ErrCutOff)
	require.Error(t, <-failed)
	close(proceed)
	<-left
}

func TestServer_StopBeforeStart(t *testing.T) {
	s := NewServer(http.NotFoundHandler(), logrus.New())
	require.Empty(t, s.Addr())
	require.NoError(t, s.Stop(t.Context()))
	require.NoError(t, s.Stop(t.Context()))
	<-s.Done()
}

func TestServer_TakenPort(t *testing.T) {
	first, second := NewServer(http.NotFoundHandler(), logrus.New()), NewServer(http.NotFoundHandler(), logrus.New())
	require.NoError(t, first.Start(t.Context(), "127.0.0.1:0"))
	require.ErrorContains(t, second.Start(t.Context(), first.Addr()), "address already in use")
	require.NoError(t, first.Stop(t.Context()))
	require.NoError(t, second.Stop(t.Context()))
}

func TestNew_NamesWhatIsMissing(t *testing.T) {
	_, err := New(Options{})
	require.EqualError(t, err, "api options: Records is missing")
	m := &memory{}
	_, err = New(Options{Records: m, Rings: m, Histories: m, Feedbacks: m, Verifications: m, Disputes: m, Runs: m, Registrar: m, Audit: m, Replays: m, Detector: m, Ready: func(context.Context) error { return nil }, Log: logrus.New()})
	require.EqualError(t, err, "api options: Metrics is missing")
	o := Options{Records: m, Rings: m, Histories: m, Feedbacks: m, Verifications: m, Disputes: m, Runs: m, Registrar: m, Audit: m, Replays: m, Detector: m, Ready: func(context.Context) error { return nil }, Log: logrus.New(), Metrics: prometheus.NewRegistry()}
	_, err = New(o)
	require.NoError(t, err)
	_, err = New(o)
	require.ErrorContains(t, err, "metrics", "a registry takes one API")
}
