package analysis

// labelSums sums edge weights by label: how much weight of a node's edges goes to each community.
// It is the scratch memory of one worker. A use is begin, then any number of add and addNodes, then
// drain and clear, or drainTo.
//
// There are two ways to hold the sums. An array with a place for each label (Sahu 2023,
// arXiv:2312.13936) is best if it fits in the cache. If it does not, each label costs a cache miss,
// and a few labels are summed in a hash table that fits in the first-level cache.
//
// The loops for edges with and without weights, and for the two ways, are written out separately
// here and in mover: each is the innermost loop of the package, and one shared loop is measurably
// slower.
type labelSums[W weight] struct {
	labels  []uint32 // for callers to gather labels in
	weights []W      // and their weights
	n       int      // number of distinct labels; label i is at index i+1 of the keys
	dense   bool     // whether this use has its sums in the array

	hash      *hashSums[W]
	denseKeys []uint32
	denseOut  []W // sums by key, as drain returns them
	byLabel   []W // the array; 0 for a label that does not occur
}

// hashSums is a hash table with linear probing. An entry is valid only in the use that wrote it, so
// that the table need not be cleared.
type hashSums[W weight] struct {
	table  [tableSize]uint32 // number of the use, and index of a key
	keys   [2 * tableFill]uint32
	values [2 * tableFill]W // all 0 between uses
	use    uint32
}

const (
	tableBits = 10
	tableSize = 1 << tableBits
	tableFill = tableSize / 4 // the largest number of labels in the table
	indexBits = tableBits - 1 // of an index of keys, in an entry of the table

	// denseLabels is the largest number of labels for which the array is used: the second-level
	// cache holds that many sums, if not all that is read in between.
	denseLabels = 1 << 18
)

// slot hashes a label (Knuth's multiplicative hashing).
func slot(label uint32) uint32 { return label * 0x9e3779b1 >> (32 - tableBits) }

// newLabelSums returns the scratch of each worker, for labels below size.
func newLabelSums[W weight](workers, size int) []labelSums[W] {
	all := make([]labelSums[W], workers)
	for i := range all {
		all[i] = labelSums[W]{hash: new(hashSums[W]), byLabel: makeLarge[W](size)}
	}
	return all
}

// buffers returns slices to gather the given number of labels and weights in.
func (s *labelSums[W]) buffers(ends int) ([]uint32, []W) {
	if ends > len(s.labels) {
		s.labels = make([]uint32, 2*ends)
		s.weights = make([]W, 2*ends)
	}
	return s.labels[:ends], s.weights[:ends]
}

// begin starts a use. Label first comes first in the result, even if its sum stays 0. At most ends
// weights will be added, to labels below the given bound.
func (s *labelSums[W]) begin(first uint32, ends, labels int) {
	s.n, s.dense = 1, ends >= tableFill || labels <= denseLabels
	if s.dense {
		if room := min(ends+1, len(s.byLabel)) + 2; room > len(s.denseKeys) {
			s.denseKeys = make([]uint32, 2*room)
			s.denseOut = make([]W, 2*room)
		}
		s.denseKeys[1] = first
		return
	}
	h := s.hash
	if h.use++; h.use == 1<<(32-indexBits) {
		clear(h.table[:])
		h.use = 1
	}
	h.table[slot(first)%tableSize] = h.use<<indexBits | 1
	h.keys[1] = first
}

// add adds weights[i], which is positive, to the sum of labels[i]. If weights is nil all are 1.
func (s *labelSums[W]) add(labels []uint32, weights []W) {
	if weights != nil {
		weights = weights[:len(labels)]
	}
	if s.dense {
		s.addDense(labels, weights)
		return
	}
	h, n := s.hash, uint32(s.n)
	use := h.use
	for i, c := range labels {
		w := W(1)
		if weights != nil {
			w = weights[i]
		}
		at := slot(c) % tableSize
		e := h.table[at]
		for e>>indexBits == use && h.keys[e%(2*tableFill)] != c {
			at = (at + 1) % tableSize
			e = h.table[at]
		}
		// Whether a label is new is unpredictable: these two compile to conditional moves, not to
		// branches.
		j := e % (2 * tableFill)
		if e>>indexBits != use {
			n++
		}
		if e>>indexBits != use {
			j = n
		}
		h.table[at] = use<<indexBits | j
		h.keys[j%(2*tableFill)] = c
		h.values[j%(2*tableFill)] += w
	}
	s.n = int(n)
}

func (s *labelSums[W]) addDense(labels []uint32, weights []W) {
	keys, sums, n := s.denseKeys, s.byLabel, s.n
	first := keys[1]
	for i, c := range labels {
		w := W(1)
		if weights != nil {
			w = weights[i]
		}
		keys[n+1] = c
		sum := sums[c]
		if sum == 0 && c != first {
			n++
		}
		sums[c] = sum + w
	}
	s.n = n
}

// addNodes is add for labels[v] of each of the nodes.
func (s *labelSums[W]) addNodes(nodes []uint32, weights []W, labels []uint32) {
	if !s.dense {
		gathered, _ := s.buffers(len(nodes))
		for i, v := range nodes {
			gathered[i] = labels[v]
		}
		s.add(gathered, weights)
		return
	}
	keys, sums, n := s.denseKeys, s.byLabel, s.n
	first := keys[1]
	for i, v := range nodes {
		c, w := labels[v], W(1)
		if weights != nil {
			w = weights[i]
		}
		keys[n+1] = c
		sum := sums[c]
		sums[c] = sum + w
		n += newLabel(sum, c, first)
	}
	s.n = n
}

// newLabel returns 1 if the label is new, that is if its sum is 0 and it isn't the first label, and
// else 0. That is unpredictable: it compiles without a branch.
func newLabel[W weight](sum W, label, first uint32) int {
	n := 0
	if sum == 0 {
		n = 1
	}
	if label == first {
		n = 0
	}
	return n
}

// drainTo writes the labels and their sums to the slices, without the first label. It returns the
// sum of the first label and the number of the others. It ends the use.
func (s *labelSums[W]) drainTo(labels []uint32, values []W) (first W, others int) {
	others = s.n - 1
	labels, values = labels[:others], values[:others]
	if !s.dense {
		copy(labels, s.hash.keys[2:])
		copy(values, s.hash.values[2:])
		first = s.hash.values[1]
		s.clear()
		return first, others
	}
	sums, keys := s.byLabel, s.denseKeys[1:s.n+1]
	first = sums[keys[0]]
	sums[keys[0]] = 0
	for i, c := range keys[1:] {
		labels[i], values[i] = c, sums[c]
		sums[c] = 0
	}
	return first, others
}

// drain returns the labels and their sums, the first label first. They are valid until clear.
func (s *labelSums[W]) drain() ([]uint32, []W) {
	if !s.dense {
		end := (s.n + 1) % (2 * tableFill)
		return s.hash.keys[1:end], s.hash.values[1:end]
	}
	keys, values := s.denseKeys[1:s.n+1], s.denseOut[1:s.n+1]
	for i, c := range keys {
		values[i] = s.byLabel[c]
		s.byLabel[c] = 0
	}
	return keys, values
}

// clear ends a use. Call it after drain.
func (s *labelSums[W]) clear() {
	if !s.dense {
		clear(s.hash.values[1 : s.n+1])
	}
}
