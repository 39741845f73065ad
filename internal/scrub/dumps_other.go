//go:build !linux

package scrub

// NoMemoryDumps makes the kernel write no core file of this process.
func NoMemoryDumps() error { return NoCoreDumps() }
