package neotest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph/neo/local"
	"github.com/ringwatch/ringwatch/internal/neotest/pool"
)

const (
	heapMB = 512
	// startWithin leaves room for downloading Neo4j, once on a machine.
	startWithin = 8 * time.Minute
	// acquireWithin bounds the wait for a server of the pool: other packages use them meanwhile.
	acquireWithin = 20 * time.Minute
	// stopWithin is longer than the time after which Server.Stop kills.
	stopWithin = 35 * time.Second
)

// Neo4j is how to reach a server.
type Neo4j interface {
	BoltURI() string
	BrowserURL() string
	User() string
	Password() string
}

// shared and own are the servers of this test binary. They are the package variables of the module
// that change: package testing offers no way to hand something from TestMain to the tests.
var shared, own holder

// holder gets a server at most once, between open and close.
type holder struct {
	mu     sync.Mutex
	opened bool
	server Neo4j
	local  *local.Server // server, if this holder started it
	dir    string        // of local
	lease  *pool.Lease   // server, if it is one of the pool
	err    error
}

// Main runs the tests of a package, then gives its server back to the pool, stops those that it
// started and removes their folders, and fails if the tests left goroutines. Pass what it returns
// to os.Exit.
func Main(m *testing.M) int {
	shared.open()
	own.open()
	code := m.Run()
	if err := errors.Join(shared.close(), own.close()); err != nil {
		fmt.Fprintln(os.Stderr, "neotest:", err)
		code = max(code, 1)
	}
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); err != nil && code == 0 { // a failed test may leave goroutines
		fmt.Fprintln(os.Stderr, "neotest:", err)
		code = 1
	}
	return code
}

// Server returns the Neo4j of this package's tests. With -short it skips the test. Otherwise a
// server that cannot be had fails the test: it is never skipped.
func Server(tb testing.TB) Neo4j {
	tb.Helper()
	SkipIfShort(tb)
	server, err := shared.get(tb.Context(), (*holder).acquire)
	if err != nil {
		tb.Fatalf("neotest: %v", err)
	}
	return server
}

// Own returns a Neo4j that no other package uses and that is not the one of Server, for tests that
// stop or damage it. All tests of the package that call Own share it.
func Own(tb testing.TB) *local.Server {
	tb.Helper()
	SkipIfShort(tb)
	if _, err := own.get(tb.Context(), (*holder).start); err != nil {
		tb.Fatalf("neotest: %v", err)
	}
	return own.local
}

// SkipIfShort skips a test that starts a Neo4j, or a process that does, if -short is set.
func SkipIfShort(tb testing.TB) {
	tb.Helper()
	if testing.Short() {
		tb.Skip("it needs a Neo4j, and -short is set")
	}
}

func (h *holder) open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened = true
}

var errNoMain = errors.New("no TestMain: add `func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }` to the package")

// get returns the server. The first call obtains it.
func (h *holder) get(ctx context.Context, obtain func(*holder, context.Context) error) (Neo4j, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.opened {
		return nil, errNoMain
	}
	if h.server == nil && h.err == nil {
		h.err = obtain(h, ctx)
	}
	// The first failure fails every test: trying again in each would take long.
	return h.server, h.err
}

// acquire takes a server of the pool, and starts one if there is no pool.
func (h *holder) acquire(ctx context.Context) error {
	servers, ok, err := pool.FromEnvironment()
	if err != nil {
		return err
	}
	if !ok {
		return h.start(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, acquireWithin)
	defer cancel()
	if h.lease, err = servers.Acquire(ctx); err != nil {
		return err
	}
	h.server = h.lease
	return wipe(ctx, h.lease) // what the package before left
}

// start starts a server in a new folder.
func (h *holder) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	dir, err := os.MkdirTemp("", "ringwatch-neotest-")
	if err != nil {
		return fmt.Errorf("making a folder for Neo4j: %w", err)
	}
	h.dir = dir
	if h.local, err = local.Start(ctx, local.Options{Dir: dir, HeapMB: heapMB, Log: logrus.New()}); err != nil {
		return err
	}
	h.server = h.local
	return nil
}

func (h *holder) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened, h.server = false, nil
	var err error
	if h.lease != nil {
		err = h.lease.Release()
		h.lease = nil
	}
	if h.local != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		err = errors.Join(err, h.local.Stop(ctx))
		h.local = nil
	}
	if h.dir != "" {
		err = errors.Join(err, os.RemoveAll(h.dir))
	}
	return err
}
