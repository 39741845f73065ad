package rings

import "slices"

// lists holds a list of numbers for each of some owners, one list after the other.
type lists struct {
	starts []int
	items  []uint32
}

func (l *lists) of(owner int) []uint32 { return l.items[l.starts[owner]:l.starts[owner+1]] }

// newLists lists items by owner, in the order in which pairs gives them. It calls pairs
// twice.
func newLists(owners int, pairs func(give func(owner, item int))) lists {
	l := lists{starts: make([]int, owners+1)}
	pairs(func(owner, _ int) { l.starts[owner+1]++ })
	for i := range owners {
		l.starts[i+1] += l.starts[i]
	}
	l.items = make([]uint32, l.starts[owners])
	next := slices.Clone(l.starts)
	pairs(func(owner, item int) {
		l.items[next[owner]] = uint32(item)
		next[owner]++
	})
	return l
}
