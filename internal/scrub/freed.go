package scrub

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// OverwriteFreed makes the garbage collector overwrite the memory that it frees. The runtime reads
// this setting only when a process starts, so OverwriteFreed replaces the process by itself, once,
// with the setting in GODEBUG. It returns nil in a process that has the setting.
func OverwriteFreed() error {
	const setting = "clobberfree=1"
	before := os.Getenv("GODEBUG")
	if strings.Contains(before, "clobberfree=") {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("restarting with freed memory overwritten: %w", err)
	}
	if before != "" {
		before += ","
	}
	if err := os.Setenv("GODEBUG", before+setting); err != nil {
		return fmt.Errorf("restarting with freed memory overwritten: %w", err)
	}
	return fmt.Errorf("restarting with freed memory overwritten: %w", syscall.Exec(self, os.Args, os.Environ()))
}
