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

	"github.com/ringwatch/ringwatch/internal/startstop"
)

const (
	defaultHeapMB = 1024
	minHeapMB     = 256
	// portTries is how often Start chooses ports after another process took one between our check
	// and the moment when Neo4j binds it.
	portTries = 3
)

// Options say where and how the server runs.
type Options struct {
	// Dir is the home folder: data, configuration, logs and the password. Mandatory. It is created
	// if it does not exist.
	Dir string
	// BoltPort and HTTPPort are the preferred ports; 0 leaves the choice to the kernel. If one is
	// taken, another free one is used and logged.
	BoltPort, HTTPPort int
	// HeapMB is the heap of the Java process in MiB; 0 means 1024.
	HeapMB int
	// ArchiveClasses lets Java write a class archive when this server ends, if there is none yet:
	// it makes later starts quicker, and this Stop take some ten seconds longer.
	ArchiveClasses bool
	// Log receives lines on downloads, starts and restarts; nil means silence.
	Log logrus.FieldLogger
}

// validate fills in the defaults. Its errors name the field that is wrong.
func (o *Options) validate() error {
	if o.Dir == "" {
		return errors.New("Neo4j: Options.Dir is empty: give the folder for the data")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return fmt.Errorf("Neo4j: Options.Dir %q: %w", o.Dir, err)
	}
	o.Dir = dir
	if o.HeapMB == 0 {
		o.HeapMB = defaultHeapMB
	}
	if o.HeapMB < minHeapMB {
		return fmt.Errorf("Neo4j: Options.HeapMB is %d: give at least %d", o.HeapMB, minHeapMB)
	}
	for name, port := range map[string]int{"BoltPort": o.BoltPort, "HTTPPort": o.HTTPPort} {
		if port < 0 || port > 65535 {
			return fmt.Errorf("Neo4j: Options.%s is %d: give 0 to 65535", name, port)
		}
	}
	if o.BoltPort != 0 && o.BoltPort == o.HTTPPort {
		return fmt.Errorf("Neo4j: Options.BoltPort and HTTPPort are both %d: give two ports", o.BoltPort)
	}
	if o.Log == nil {
		silent := logrus.New()
		silent.SetOutput(io.Discard)
		o.Log = silent
	}
	return nil
}

// Server is a Neo4j on this machine. It is started once and stopped once. Its methods may be called
// from any goroutine; those that describe the running server, once Start has returned.
type Server struct {
	options  Options
	tools    tools
	ports    ports
	password string
	lock     *os.File

	// running ends when Stop is called; hurry is closed when Stop may wait no more.
	running  context.Context
	stop     context.CancelFunc
	hurry    chan struct{}
	hurrying sync.Once
	// done is closed when the server has ended for good: by the supervisor as its last act, if
	// there is one.
	done chan struct{}

	starting sync.Mutex // held by Start, and by Stop while it finds out whether there is a supervisor
	started  bool       // or stopped before: it never starts again

	mu  sync.Mutex
	pid int
	err error
}

var _ startstop.Service = (*Server)(nil)

