package rings

// lists holds a list of numbers for each of some owners, one list after the other.
type lists struct{ starts, items []uint32 }

func (l *lists) of(owner int) []uint32 { return l.items[l.starts[owner]:l.starts[owner+1]] }

// newLists lists items by owner, in the order in which pairs gives them. It calls pairs
// twice.
func newLists(owners int, pairs func(give func(owner, item int))) lists {
	l := lists{starts: make([]uint32, owners+1)}
	pairs(func(owner, _ int) { l.starts[owner+1]++ })
	for i := range owners {
		l.starts[i+1] += l.starts[i]
	}
	l.items = make([]uint32, l.starts[owners])
	pairs(func(owner, item int) {
		l.items[l.starts[owner]] = uint32(item)
		l.starts[owner]++
	})
	copy(l.starts[1:], l.starts) // each list's end is the start of the next
	l.starts[0] = 0
	return l
}
