package evidence

import "slices"

// editScript turns one list into another: segments of the old list, each followed by some of the
// inserted elements.
type editScript []segment

// segment is the part old[from:to], followed by the next inserted elements.
type segment struct{ from, to, inserted int }

// newEditScript builds the edit script for a list of the given length: drop the positions in
// removed, and insert one element before each position in insertAt. Both are ascending; insertAt
// may repeat a position.
func newEditScript(length int, removed, insertAt []int) (e editScript) {
	from := 0
	for len(removed)+len(insertAt) > 0 {
		if len(removed) == 0 || len(insertAt) > 0 && insertAt[0] <= removed[0] {
			to := max(insertAt[0], from)
			n := 1
			for n < len(insertAt) && insertAt[n] <= to {
				n++
			}
			e, from, insertAt = append(e, segment{from, to, n}), to, insertAt[n:]
			continue
		}
		e, from, removed = append(e, segment{from, removed[0], 0}), removed[0]+1, removed[1:]
	}
	return append(e, segment{from, length, 0})
}

// length returns the length of the new list.
func (e editScript) length() (n int) {
	for _, s := range e {
		n += s.to - s.from + s.inserted
	}
	return n
}

// applyEdits returns the new list. It returns old itself if the script changes nothing.
func applyEdits[T any](e editScript, old, inserted []T) []T {
	if len(e) == 1 && e[0].from == 0 {
		return old
	}
	list := make([]T, 0, e.length())
	for _, s := range e {
		list = append(list, old[s.from:s.to]...)
		list, inserted = append(list, inserted[:s.inserted]...), inserted[s.inserted:]
	}
	return list
}

// applyEditsMapped returns the new list, with every remaining element of the old one mapped.
func applyEditsMapped(e editScript, old, inserted []uint32, mapped func(uint32) uint32) []uint32 {
	list := make([]uint32, 0, e.length())
	for _, s := range e {
		for _, value := range old[s.from:s.to] {
			list = append(list, mapped(value))
		}
		list, inserted = append(list, inserted[:s.inserted]...), inserted[s.inserted:]
	}
	return list
}

// newPositions returns the position in the new list of each element of the old one, which has the
// given length. For a removed element it is the position of the next one.
func (e editScript) newPositions(length int) []uint32 {
	positions := make([]uint32, 0, length)
	next := 0
	for _, s := range e {
		positions = append(positions, slices.Repeat([]uint32{uint32(next)}, s.from-len(positions))...)
		for ; len(positions) < s.to; next++ {
			positions = append(positions, uint32(next))
		}
		next += s.inserted
	}
	return append(positions, slices.Repeat([]uint32{uint32(next)}, length-len(positions))...)
}

// insertedPositions returns the position in the new list of each inserted element.
func (e editScript) insertedPositions() (positions []uint32) {
	next := 0
	for _, s := range e {
		next += s.to - s.from
		for range s.inserted {
			positions = append(positions, uint32(next))
			next++
		}
	}
	return positions
}
