package rings

// forest is a union-find structure: disjoint sets of numbers from 0 on. Each points to another of
// its set, and the root of a set to itself (Tarjan 1975, "Efficiency of a good but not linear set
// union algorithm", doi:10.1145/321879.321884).
type forest []uint32

func newForest(n int) forest {
	f := make(forest, n)
	f.part()
	return f
}

// part makes each number a set of its own.
func (f forest) part() {
	for i := range f {
		f[i] = uint32(i)
	}
}

// find returns the root of a set.
func (f forest) find(u uint32) uint32 {
	for f[u] != u {
		f[u] = f[f[u]]
		u = f[u]
	}
	return u
}

// joinAll joins the ends of pairs, and returns how many pairs a spanning forest needs.
func (f forest) joinAll(pairs []memberPair) (tree int) {
	for _, p := range pairs {
		lower, higher := p.members()
		if u, v := f.find(lower), f.find(higher); u != v {
			f[max(u, v)] = min(u, v)
			tree++
		}
	}
	return tree
}

// largest returns the size of the largest set; 0 if each number is alone.
func (f forest) largest() (largest int) {
	members := make([]int, len(f))
	for u := range f {
		root := f.find(uint32(u))
		if members[root]++; members[root] > max(largest, 1) {
			largest = members[root]
		}
	}
	return largest
}
