package rings

// grouped holds a list of numbers for each of some owners, one list after the other, as compressed
// sparse rows: the list of owner i is items[starts[i]:starts[i+1]].
type grouped struct{ starts, items []uint32 }

// of returns the list of an owner.
func (g *grouped) of(owner int) []uint32 { return g.items[g.starts[owner]:g.starts[owner+1]] }

// owners returns the number of lists.
func (g *grouped) owners() int { return len(g.starts) - 1 }

// newGrouped groups items by owner, in the order in which pairs yields them. It calls pairs twice,
// to count and to place, and takes time and memory in proportion to owners and items.
func newGrouped(owners int, pairs func(yield func(owner, item int))) grouped {
	g := grouped{starts: make([]uint32, owners+1)}
	pairs(func(owner, _ int) { g.starts[owner+1]++ })
	for i := range owners {
		g.starts[i+1] += g.starts[i]
	}
	g.items = make([]uint32, g.starts[owners])
	pairs(func(owner, item int) {
		g.items[g.starts[owner]] = uint32(item)
		g.starts[owner]++
	})
	copy(g.starts[1:], g.starts) // each start has moved to its list's end: the start of the next
	g.starts[0] = 0
	return g
}
