package rings

import (
	"context"
	"runtime"

	"github.com/ringwatch/ringwatch/analysis"
)

// cliqueSize is how many identifiers a report may name that are each tied to each
// other. In a longer list, which tells less of any two of them, each is tied to the
// next cliqueSize/2 only: so a report's ties grow with its length, not its square.
const cliqueSize = 16

// NewNetwork is the network of identifiers: two are tied as often as a report names both or a
// link joins them.
func NewNetwork(e *Evidence) (*analysis.Network, error) {
	b := analysis.NewBuilder(len(e.Kinds))
	if err := eachTie(e, b.Count); err != nil {
		return nil, err
	}
	if err := b.AllocateRows(len(e.Kinds)); err != nil {
		return nil, err
	}
	if err := eachTie(e, b.Place); err != nil {
		return nil, err
	}
	return b.Network(context.Background(), 0)
}

// tiesAtOnce is about how many ties are told at a time, and recordsAtOnce of how many records.
const tiesAtOnce, recordsAtOnce = 4096, 1 << 14

// eachTie tells all ties, from several goroutines at a time: they are too many to be listed.
func eachTie(e *Evidence, tell func(from, to []uint32, weights []float64) error) error {
	reports, links := e.Reports.Count(), e.Links.Count()
	ends := make([][2][]uint32, runtime.GOMAXPROCS(0))
	return sideBySide(context.Background(), (reports+links+recordsAtOnce-1)/recordsAtOnce, func(worker, part int) error {
		from, to := ends[worker][0][:0], ends[worker][1][:0]
		defer func() { ends[worker] = [2][]uint32{from, to} }()
		for record := part * recordsAtOnce; record < min((part+1)*recordsAtOnce, reports+links); record++ {
			if record < reports {
				from, to = appendTies(from, to, e.Reports.Named(record))
			} else if u, v := e.Links.From[record-reports], e.Links.To[record-reports]; u != v {
				from, to = append(from, u), append(to, v)
			}
			if len(from) >= tiesAtOnce {
				if err := tell(from, to, nil); err != nil {
					return err
				}
				from, to = from[:0], to[:0]
			}
		}
		return tell(from, to, nil)
	})
}

// appendTies appends those among the identifiers that a report names.
func appendTies(from, to, names []uint32) (_, _ []uint32) {
	reach := len(names)
	if reach > cliqueSize {
		reach = cliqueSize/2 + 1
	}
	for i, u := range names {
		for _, v := range names[i+1 : min(i+reach, len(names))] {
			if u != v {
				from, to = append(from, u), append(to, v)
			}
		}
	}
	return from, to
}
