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
	_ = syscall.Madvise(pages(s), syscall.MADV_HUGEPAGE)
	return s
}

// release gives the memory of a slice that nobody reads any more back to the system, ahead of
// the garbage collector: it reads as zeroes from then on.
func release[T uint32 | uint64 | int | float64](s []T) {
	if whole := pages(s); len(whole) > 0 {
		_ = syscall.Madvise(whole, syscall.MADV_DONTNEED)
	}
}

// pages is the whole pages of a slice.
func pages[T uint32 | uint64 | int | float64](s []T) []byte {
	size := int(unsafe.Sizeof(*new(T))) * len(s)
	if size < smallPage {
		return nil
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size)
	skip := int(-uintptr(unsafe.Pointer(&bytes[0])) % smallPage)
	return bytes[skip : skip+(size-skip)&^(smallPage-1)]
}

const (
	smallPage = 4 << 10
	hugePage  = 2 << 20
)
