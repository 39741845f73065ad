package analysis

import (
	"os"
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
	page := os.Getpagesize() // the kernel rounds lengths up to whole ones
	size := int(unsafe.Sizeof(*new(T))) * len(s)
	if size < page {
		return nil
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size)
	skip := int(-uintptr(unsafe.Pointer(&bytes[0])) % uintptr(page))
	return bytes[skip : skip+(size-skip)&^(page-1)]
}

const hugePage = 2 << 20
