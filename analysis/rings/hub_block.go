package rings

import "slices"

// clearBlocks judges suspects together that share their neighbours with each other, and clears
// those of each block that is no set of hubs. It returns how many.
//
// Two suspects belong to one block if each is specific to the other (isSpecific). The devices of a
// SIM box, and copied IMEIs that one market sells, look the same but for the records around all of
// them. A block is judged as one suspect is: a neighbour is related if two suspects of the block
// have it.
func (f *hubSearch) clearBlocks() int {
	var cleared []int
	for _, block := range f.blocks() {
		odds := f.records.odds(f, block)
		if t := f.countBlockTies(block); t.clear(odds) {
			cleared = append(cleared, block...)
		}
	}
	f.clear(cleared)
	return len(cleared)
}

// blocks returns the blocks of two suspects or more that are hubs as far as is known, each
// ascending.
func (f *hubSearch) blocks() [][]int {
	parents := make([]int, len(f.suspects))
	for i := range parents {
		parents[i] = i
	}
	root := func(i int) int {
		for parents[i] != i {
			parents[i] = parents[parents[i]]
			i = parents[i]
		}
		return i
	}
	for i := range f.suspects {
		h := &f.suspects[i]
		if !h.isHub || h.known {
			continue
		}
		for _, w := range h.ties.waiting {
			j := int(w)
			if j < i && f.suspects[j].isHub && slices.Contains(f.suspects[j].ties.waiting, uint32(i)) {
				a, b := root(i), root(j)
				parents[max(a, b)] = min(a, b)
			}
		}
	}
	members := map[int][]int{}
	for i := range f.suspects {
		if f.suspects[i].isHub && !f.suspects[i].known {
			members[root(i)] = append(members[root(i)], i)
		}
	}
	var blocks [][]int
	for i := range f.suspects {
		if block := members[i]; len(block) > 1 {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// countBlockTies counts the neighbours of a block by their other ties.
func (f *hubSearch) countBlockTies(block []int) (t ties) {
	isMember := func(v uint32) bool {
		i := f.indexOf[v]
		if i == none {
			return false
		}
		_, ok := slices.BinarySearch(block, int(i))
		return ok
	}
	inBlock := map[uint32]int{} // neighbours, by how many suspects of the block have them
	for _, i := range block {
		for _, v := range f.g.Neighbours(f.suspects[i].identifier) {
			inBlock[v]++
		}
	}
	for v, times := range inBlock {
		speaks := func(w uint32) bool { return !f.explainsNothing(w) }
		switch {
		case f.explainsNothing(v) && !isMember(v): // a member has the others as neighbours
			t.silent++
		case times > 1:
			t.related++
		case slices.ContainsFunc(sampleNeighbours(f.g, int(v)), speaks):
			t.unrelated++
		default:
			t.silent++
		}
	}
	return t
}
