package rings

import (
	"context"
	"runtime"

	"github.com/ringwatch/ringwatch/analysis"
)

// cliqueSize is how many identifiers a report may name for each pair of them to share an edge. In
// a longer report, which says less about any pair, each identifier shares an edge with the next few
// only: cliqueSize²/2 over the length, rounded down, but cliqueSize/2 at most and one at least. So
// a report's edges grow with its length, and not with its square.
const cliqueSize = 16

// NewNetwork returns the network of identifiers: the weight of an edge is the number of reports
// that name both ends and of links between them. It returns the context's error, and an error for
// evidence whose columns do not fit together.
func NewNetwork(ctx context.Context, e *Evidence) (*analysis.Network, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	return newNetwork(ctx, sections{}, e)
}

func newNetwork(ctx context.Context, s sections, e *Evidence) (*analysis.Network, error) {
	b := analysis.NewBuilder(len(e.Kinds))
	if err := eachEdge(ctx, s, e, b.Count); err != nil {
		return nil, err
	}
	if err := b.AllocateRows(len(e.Kinds)); err != nil {
		return nil, err
	}
	if err := eachEdge(ctx, s, e, b.Place); err != nil {
		return nil, err
	}
	return b.Network(ctx, 0)
}

const (
	edgesPerCall   = 4096    // roughly, that eachEdge passes to emit
	recordsPerPart = 1 << 14 // that one worker takes at a time
)

// eachEdge passes all edges to emit, a batch at a time, from several goroutines. There are too many
// to hold all of them.
func eachEdge(ctx context.Context, s sections, e *Evidence, emit func(from, to []uint32, weights []float64) error) error {
	reports, links := e.Reports.Count(), e.Links.Count()
	buffers := make([][2][]uint32, runtime.GOMAXPROCS(0))
	return s.each(ctx, edgeSection, (reports+links+recordsPerPart-1)/recordsPerPart, func(worker, part int) error {
		from, to := buffers[worker][0][:0], buffers[worker][1][:0]
		defer func() { buffers[worker] = [2][]uint32{from, to} }()
		for record := part * recordsPerPart; record < min((part+1)*recordsPerPart, reports+links); record++ {
			if record < reports {
				from, to = appendEdges(from, to, e.Reports.Named(record))
			} else if u, v := e.Links.From[record-reports], e.Links.To[record-reports]; u != v {
				from, to = append(from, u), append(to, v)
			}
			if len(from) >= edgesPerCall {
				if err := emit(from, to, nil); err != nil {
					return err
				}
				from, to = from[:0], to[:0]
			}
		}
		return emit(from, to, nil)
	})
}

// appendEdges appends the edges among the identifiers that a report names.
func appendEdges(from, to, named []uint32) (_, _ []uint32) {
	reach := reachOf(len(named))
	for i, u := range named {
		for _, v := range named[i+1 : min(i+reach, len(named))] {
			if u != v {
				from, to = append(from, u), append(to, v)
			}
		}
	}
	return from, to
}

// reachOf returns how far behind an identifier those are, in a report of this length, with which it
// shares an edge: those at a distance below it.
func reachOf(length int) int {
	if length > cliqueSize {
		return 1 + max(min(cliqueSize/2, cliqueSize*cliqueSize/2/length), 1)
	}
	return length
}
