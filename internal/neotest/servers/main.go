// Command servers starts a pool of Neo4j servers, runs a command, and stops them when it ends:
//
//	go run ./internal/neotest/servers -n 2 go test ./...
//
// The servers start while the command already runs. Its exit code is the command's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/ringwatch/ringwatch/graph/neo/local"
	"github.com/ringwatch/ringwatch/internal/neotest/pool"
)

const (
	heapMB = 512
	// startWithin leaves room for downloading Neo4j, once on a machine.
	startWithin = 8 * time.Minute
	// stopWithin is longer than the time after which Server.Stop kills.
	stopWithin = 35 * time.Second
)

func main() {
	size := flag.Int("n", 2, "how many servers to start")
	flag.Usage = func() {
		_, _ = fmt.Fprintln(flag.CommandLine.Output(), "usage: servers [-n SERVERS] COMMAND [ARGUMENT…]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 || *size < 1 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, *size, flag.Args())
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "servers:", err)
	}
	os.Exit(code)
}

// run starts the servers and the command and returns the command's exit code.
func run(ctx context.Context, size int, command []string) (code int, err error) {
	dir, err := os.MkdirTemp("", "ringwatch-servers-")
	if err != nil {
		return 1, fmt.Errorf("making a folder for the servers: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	shared := pool.Pool{Dir: dir, Size: size}
	starting, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	var servers sync.WaitGroup
	over := make(chan struct{})
	for i := range size {
		servers.Go(func() { serve(starting, shared, i, over) })
	}
	code, err = execute(ctx, shared, command)
	cancel() // a server that is still starting is not needed any more
	close(over)
	servers.Wait()
	return code, err
}

// serve runs server i until over is closed.
func serve(ctx context.Context, shared pool.Pool, i int, over <-chan struct{}) {
	server, err := local.Start(ctx, local.Options{
		Dir: filepath.Join(shared.Dir, "home-"+strconv.Itoa(i)), HeapMB: heapMB,
		ArchiveClasses: i == 0, // the tests start many servers
	})
	address := pool.Address{}
	if err != nil {
		address.StartErr = "starting Neo4j: " + err.Error()
	} else {
		address = pool.Address{URI: server.BoltURI(), Browser: server.BrowserURL(), Login: server.User(), Secret: server.Password()}
	}
	if err := shared.Publish(i, address); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "servers:", err)
	}
	<-over
	if server == nil {
		return
	}
	stopping, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	if err := server.Stop(stopping); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "servers:", err)
	}
}

// execute runs the command. A signal that ends ctx is passed on to it.
func execute(ctx context.Context, shared pool.Pool, command []string) (code int, err error) {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), pool.Variable+"="+shared.Environment())
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = stopWithin
	err = c.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode(), nil
	}
	return 1, fmt.Errorf("running %s: %w", command[0], err)
}
