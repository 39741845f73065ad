package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
)

const (
	lockPoll = 100 * time.Millisecond
	// orphanWait is how long a Neo4j whose parent was killed may take to close: somewhat more than
	// stopGrace.
	orphanWait = stopGrace + 15*time.Second
)

// lockHome locks the folder for this process. It fails immediately if a living process holds the
// lock, and waits if the Neo4j of a dead one does, which is about to end.
func lockHome(ctx context.Context, dir string) (*os.File, error) {
	path := filepath.Join(dir, "lock")
	deadline := time.Now().Add(orphanWait)
	for {
		file, err := tryLock(path)
		if err == nil {
			if err := writePID(file); err != nil {
				return nil, errors.Join(err, unlock(file))
			}
			return file, nil
		}
		if !errors.Is(err, files.ErrLocked) {
			return nil, err
		}
		holder := readPID(path)
		if holder != 0 && alive(holder) || time.Now().After(deadline) {
			return nil, fmt.Errorf("Neo4j in %s is in use by process %d: stop that one, or choose another folder", dir, holder)
		}
		if !sleep(ctx, lockPoll) {
			return nil, fmt.Errorf("waiting for the former Neo4j in %s to close: %w", dir, ctx.Err())
		}
	}
}

// waitLock waits for a lock that others hold for a short while only.
func waitLock(ctx context.Context, path string) (*os.File, error) {
	for {
		file, err := tryLock(path)
		if !errors.Is(err, files.ErrLocked) {
			return file, err
		}
		if !sleep(ctx, lockPoll) {
			return nil, fmt.Errorf("waiting for another process to release %s: %w", path, ctx.Err())
		}
	}
}

// tryLock takes the lock, or returns files.ErrLocked. The kernel releases it when the last process
// that holds the open file has ended.
func tryLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock: %w", err)
	}
	if err := files.Lock(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// unlock releases the lock. The file stays: removing it would race with the next process.
func unlock(file *os.File) error {
	if err := file.Close(); err != nil {
		return fmt.Errorf("releasing the lock: %w", err)
	}
	return nil
}

func writePID(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return fmt.Errorf("writing our pid into the lock: %w", err)
	}
	if _, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("writing our pid into the lock: %w", err)
	}
	return nil
}

// readPID returns the process that holds the lock; 0 if it has not written that yet.
func readPID(path string) int {
	file, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return pid
}

// alive reports whether a process runs, also one of another user.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
