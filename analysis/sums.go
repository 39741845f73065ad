package analysis

// sums adds up edge weights by label: a worker's scratch. Labels go in with add, in
// any number of calls, and come out with drain, each once.
//
// A few labels are counted in a hash table that the first cache holds; many in an
// array with a place for each label there is (after Sahu 2023, arXiv:2312.13936),
// where each costs a miss of the cache.
type sums struct {
	labels  []uint32  // for callers to gather labels in
	weights []float64 // and weights beside them
	keys    []uint32  // the labels so far, each once, in the order of their coming, from index 1
	values  []float64 // their sums, beside keys
	n       int       // how many keys there are
	dense   bool      // whether sums are kept in array

	table *[tableSize]uint32 // of indexes of keys; 0 where empty
	array []float64          // by label; 0 where there is none
}

const (
	tableBits = 10
	tableSize = 1 << tableBits
	tableFill = tableSize / 4 // the most labels that the table takes
)

// newSums makes the scratch of each worker, for labels below size.
func newSums(workers, size int) []sums {
	all := make([]sums, workers)
	for i := range all {
		all[i] = sums{
			keys:   large[uint32](max(size, 2*tableFill) + 2),
			values: large[float64](max(size, 2*tableFill) + 2),
			table:  new([tableSize]uint32),
			array:  large[float64](size),
		}
	}
	return all
}

// begin prepares for at most ends labels, and returns a slice to gather as many in.
func (s *sums) begin(ends int) []uint32 {
	s.n, s.dense = 0, ends > tableFill
	if ends > len(s.labels) {
		s.labels = make([]uint32, 2*ends)
		s.weights = make([]float64, 2*ends)
	}
	return s.labels[:ends]
}

// add adds to the sum of each label the weight beside it, which is over 0, or 1 where
// weights is nil.
func add[W weight](s *sums, labels []uint32, weights []W) {
	if weights != nil {
		weights = weights[:len(labels)]
	}
	if s.dense {
		keys, array, n := s.keys, s.array, s.n
		for i, c := range labels {
			w := 1.0
			if weights != nil {
				w = float64(weights[i])
			}
			keys[n+1] = c
			sum := array[c]
			if sum == 0 {
				n++
			}
			array[c] = sum + w
		}
		s.n = n
		return
	}
	table, n := s.table, uint32(s.n)
	keys, values := (*[2 * tableFill]uint32)(s.keys), (*[2 * tableFill]float64)(s.values)
	for i, c := range labels {
		w := 1.0
		if weights != nil {
			w = float64(weights[i])
		}
		at := c * 0x9e3779b1 >> (32 - tableBits)
		j := table[at]
		for j != 0 && keys[j%(2*tableFill)] != c {
			at = (at + 1) % tableSize
			j = table[at]
		}
		// Whether a label is new can't be foretold: better no branch on it.
		if j == 0 {
			n++
		}
		if j == 0 {
			j = n
		}
		table[at] = j
		keys[j%(2*tableFill)] = c
		values[j%(2*tableFill)] += w
	}
	s.n = int(n)
}

// drain returns the labels added since begin and the sum of each. The next add
// overwrites them.
func (s *sums) drain() ([]uint32, []float64) {
	keys, values := s.keys[1:s.n+1], s.values[1:s.n+1]
	if s.dense {
		for i, c := range keys {
			values[i] = s.array[c]
			s.array[c] = 0
		}
	}
	return keys, values
}

// clear takes back what drain left: it is called after the sums have been read.
func (s *sums) clear() {
	clear(s.values[1 : s.n+1])
	if s.dense {
		return
	}
	for j, c := range s.keys[1 : s.n+1] {
		at := c * 0x9e3779b1 >> (32 - tableBits)
		for s.table[at] != uint32(j+1) {
			at = (at + 1) % tableSize
		}
		s.table[at] = 0
	}
}
