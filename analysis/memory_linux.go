package analysis

import (
	"os"
	"syscall"
	"unsafe"
)

// makeLarge returns a slice of n zeroes and advises the kernel to use huge pages for it: arrays
// that are read at random cost more in page-table walks than in cache misses. The kernel may
// refuse; only speed depends on it.
func makeLarge[T uint32 | uint64 | int | float64](n int) []T {
	s := make([]T, n)
	size := int(unsafe.Sizeof(*new(T))) * n
	if size < 2*hugePage {
		return s
	}
	_ = syscall.Madvise(wholePages(s), syscall.MADV_HUGEPAGE)
	return s
}

// releasePages returns the memory of a slice to the system before the garbage collector does.
// Nothing may read the slice afterwards: it holds zeroes.
func releasePages[T uint32 | uint64 | int | float64](s []T) {
	if pages := wholePages(s); len(pages) > 0 {
		_ = syscall.Madvise(pages, syscall.MADV_DONTNEED)
	}
}

// wholePages returns the part of a slice's memory that consists of whole pages.
func wholePages[T uint32 | uint64 | int | float64](s []T) []byte {
	page := os.Getpagesize() // the kernel rounds lengths up to whole pages
	size := int(unsafe.Sizeof(*new(T))) * len(s)
	if size < page {
		return nil
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size)
	skip := int(-uintptr(unsafe.Pointer(&bytes[0])) % uintptr(page))
	return bytes[skip : skip+(size-skip)&^(page-1)]
}

const hugePage = 2 << 20
