//go:build !linux

package analysis

// makeLarge returns a slice of n zeroes.
func makeLarge[T uint32 | uint64 | int | float64](n int) []T { return make([]T, n) }

// releasePages does nothing: the garbage collector returns the memory.
func releasePages[T uint32 | uint64 | int | float64]([]T) {}

const hugePage = 2 << 20
