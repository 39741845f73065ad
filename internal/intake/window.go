package intake

import (
	"github.com/ringwatch/ringwatch/graph"
)

// batch is records and the lines they came from.
type batch struct {
	lines   []int
	records []graph.Record
	names   int
}

func (b *batch) add(line int, r graph.Record) {
	b.lines, b.records, b.names = append(b.lines, line), append(b.records, r), b.names+len(names(r))
}

// window is a stretch of the stream that is shared out among the writers.
type window struct {
	batch
	// first is the first record that has an id or names an identifier, and parent leads
	// from each record to the first of those it has to be saved with (a disjoint-set forest).
	first  map[string]int
	parent []int
}

func newWindow() *window { return &window{first: map[string]int{}} }

// add puts a record in. It goes together with those of its id, so that the first is
// kept, with the withdrawal of it, so that the later of the two sees the other, and with
// those that share an identifier, since writers would wait for each other there.
func (w *window) add(line int, r graph.Record) {
	place := len(w.records)
	w.batch.add(line, r)
	w.parent = append(w.parent, place)
	w.join(place, "id "+r.RecordID())
	if withdrawal, ok := r.(*graph.Withdrawal); ok {
		w.join(place, "id "+withdrawal.Withdraws)
	}
	for _, identifier := range names(r) {
		w.join(place, string(identifier.Token))
	}
}

func (w *window) join(place int, key string) {
	first, known := w.first[key]
	if !known {
		w.first[key] = place
		return
	}
	a, b := w.root(first), w.root(place)
	w.parent[max(a, b)] = min(a, b)
}

func (w *window) root(place int) int {
	for w.parent[place] != place {
		w.parent[place] = w.parent[w.parent[place]]
		place = w.parent[place]
	}
	return place
}

// shares parts a window among writers, who have no id and no identifier in common and
// about as much to do. Each keeps the order of the stream, and saves one of its batches
// after the other.
func (w *window) shares(writers, most int) [][]batch {
	size := make([]int, len(w.records))
	for place := range w.records {
		size[w.root(place)]++
	}
	writer, load := make([]int, len(w.records)), make([]int, writers)
	shares := make([][]batch, writers)
	for place, r := range w.records {
		root := w.root(place)
		if root == place {
			for i := range load {
				if load[i] < load[writer[root]] {
					writer[root] = i
				}
			}
			load[writer[root]] += size[root]
		}
		share := &shares[writer[root]]
		last := len(*share) - 1
		if last < 0 || len((*share)[last].records) == most || (*share)[last].names+len(names(r)) > namesAtOnce {
			*share, last = append(*share, batch{}), last+1
		}
		(*share)[last].add(w.lines[place], r)
	}
	return shares
}

// names lists the identifiers that a record names.
func names(r graph.Record) []graph.Identifier {
	switch r := r.(type) {
	case *graph.Report:
		return r.Identifiers
	case *graph.Link:
		return []graph.Identifier{r.From, r.To}
	case *graph.Release:
		return []graph.Identifier{r.Identifier}
	}
	return nil
}
