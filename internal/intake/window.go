package intake

import (
	"github.com/ringwatch/ringwatch/graph"
)

// batch is records of an agency with the lines they came from.
type batch struct {
	agency      string
	lines       []int
	records     []graph.Record
	identifiers int // of all records together
}

func (b *batch) add(line int, r graph.Record) {
	b.lines, b.records = append(b.lines, line), append(b.records, r)
	b.identifiers += len(identifiersOf(r))
}

// window is a part of the stream that is divided among the writers. It is a disjoint-set forest of
// records: those in one set are saved by one writer.
type window struct {
	batch
	first  map[string]int // the index of the first record with an id or identifier
	parent []int          // for each record, an earlier one of its set; the root is its own parent
}

func newWindow() *window { return &window{first: map[string]int{}} }

// add adds a record. It joins the records with the same id, so that the first is stored; the
// withdrawal of it, so that the later of the two sees the other; and the records with a common
// identifier, because writers would wait for each other's locks on it.
func (w *window) add(line int, r graph.Record) {
	index := len(w.records)
	w.batch.add(line, r)
	w.parent = append(w.parent, index)
	w.join(index, "id "+r.RecordID())
	if withdrawal, ok := r.(*graph.Withdrawal); ok {
		w.join(index, "id "+withdrawal.Withdraws)
	}
	for _, identifier := range identifiersOf(r) {
		w.join(index, string(identifier.Token))
	}
}

// join puts a record into the set of the first record with the same key.
func (w *window) join(index int, key string) {
	first, exists := w.first[key]
	if !exists {
		w.first[key] = index
		return
	}
	a, b := w.root(first), w.root(index)
	w.parent[max(a, b)] = min(a, b)
}

// root returns the first record of a record's set, and halves the path to it.
func (w *window) root(index int) int {
	for w.parent[index] != index {
		w.parent[index] = w.parent[w.parent[index]]
		index = w.parent[index]
	}
	return index
}

// shares divides the window among writers: each set goes to the writer with the fewest records so
// far. Each writer's records of an agency have the order of the stream, in batches of at most
// batchSize, to be saved one after the other.
func (w *window) shares(writers, batchSize int) [][]batch {
	size := make([]int, len(w.records))
	for i := range w.records {
		size[w.root(i)]++
	}
	writerOf, load := make([]int, len(w.records)), make([]int, writers)
	shares := make([][]batch, writers)
	open := make([]map[string]int, writers) // the last batch of each agency
	for writer := range open {
		open[writer] = map[string]int{}
	}
	for i, r := range w.records {
		root := w.root(i)
		if root == i {
			for writer := range load {
				if load[writer] < load[writerOf[root]] {
					writerOf[root] = writer
				}
			}
			load[writerOf[root]] += size[root]
		}
		writer, agency := writerOf[root], graph.AgencyOf(r)
		share := &shares[writer]
		last, exists := open[writer][agency]
		if !exists || (*share)[last].isFull(r, batchSize) {
			last = len(*share)
			*share, open[writer][agency] = append(*share, batch{agency: agency}), last
		}
		(*share)[last].add(w.lines[i], r)
	}
	return shares
}

// isFull reports whether a record does not fit into the batch.
func (b *batch) isFull(r graph.Record, batchSize int) bool {
	return len(b.records) == batchSize || b.identifiers+len(identifiersOf(r)) > maxBatchIdentifiers
}

// identifiersOf returns the identifiers that a record names.
func identifiersOf(r graph.Record) []graph.Identifier {
	switch r := r.(type) {
	case *graph.Report:
		return r.Identifiers
	case *graph.Link:
		return []graph.Identifier{r.From, r.To}
	case *graph.Release:
		return []graph.Identifier{r.Identifier}
	case *graph.Known:
		return []graph.Identifier{r.Identifier}
	}
	return nil
}
