package neotest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo/local"
)

const (
	heapMB = 512
	// startWithin leaves room for fetching Neo4j, once on a machine.
	startWithin = 8 * time.Minute
	// stopWithin is above the time after which Stop kills by itself.
	stopWithin = 35 * time.Second
)

// shared is the server of this test binary. It is the one package variable of
// the module that changes: the testing package offers no way to hand something
// from TestMain to the tests.
var shared holder

// holder starts a server at most once, between open and close.
type holder struct {
	mu     sync.Mutex
	opened bool
	dir    string
	server *local.Server
	err    error
}

// Main runs the tests of a package, then stops the server if one was started and
// removes its folder. What it returns is for os.Exit.
func Main(m *testing.M) int {
	shared.open()
	code := m.Run()
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "neotest:", err)
		return max(code, 1)
	}
	return code
}

// Server is the Neo4j of this package's tests, started when first asked for. A
// server that can't be had fails the test: it is never skipped.
func Server(tb testing.TB) *local.Server {
	tb.Helper()
	server, err := shared.get(tb.Context())
	if err != nil {
		tb.Fatalf("neotest: %v", err)
	}
	return server
}

func (h *holder) open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened = true
}

func (h *holder) get(ctx context.Context) (*local.Server, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.opened {
		return nil, errors.New("no TestMain: add `func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }` to the package")
	}
	if h.server == nil && h.err == nil {
		h.err = h.start(ctx)
	}
	// The first failure is everyone's: trying again in each test would take long.
	return h.server, h.err
}

func (h *holder) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	dir, err := os.MkdirTemp("", "ringwatch-neotest-")
	if err != nil {
		return fmt.Errorf("making a folder for neo4j: %w", err)
	}
	h.dir = dir
	h.server, err = local.Start(ctx, local.Options{Dir: dir, HeapMB: heapMB, Log: logrus.New()})
	return err
}

func (h *holder) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened = false
	var err error
	if h.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		err = h.server.Stop(ctx)
		h.server = nil
	}
	if h.dir != "" {
		err = errors.Join(err, os.RemoveAll(h.dir))
	}
	return err
}
