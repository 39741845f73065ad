package scrub

import (
	"fmt"
	"syscall"
)

// NoCoreDumps makes the kernel write no core file when this process crashes.
func NoCoreDumps() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("turning core dumps off: %w", err)
	}
	return nil
}