// New returns a server that does not run yet. Its errors name the field of Options that is wrong.
func New(options Options) (*Server, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	s := &Server{options: options, hurry: make(chan struct{}), done: make(chan struct{})}
	s.running, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// Start returns a server that runs: New and Server.Start in one.
func Start(ctx context.Context, options Options) (*Server, error) {
	s, err := New(options)
	if err != nil {
		return nil, err
	}
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Start starts the Neo4j of Options.Dir and returns once it answers. The context bounds the start
// alone: afterwards the server runs until Stop. It returns startstop.ErrStarted if the server was
// started or stopped before.
func (s *Server) Start(ctx context.Context) error {
	s.starting.Lock()
	defer s.starting.Unlock()
	if s.started {
		return startstop.ErrStarted
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.started = true
	// Stop ends a start that is going on.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.running, cancel)()
	first, err := s.begin(ctx)
	if err != nil {
		s.stop()
		close(s.done)
		return err
	}
	go s.supervise(first)
	return nil
}

// begin makes and locks the folder, and does the first start.
func (s *Server) begin(ctx context.Context) (*process, error) {
	if err := makeHome(s.options.Dir); err != nil {
		return nil, err
	}
	lock, err := lockHome(ctx, s.options.Dir)
	if err != nil {
		return nil, err
	}
	s.lock = lock
	first, err := s.firstLaunch(ctx)
	if err != nil {
		return nil, errors.Join(err, unlock(lock))
	}
	return first, nil
}

// firstLaunch fetches what is missing, and launches the process on ports that are free.
func (s *Server) firstLaunch(ctx context.Context) (*process, error) {
	var err error
	if s.tools, err = prepare(ctx, s.options.Log); err != nil {
		return nil, err
	}
	var created bool
	if s.password, created, err = loadPassword(s.options.Dir); err != nil {
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
		if p, err = s.launch(ctx, created); err == nil {
			s.options.Log.WithFields(logrus.Fields{
				"bolt": s.BoltURI(), "browser": s.BrowserURL(), "pid": p.pid,
				"took": time.Since(started).Round(time.Millisecond).String(),
			}).Info("Neo4j answers")
			return p, nil
		}
		if !errors.Is(err, errPortTaken) || try == portTries {
			return nil, err
		}
		s.options.Log.WithError(errPortTaken).Warn("Neo4j could not start; trying other ports")
	}
}

// launch starts the process and waits until it accepts our password. If it does not, the process
// has ended when launch returns the error.
func (s *Server) launch(ctx context.Context, passwordCreated bool) (*process, error) {
	log, err := openLog(s.options.Dir)
	if err != nil {
		return nil, err
	}
	p, err := startProcess(command(s.tools, s.options, s.archiveTo(), log.file, s.lock))
	if err != nil {
		return nil, errors.Join(err, log.close())
	}
	s.setPID(p.pid)
	// The process has its own descriptor by now.
	if err = log.close(); err == nil {
		err = awaitReady(ctx, p, log, s.BoltURI(), s.password, passwordCreated)
	}
	if err == nil {
		return p, nil
	}
	p.end(s.hurry, failedGrace)
	s.setPID(0)
	return nil, log.explain(err)
}

// BoltURI returns the address for drivers.
func (s *Server) BoltURI() string { return fmt.Sprintf("bolt://%s:%d", host, s.ports.bolt) }

// BrowserURL returns the address of Neo4j Browser.
func (s *Server) BrowserURL() string { return fmt.Sprintf("http://%s:%d/browser/", host, s.ports.http) }

// User returns the name to sign in with.
func (s *Server) User() string { return user }

// Password returns the password that was generated at the first start of this folder.
func (s *Server) Password() string { return s.password }

// PID returns the current Java process; 0 while there is none.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pid
}

// Done is closed when the server has ended for good: it was stopped, or died too often.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err returns why the server is not restarted any more; nil while it runs and after Stop.
func (s *Server) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Stop tells Neo4j to close and waits until it has. After stopGrace, or when the context ends, it
// is killed, which its recovery copes with. Calling Stop twice, or before Start, is harmless.
func (s *Server) Stop(ctx context.Context) error {
	began := time.Now()
	s.stop()
	s.neverStart()
	select {
	case <-s.done:
		return s.saveClasses()
	case <-ctx.Done():
	}
	s.hurrying.Do(func() { close(s.hurry) })
	<-s.done
	return fmt.Errorf("Neo4j did not close within %s, so it was killed; it recovers at the next start: %w",
		time.Since(began).Round(100*time.Millisecond), context.Cause(ctx))
}

// neverStart waits for a start that is going on. If there was none, there is none any more.
func (s *Server) neverStart() {
	s.starting.Lock()
	defer s.starting.Unlock()
	if !s.started {
		s.started = true
		close(s.done)
	}
}

func (s *Server) setPID(pid int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pid = pid
}

func (s *Server) setErr(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}
