package analysis

import (
	"syscall"
	"unsafe"
)

// large makes a slice of n zeroes and asks for huge pages under it: arrays that are
// read all over the place cost more in page-table walks than in cache misses. It is
// advice, so that it may be refused: nothing but speed depends on it.
func large[T uint32 | uint64 | int | float64](n int) []T {
	s := make([]T, n)
	size := int(unsafe.Sizeof(*new(T))) * n
	if size < 2*hugePage {
		return s
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size)
	skip := int(-uintptr(unsafe.Pointer(&bytes[0])) % smallPage)
	bytes = bytes[skip:]
	_ = syscall.Madvise(bytes[:len(bytes)&^(smallPage-1)], syscall.MADV_HUGEPAGE)
	return s
}

const (
	smallPage = 4 << 10
	hugePage  = 2 << 20
)
