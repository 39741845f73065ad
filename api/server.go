package api

import (
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
)

// Bounds on a connection. A request whose headers or small body does not come is given up
// after readTimeout, which patient puts off to readWhole for those that take longer. Writing
// is bounded from the end of the request's headers, so it leaves time to read a full body and
// to commit it.
const (
	readTimeout    = 10 * time.Second
	readWhole      = 3 * time.Minute
	writeTimeout   = 6 * time.Minute
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 16 << 10
	// lastAnswers is how long requests that were told to end may take to say so.
	lastAnswers = time.Second
)

// ErrCutOff: requests were under way when the server had to stop.
var ErrCutOff = errors.New("requests that took too long were ended before their time; sending them again is safe")

// errStopping is why they were ended, as they see it.
var errStopping = errors.New("the server stops")

// Server serves a handler until it is stopped. It is started once.
type Server struct {
	// TLS is how connections are secured; nil for not at all. Set before Start.
	TLS  *tls.Config
	log  logrus.FieldLogger
	http http.Server
	end  context.CancelCauseFunc // of every request's context

	mu       sync.Mutex
	listener net.Listener
	stopped  bool
	done     chan struct{}
	err      error // why it stopped by itself; read after done
}

// NewServer returns a server of the handler.
func NewServer(handler http.Handler, log logrus.FieldLogger) *Server {
	requests, end := context.WithCancelCause(context.Background())
	return &Server{
		log:  log,
		end:  end,
		done: make(chan struct{}),
		http: http.Server{
			Handler:           handler,
			BaseContext:       func(net.Listener) context.Context { return requests },
			ReadHeaderTimeout: readTimeout, // the same: another would be set anew after the headers
			ReadTimeout:       readTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHeaderBytes,
			ErrorLog:          stdlog.New(warnings{log}, "", 0),
		},
	}
}

// warnings takes what net/http logs of its own.
type warnings struct{ log logrus.FieldLogger }

func (w warnings) Write(line []byte) (int, error) {
	w.log.Warn(strings.TrimSpace(string(line)))
	return len(line), nil
}

// Start listens on addr, where port 0 is any free one, and serves in the background.
// The context bounds the start alone.
func (s *Server) Start(ctx context.Context, addr string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || s.listener != nil {
		return errors.New("starting the API: it was started or stopped before")
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("starting the API: %w", err)
	}
	s.listener = listener
	go func() {
		defer close(s.done)
		serve := s.http.Serve
		if s.TLS != nil {
			s.http.TLSConfig = s.TLS
			serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
		}
		if err := serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.err = fmt.Errorf("serving the API: %w", err)
		}
	}()
	return nil
}

// Addr is the address that it listens on; empty before Start.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

// Done is closed once it serves no more.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is why it stopped by itself; nil while it serves and after Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Stop takes no more requests and waits for those under way, until the context ends:
// then it ends them, cuts off those that don't, and returns ErrCutOff. Stopping twice,
// or before Start, is harmless.
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
	s.end(errStopping) // nobody is left to hear it, unless the context ended
	if err != nil {
		err = fmt.Errorf("stopping the API: %w", ErrCutOff)
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
		defer cancel()
		if s.http.Shutdown(last) != nil {
			err = errors.Join(err, s.http.Close())
		}
	}
	<-s.done
	return err
}
