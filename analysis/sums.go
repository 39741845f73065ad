package analysis

// sums adds up edge weights by label: a worker's scratch. Labels go in with add, in
// any number of calls, and come out with drain, each once.
//
// An array with a place for each label there is (after Sahu 2023, arXiv:2312.13936) is best
// where the cache holds it. Where it does not, each label costs a miss, and a few are
// counted in a hash table that the first cache holds.
type sums[W weight] struct {
	labels  []uint32 // for callers to gather labels in
	weights []W      // and weights beside them
	n       int      // how many labels there are, each once, from index 1 of keys
	dense   bool     // whether sums are kept in array

	few  *fewSums[W]
	many []uint32 // keys of array
	out  []W      // sums of array, as drain gives them
	all  []W      // the array, by label; 0 where there is none
}

// fewSums is a hash table of sums.
type fewSums[W weight] struct {
	table  [tableSize]uint32 // turn and index of a key; empty where it is another turn's
	keys   [2 * tableFill]uint32
	values [2 * tableFill]W // all 0 between turns
	turn   uint32           // which use of the table this is
}

const (
	tableBits = 10
	tableSize = 1 << tableBits
	tableFill = tableSize / 4 // the most labels that the table takes
	indexBits = tableBits - 1 // of an index of keys, in an entry of the table

	denseLabels = 1 << 18 // of so many labels the second cache holds the array, if not all that is read beside it
)

func slot(label uint32) uint32 { return label * 0x9e3779b1 >> (32 - tableBits) }

// newSums makes the scratch of each worker, for labels below size.
func newSums[W weight](workers, size int) []sums[W] {
	all := make([]sums[W], workers)
	for i := range all {
		all[i] = sums[W]{few: new(fewSums[W]), all: large[W](size)}
	}
	return all
}

// room returns slices to gather as many labels and weights in.
func (s *sums[W]) room(ends int) ([]uint32, []W) {
	if ends > len(s.labels) {
		s.labels = make([]uint32, 2*ends)
		s.weights = make([]W, 2*ends)
	}
	return s.labels[:ends], s.weights[:ends]
}

// begin prepares for at most ends more labels beside the first, whose sum is 0 so far. All
// are below the count of labels.
func (s *sums[W]) begin(first uint32, ends, labels int) {
	s.n, s.dense = 1, ends >= tableFill || labels <= denseLabels
	if s.dense {
		if most := min(ends+1, len(s.all)) + 2; most > len(s.many) {
			s.many = make([]uint32, 2*most)
			s.out = make([]W, 2*most)
		}
		s.many[1] = first
		return
	}
	f := s.few
	if f.turn++; f.turn == 1<<(32-indexBits) {
		clear(f.table[:])
		f.turn = 1
	}
	f.table[slot(first)%tableSize] = f.turn<<indexBits | 1
	f.keys[1] = first
}

// add adds to the sum of each label the weight beside it, which is over 0, or 1 where
// weights is nil.
func (s *sums[W]) add(labels []uint32, weights []W) {
	if weights != nil {
		weights = weights[:len(labels)]
	}
	if s.dense {
		s.addMany(labels, weights)
		return
	}
	f, n := s.few, uint32(s.n)
	turn := f.turn
	for i, c := range labels {
		w := W(1)
		if weights != nil {
			w = weights[i]
		}
		at := slot(c) % tableSize
		e := f.table[at]
		for e>>indexBits == turn && f.keys[e%(2*tableFill)] != c {
			at = (at + 1) % tableSize
			e = f.table[at]
		}
		// Whether a label is new can't be foretold: better no branch on it.
		j := e % (2 * tableFill)
		if e>>indexBits != turn {
			n++
		}
		if e>>indexBits != turn {
			j = n
		}
		f.table[at] = turn<<indexBits | j
		f.keys[j%(2*tableFill)] = c
		f.values[j%(2*tableFill)] += w
	}
	s.n = int(n)
}

func (s *sums[W]) addMany(labels []uint32, weights []W) {
	keys, all, n := s.many, s.all, s.n
	first := keys[1]
	for i, c := range labels {
		w := W(1)
		if weights != nil {
			w = weights[i]
		}
		keys[n+1] = c
		sum := all[c]
		if sum == 0 && c != first {
			n++
		}
		all[c] = sum + w
	}
	s.n = n
}

// addOf is add for the labels of nodes.
func (s *sums[W]) addOf(nodes []uint32, weights []W, labels []uint32) {
	if !s.dense {
		mine, _ := s.room(len(nodes))
		for i, v := range nodes {
			mine[i] = labels[v]
		}
		s.add(mine, weights)
		return
	}
	keys, all, n := s.many, s.all, s.n
	first := keys[1]
	for i, v := range nodes {
		c, w := labels[v], W(1)
		if weights != nil {
			w = weights[i]
		}
		keys[n+1] = c
		sum := all[c]
		all[c] = sum + w
		n += fresh(sum, c, first)
	}
	s.n = n
}

// fresh returns 1 for a label whose sum is still 0, but for the first, and 0 otherwise.
// Which it is can't be foretold: better no branch on it.
func fresh[W weight](sum W, label, first uint32) int {
	n := 0
	if sum == 0 {
		n = 1
	}
	if label == first {
		n = 0
	}
	return n
}

// drainTo moves the labels added since begin to the slices, with their sums, but for the
// first label, whose sum it returns, with how many the others are. It leaves nothing to clear.
func (s *sums[W]) drainTo(labels []uint32, values []W) (first W, others int) {
	others = s.n - 1
	labels, values = labels[:others], values[:others]
	if !s.dense {
		copy(labels, s.few.keys[2:])
		copy(values, s.few.values[2:])
		first = s.few.values[1]
		s.clear()
		return first, others
	}
	all, keys := s.all, s.many[1:s.n+1]
	first = all[keys[0]]
	all[keys[0]] = 0
	for i, c := range keys[1:] {
		labels[i], values[i] = c, all[c]
		all[c] = 0
	}
	return first, others
}

// drain returns the labels added since begin, and first of all the one given there, and
// the sum of each. Clear takes them back.
func (s *sums[W]) drain() ([]uint32, []W) {
	if !s.dense {
		end := (s.n + 1) % (2 * tableFill)
		return s.few.keys[1:end], s.few.values[1:end]
	}
	keys, values := s.many[1:s.n+1], s.out[1:s.n+1]
	for i, c := range keys {
		values[i] = s.all[c]
		s.all[c] = 0
	}
	return keys, values
}

// clear empties the sums. It is called after drain.
func (s *sums[W]) clear() {
	if !s.dense {
		clear(s.few.values[1 : s.n+1])
	}
}
