package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
)

const (
	defaultHeapMB = 1024
	minHeapMB     = 256
	// portTries is how often Start picks ports anew after another process took
	// one between our look and Neo4j's bind.
	portTries = 3
)

// Options say where and how the server runs.
type Options struct {
	// Dir is the home folder: data, conf, logs and the password. Mandatory; made
	// when it isn't there.
	Dir string
	// BoltPort and HTTPPort are the ports preferred; 0 leaves the choice to the
	// kernel. When one is taken another free one is used, and logged.
	BoltPort, HTTPPort int
	// HeapMB is the heap of the Java process in MiB; 0 means 1024.
	HeapMB int
	// Log hears of downloads, starts and restarts; nil means silence.
	Log logrus.FieldLogger
}

// validate fills in the defaults and names the field that can't be used.
func (o *Options) validate() error {
	if o.Dir == "" {
		return errors.New("neo4j: Options.Dir is empty: name the folder that keeps the data")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return fmt.Errorf("neo4j: Options.Dir %q: %w", o.Dir, err)
	}
	o.Dir = dir
	if o.HeapMB == 0 {
		o.HeapMB = defaultHeapMB
	}
	if o.HeapMB < minHeapMB {
		return fmt.Errorf("neo4j: Options.HeapMB is %d: give at least %d", o.HeapMB, minHeapMB)
	}
	for name, port := range map[string]int{"BoltPort": o.BoltPort, "HTTPPort": o.HTTPPort} {
		if port < 0 || port > 65535 {
			return fmt.Errorf("neo4j: Options.%s is %d: give 0 to 65535", name, port)
		}
	}
	if o.BoltPort != 0 && o.BoltPort == o.HTTPPort {
		return fmt.Errorf("neo4j: Options.BoltPort and HTTPPort are both %d: give two ports", o.BoltPort)
	}
	if o.Log == nil {
		silent := logrus.New()
		silent.SetOutput(io.Discard)
		o.Log = silent
	}
	return nil
}

// Server is a running Neo4j. Its methods may be called from any goroutine.
type Server struct {
	options  Options
	tools    tools
	ports    ports
	password string
	lock     *os.File

	// running ends when Stop is called; hurry is closed when it may wait no more.
	running  context.Context
	stop     context.CancelFunc
	hurry    chan struct{}
	hurrying sync.Once
	// done is closed by the supervisor as its last act.
	done chan struct{}

	mu  sync.Mutex
	pid int
	err error
}

// Start brings up the Neo4j of options.Dir and returns once it answers. The
// context bounds the start alone: afterwards the server runs until Stop.
func Start(ctx context.Context, options Options) (*Server, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	if err := makeHome(options.Dir); err != nil {
		return nil, err
	}
	lock, err := lockHome(ctx, options.Dir)
	if err != nil {
		return nil, err
	}
	server := &Server{
		options: options,
		lock:    lock,
		hurry:   make(chan struct{}),
		done:    make(chan struct{}),
	}
	// Stop ends this, not the caller's context: a command's deadline for the
	// start must not take the server down later.
	server.running, server.stop = context.WithCancel(context.WithoutCancel(ctx))
	first, err := server.begin(ctx)
	if err != nil {
		server.stop()
		return nil, errors.Join(err, unlock(lock))
	}
	go server.supervise(first)
	return server, nil
}

// begin does the first start: tools, password, ports, and the process itself.
func (s *Server) begin(ctx context.Context) (*process, error) {
	var err error
	if s.tools, err = prepare(ctx, s.options.Log); err != nil {
		return nil, err
	}
	var fresh bool
	if s.password, fresh, err = keepPassword(s.options.Dir); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		if s.ports, err = choosePorts(ctx, s.options); err != nil {
			return nil, err
		}
		if err = writeConfig(s.options.Dir, s.ports); err != nil {
			return nil, err
		}
		started := time.Now()
		var p *process
		if p, err = s.launch(ctx, fresh); err == nil {
			s.options.Log.WithFields(logrus.Fields{
				"bolt": s.BoltURI(), "browser": s.BrowserURL(), "pid": p.pid,
				"took": time.Since(started).Round(time.Millisecond).String(),
			}).Info("neo4j answers")
			return p, nil
		}
		if !errors.Is(err, errPortTaken) || try == portTries {
			return nil, err
		}
		s.options.Log.WithError(errPortTaken).Warn("neo4j could not start, trying other ports")
	}
}

// launch starts the process and waits until it answers to our password. When it
// doesn't, the process is gone by the time the error is returned.
func (s *Server) launch(ctx context.Context, fresh bool) (*process, error) {
	log, err := openLog(s.options.Dir)
	if err != nil {
		return nil, err
	}
	p, err := startProcess(command(s.tools, s.options, log.file, s.lock))
	if err != nil {
		return nil, errors.Join(err, log.close())
	}
	s.setPID(p.pid)
	// The process has its own descriptor by now.
	if err = log.close(); err == nil {
		err = awaitReady(ctx, p, log, s.BoltURI(), s.password, fresh)
	}
	if err == nil {
		return p, nil
	}
	p.end(s.hurry, failedGrace)
	s.setPID(0)
	return nil, log.explain(err)
}

// BoltURI is where drivers connect.
func (s *Server) BoltURI() string { return fmt.Sprintf("bolt://%s:%d", host, s.ports.bolt) }

// BrowserURL is where a person looks at the graph.
func (s *Server) BrowserURL() string { return fmt.Sprintf("http://%s:%d/browser/", host, s.ports.http) }

// User is the name to sign in with.
func (s *Server) User() string { return user }

// Password is the one generated at the first start of this folder.
func (s *Server) Password() string { return s.password }

// PID is the Java process of the moment; 0 while there is none.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pid
}

// Done is closed when the server is gone for good: stopped, or given up on.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err says why the server was given up on; nil while it runs and after Stop.
func (s *Server) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Stop asks Neo4j to close and waits until it has; after stopGrace, or when the
// context ends, it is killed, which its recovery copes with. Calling it again is
// harmless.
func (s *Server) Stop(ctx context.Context) error {
	s.stop()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	s.hurrying.Do(func() { close(s.hurry) })
	<-s.done
	return fmt.Errorf("neo4j was killed before it had closed, give Stop more time: %w", ctx.Err())
}

func (s *Server) setPID(pid int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pid = pid
}

func (s *Server) giveUp(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}
