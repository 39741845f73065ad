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

// shared is the server of this test binary. It is the one package variable of the module that
// changes: package testing offers no way to hand something from TestMain to the tests.
var shared holder

// holder gets a server at most once, between open and close.
type holder struct {
	mu     sync.Mutex
	opened bool
	server Neo4j
	own    *local.Server
	dir    string // of own
	lease  *pool.Lease
	err    error
}

// Main runs the tests of a package, then gives its server back to the pool, or stops it and removes
// its folder, and fails if the tests left goroutines. Pass what it returns to os.Exit.
func Main(m *testing.M) int {
	shared.open()
	code := m.Run()
	if err := shared.close(); err != nil {
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
	server, err := shared.get(tb.Context())
	if err != nil {
		tb.Fatalf("neotest: %v", err)
	}
	return server
}

// Own returns a Neo4j that no other package uses, for tests that stop or damage it. All tests of
// the package share it.
func Own(tb testing.TB) *local.Server {
	tb.Helper()
	SkipIfShort(tb)
	server, err := shared.getOwn(tb.Context())
	if err != nil {
		tb.Fatalf("neotest: %v", err)
	}
	return server
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

func (h *holder) get(ctx context.Context) (Neo4j, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.opened {
		return nil, errNoMain
	}
	if h.server == nil && h.err == nil {
		h.err = h.acquire(ctx)
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
		if err := h.start(ctx); err != nil {
			return err
		}
		h.server = h.own
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, acquireWithin)
	defer cancel()
	if h.lease, err = servers.Acquire(ctx); err != nil {
		return err
	}
	h.server = h.lease
	return wipe(ctx, h.lease) // what the package before left
}

func (h *holder) getOwn(ctx context.Context) (*local.Server, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.opened {
		return nil, errNoMain
	}
	if h.own == nil && h.err == nil {
		h.err = h.start(ctx)
	}
	return h.own, h.err
}

func (h *holder) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	dir, err := os.MkdirTemp("", "ringwatch-neotest-")
	if err != nil {
		return fmt.Errorf("making a folder for neo4j: %w", err)
	}
	h.dir = dir
	h.own, err = local.Start(ctx, local.Options{Dir: dir, HeapMB: heapMB, Log: logrus.New()})
	return err
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
	if h.own != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		err = errors.Join(err, h.own.Stop(ctx))
		h.own = nil
	}
	if h.dir != "" {
		err = errors.Join(err, os.RemoveAll(h.dir))
	}
	return err
}
