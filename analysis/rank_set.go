package analysis

import (
	"math/bits"
	"sync/atomic"
)

// rankSet is a set of numbers below a bound that answers how many members are below a given one: a
// bit vector with rank (Jacobson 1989, doi:10.1109/SFCS.1989.63533). It renumbers members from 0 on
// in ascending order. It takes two bits for each number below the bound, so that it fits in the
// cache where an array of new numbers would not.
//
// First add members, then call count, then use rank.
type rankSet []struct {
	members uint64 // a bit for each of 64 numbers
	before  uint64 // how many members are below those
}

// newRankSet returns an empty set of numbers below size.
func newRankSet(size int) rankSet { return make(rankSet, (size+63)/64) }

// add adds a member. Several goroutines may call it.
func (s rankSet) add(i uint32) {
	word, bit := &s[i/64].members, uint64(1)<<(i%64)
	if atomic.LoadUint64(word)&bit == 0 {
		atomic.OrUint64(word, bit)
	}
}

// count prepares the set for rank and returns the number of members. Call it after the last add.
func (s rankSet) count() int {
	all := uint64(0)
	for i := range s {
		s[i].before = all
		all += uint64(bits.OnesCount64(s[i].members))
	}
	return int(all)
}

func (s rankSet) has(i uint32) bool { return s[i/64].members>>(i%64)&1 != 0 }

// rank returns the number of members below i.
func (s rankSet) rank(i uint32) uint32 {
	w := &s[i/64]
	return uint32(w.before) + uint32(bits.OnesCount64(w.members&(1<<(i%64)-1)))
}

// compactLabels renumbers labels, which are below size, from 0 on in ascending order. It returns
// how many different ones there are.
func compactLabels(p *pool, labels []uint32, size int) (int, error) {
	s, err := labelSet(p, labels, size)
	if err != nil {
		return 0, err
	}
	return s.count(), s.replaceByRank(p, labels)
}

// labelSet returns the set of the labels, which are below size.
func labelSet(p *pool, labels []uint32, size int) (rankSet, error) {
	s := newRankSet(size)
	return s, p.runRanges(len(labels), func(lo, hi int) {
		for _, label := range labels[lo:hi] {
			s.add(label)
		}
	})
}

// replaceByRank replaces each label by its rank.
func (s rankSet) replaceByRank(p *pool, labels []uint32) error {
	return p.runRanges(len(labels), func(lo, hi int) {
		for i, label := range labels[lo:hi] {
			labels[lo+i] = s.rank(label)
		}
	})
}
