//go:build !linux

package main

// keepOutOfDumps asks the kernel to write no core of this process.
func keepOutOfDumps() error { return noCore() }
