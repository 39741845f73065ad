package files

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrLocked is returned by Lock if another open file holds the lock.
var ErrLocked = errors.New("another process has locked the file")

// Lock takes the exclusive lock of an open file, without waiting. The kernel releases it when the
// last descriptor of that open file is closed, also if the process is killed, so that no lock is
// left behind. It returns ErrLocked if the lock is held elsewhere.
func Lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return ErrLocked
	case err != nil:
		return fmt.Errorf("locking %s: %w", file.Name(), err)
	}
	return nil
}
