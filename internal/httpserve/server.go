package httpserve

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	stdlog "log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/internal/startstop"
)

// Defaults of Options.
const (
	defaultReadTimeout    = 10 * time.Second
	defaultWriteTimeout   = 6 * time.Minute
	defaultIdleTimeout    = 2 * time.Minute
	defaultMaxHeaderBytes = 16 << 10
)

// cutOffGrace is how long requests that Stop has ended may take to send their last response.
const cutOffGrace = time.Second

// ErrCutOff is returned by Stop if requests were still being served when its context ended.
var ErrCutOff = errors.New("requests that took too long were cut off; sending them again is safe")

// ErrStopping is the cause with which the context of a request ends when Stop cuts it off.
var ErrStopping = errors.New("the server is stopping")

// Options configure a Server. All but Addr and Log may be left zero.
type Options struct {
	// Addr is the HOST:PORT to listen on. Port 0 is any free one.
	Addr string
	// TLS secures connections. Nil is plain HTTP.
	TLS *tls.Config
	// PlainOnLoopbackOnly makes Start fail if it would serve plain HTTP to other machines.
	PlainOnLoopbackOnly bool
	// ReadTimeout bounds reading a whole request, headers and body. A handler may extend it with
	// http.ResponseController.SetReadDeadline. 0 is 10 s.
	ReadTimeout time.Duration
	// WriteTimeout bounds a request from the end of its headers to the end of its response. It must
	// leave time to read the body. 0 is 6 minutes.
	WriteTimeout time.Duration
	// IdleTimeout bounds how long a connection may wait for its next request. 0 is 2 minutes.
	IdleTimeout time.Duration
	// MaxHeaderBytes bounds the headers of a request. 0 is 16 KiB.
	MaxHeaderBytes int
	// Log takes what net/http reports about connections, as warnings.
	Log logrus.FieldLogger
	// HideReports logs only that net/http reported something, at debug level: its text may quote a
	// client.
	HideReports bool
}

// Server serves a handler between Start and Stop. It is a startstop.Service.
type Server struct {
	options     Options
	http        http.Server
	endRequests context.CancelCauseFunc

	mu       sync.Mutex
	listener net.Listener // nil before Start
	stopped  bool
	done     chan struct{}
	err      error // why serving ended without Stop; read it after done is closed
}

var _ startstop.Service = (*Server)(nil)

// New returns a server of the handler.
func New(handler http.Handler, o Options) *Server {
	requests, end := context.WithCancelCause(context.Background())
	readTimeout := cmp.Or(o.ReadTimeout, defaultReadTimeout)
	return &Server{
		options:     o,
		endRequests: end,
		done:        make(chan struct{}),
		http: http.Server{
			Handler:     handler,
			TLSConfig:   o.TLS,
			BaseContext: func(net.Listener) context.Context { return requests },
			// Equal, because net/http would set another deadline after the headers.
			ReadHeaderTimeout: readTimeout,
			ReadTimeout:       readTimeout,
			WriteTimeout:      cmp.Or(o.WriteTimeout, defaultWriteTimeout),
			IdleTimeout:       cmp.Or(o.IdleTimeout, defaultIdleTimeout),
			MaxHeaderBytes:    cmp.Or(o.MaxHeaderBytes, defaultMaxHeaderBytes),
			ErrorLog:          stdlog.New(reports{o.Log, o.HideReports}, "", 0),
		},
	}
}

// Start listens and serves in the background. It returns startstop.ErrStarted if the server was
// started or stopped before, and an error if the address cannot be listened on.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || s.listener != nil {
		return fmt.Errorf("starting the server: %w", startstop.ErrStarted)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("starting the server: %w", context.Cause(ctx))
	}
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	s.listener = listener
	go func() {
		defer close(s.done)
		serve := s.http.Serve
		if s.options.TLS != nil {
			serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
		}
		if err := serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.err = fmt.Errorf("serving on %s: %w", listener.Addr(), err)
		}
	}()
	return nil
}

func (s *Server) listen(ctx context.Context) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.options.Addr)
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	if s.options.PlainOnLoopbackOnly && s.options.TLS == nil {
		if at, ok := listener.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
			refused := fmt.Errorf("%s is not on loopback: other machines are served over TLS only", s.options.Addr)
			return nil, errors.Join(refused, listener.Close())
		}
	}
	return listener, nil
}

// Addr returns the address that the server listens on, and an empty string before Start.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

// Done is closed when the server no longer serves.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err returns why serving ended without Stop. It is nil while the server serves and after Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Stop takes no more requests and waits for those being served. When ctx ends first, it ends their
// contexts with ErrStopping, gives them a second to respond, closes the connections of the rest,
// and returns ErrCutOff.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	started := s.listener != nil
	if !started && !s.stopped {
		close(s.done)
	}
	s.stopped = true
	s.mu.Unlock()
	if !started {
		return nil
	}
	err := s.http.Shutdown(ctx)
	s.endRequests(ErrStopping)
	if err != nil {
		err = fmt.Errorf("stopping the server: %w", ErrCutOff)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), cutOffGrace)
		defer cancel()
		if s.http.Shutdown(grace) != nil {
			err = errors.Join(err, s.http.Close())
		}
	}
	<-s.done
	return err
}

// reports takes what net/http logs about connections and handlers.
type reports struct {
	log  logrus.FieldLogger
	hide bool
}

func (r reports) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	switch {
	case r.hide:
		r.log.Debug("net/http reported a failed connection")
	case strings.HasPrefix(text, "http: panic serving"): // it quotes the value, which may hold data
		r.log.Warn("a handler panicked")
	default:
		r.log.Warn(text)
	}
	return len(line), nil
}
