package analysis

import (
	"math/bits"
	"sync/atomic"
)

// numbering gives the members of a set of numbers the numbers from 0 on, in ascending
// order. It takes two bits for each number there may be, so that it stays in the cache
// where an array of the new numbers would not.
type numbering []struct {
	members uint64 // a bit for each of 64 numbers
	before  uint64 // how many members are below those
}

func newNumbering(size int) numbering { return make(numbering, (size+63)/64) }

// add may be called by several goroutines.
func (n numbering) add(i uint32) {
	word, bit := &n[i/64].members, uint64(1)<<(i%64)
	if atomic.LoadUint64(word)&bit == 0 {
		atomic.OrUint64(word, bit)
	}
}

// count is called once all members are in, and before of. It returns how many there are.
func (n numbering) count() int {
	all := uint64(0)
	for i := range n {
		n[i].before = all
		all += uint64(bits.OnesCount64(n[i].members))
	}
	return int(all)
}

func (n numbering) has(i uint32) bool { return n[i/64].members>>(i%64)&1 != 0 }

// of returns the number of a member.
func (n numbering) of(i uint32) uint32 {
	w := &n[i/64]
	return uint32(w.before) + uint32(bits.OnesCount64(w.members&(1<<(i%64)-1)))
}

// numberLabels gives the labels, which are below size, the numbers from 0 on in ascending
// order and returns how many there are.
func numberLabels(c *crew, labels []uint32, size int) (int, error) {
	n, err := numberingOf(c, labels, size)
	if err != nil {
		return 0, err
	}
	return n.count(), n.rename(c, labels)
}

func numberingOf(c *crew, labels []uint32, size int) (numbering, error) {
	n := newNumbering(size)
	return n, c.spread(len(labels), func(lo, hi int) {
		for _, label := range labels[lo:hi] {
			n.add(label)
		}
	})
}

func (n numbering) rename(c *crew, labels []uint32) error {
	return c.spread(len(labels), func(lo, hi int) {
		for i, label := range labels[lo:hi] {
			labels[lo+i] = n.of(label)
		}
	})
}
