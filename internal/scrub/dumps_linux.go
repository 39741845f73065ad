package scrub

import (
	"fmt"
	"syscall"
)

// prSetDumpable is PR_SET_DUMPABLE of prctl(2).
const prSetDumpable = 4

// NoMemoryDumps makes the kernel write no core file of this process, and lets only root read its
// memory.
func NoMemoryDumps() error {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return fmt.Errorf("making the process undumpable: %w", errno)
	}
	return NoCoreDumps()
}
