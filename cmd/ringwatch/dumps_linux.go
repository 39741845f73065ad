package main

import (
	"fmt"
	"syscall"
)

// prSetDumpable is PR_SET_DUMPABLE of prctl(2).
const prSetDumpable = 4

// keepOutOfDumps asks the kernel to write no core of this process and to let nobody but root read its memory.
func keepOutOfDumps() error {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return fmt.Errorf("keeping the process out of core dumps: %w", errno)
	}
	return noCore()
}
