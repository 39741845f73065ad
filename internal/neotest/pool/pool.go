// Package pool shares running Neo4j servers between test binaries, which are processes of their
// own.
//
// A pool is a folder with two files for each server: N.json says how to reach it, and N.lock is
// locked by the test binary that uses it. The command in internal/neotest/servers starts the
// servers, writes the folder and names it in the environment variable of Variable.
package pool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
)

// Variable is the environment variable that names the folder of the pool.
const Variable = "RINGWATCH_TEST_POOL"

// Address is how to reach a server.
type Address struct {
	URI      string `json:"uri"`
	Browser  string `json:"browser"`
	Login    string `json:"user"`
	Secret   string `json:"password"`
	StartErr string `json:"error,omitempty"` // why the server could not be started
}

// BoltURI returns the address for the driver.
func (a *Address) BoltURI() string { return a.URI }

// BrowserURL returns the address of Neo4j Browser.
func (a *Address) BrowserURL() string { return a.Browser }

// User returns the name to log in with.
func (a *Address) User() string { return a.Login }

// Password returns the password to log in with.
func (a *Address) Password() string { return a.Secret }

// Pool is a folder of servers.
type Pool struct {
	Dir  string
	Size int
}

// FromEnvironment returns the pool that the environment names, and false if it names none. The
// value of the variable is the number of servers, a colon and the folder.
func FromEnvironment() (Pool, bool, error) {
	value := os.Getenv(Variable)
	if value == "" {
		return Pool{}, false, nil
	}
	var p Pool
	if _, err := fmt.Sscanf(value, "%d:%s", &p.Size, &p.Dir); err != nil || p.Size < 1 {
		return Pool{}, false, fmt.Errorf("%s is not a number of servers, a colon and a folder", Variable)
	}
	return p, true, nil
}

// Environment returns the value of Variable for the pool.
func (p Pool) Environment() string { return strconv.Itoa(p.Size) + ":" + p.Dir }

// Publish writes how to reach server i. Test binaries wait for it.
func (p Pool) Publish(i int, a Address) error {
	content, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("writing the address of server %d: %w", i, err)
	}
	if err := files.WriteSecret(p.path(i, ".json"), content); err != nil {
		return fmt.Errorf("writing the address of server %d: %w", i, err)
	}
	return nil
}

func (p Pool) path(i int, ending string) string {
	return filepath.Join(p.Dir, strconv.Itoa(i)+ending)
}

// pollEvery is how often a binary tries to lock a server while all are in use.
const pollEvery = 20 * time.Millisecond

// Lease is the right to use a server until Release.
type Lease struct {
	*Address
	lock *os.File
}

// Acquire waits until a server is free and running, and locks it. The lock ends with the process at
// the latest.
func (p Pool) Acquire(ctx context.Context) (*Lease, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		for i := range p.Size {
			lease, err := p.try(i)
			if lease != nil || err != nil {
				return lease, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for a server of the pool: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// try locks server i. It returns nil if the server is in use or still starting.
func (p Pool) try(i int) (*Lease, error) {
	content, err := os.ReadFile(p.path(i, ".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the address of a server: %w", err)
	}
	var address Address
	if err := json.Unmarshal(content, &address); err != nil {
		return nil, fmt.Errorf("reading the address of a server: %w", err)
	}
	if address.StartErr != "" {
		return nil, errors.New(address.StartErr)
	}
	lock, err := os.OpenFile(p.path(i, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking a server: %w", err)
	}
	if err := files.Lock(lock); err != nil {
		_ = lock.Close() // it was not written
		if errors.Is(err, files.ErrLocked) {
			return nil, nil
		}
		return nil, fmt.Errorf("locking a server: %w", err)
	}
	return &Lease{&address, lock}, nil
}

// Release lets another binary use the server.
func (l *Lease) Release() error { return l.lock.Close() }
