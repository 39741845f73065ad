package jobs

import (
	"encoding/binary"
	"hash/maphash"
	"math"

	analysis "github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// descriptions are rings as they were described last, for the next run: most are described
// again as they were. They share their lists with the rings that were handed out.
type descriptions struct {
	seeds [2]maphash.Seed
	known map[content]graph.Ring
}

// content is a hash, under keys that nobody else knows, of all that a ring is described by but its
// score and the words and weights of its reasons.
type content [2]uint64

func newDescriptions() *descriptions {
	return &descriptions{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

func (d *descriptions) hash(said []byte) content {
	return content{maphash.Bytes(d.seeds[0], said), maphash.Bytes(d.seeds[1], said)}
}

// keep remembers these rings, and no others.
func (d *descriptions) keep(contents []content, rings []graph.Ring) {
	d.known = make(map[content]graph.Ring, len(rings))
	for i := range rings {
		if len(rings[i].ReportIDs) > 0 {
			d.known[contents[i]] = rings[i]
		}
	}
}

// appendContent appends what a ring is described by.
func appendContent(said []byte, s *evidence.Snapshot, f *analysis.Ring) []byte {
	number := func(n uint64) { said = binary.LittleEndian.AppendUint64(said, n) }
	text := func(text string) {
		number(uint64(len(text)))
		said = append(said, text...)
	}
	number(uint64(len(f.Members)))
	for _, m := range f.Members {
		id := &s.Identifiers[m.Identifier]
		text(string(id.Kind))
		text(string(id.Token))
		number(math.Float64bits(m.Strength))
	}
	number(uint64(len(f.Reports)))
	for _, report := range f.Reports {
		text(s.ReportIDs[report])
		text(s.Dictionary[s.Region[report]])
		text(s.Dictionary[s.Category[report]])
		text(s.Dictionary[s.Currency[report]])
		text(string(s.Loss[report]))
		number(uint64(s.Second[report]))
	}
	number(uint64(len(f.Reasons)))
	for i := range f.Reasons {
		r := &f.Reasons[i]
		number(uint64(len(r.Reports)))
		for _, report := range r.Reports {
			text(s.ReportIDs[report])
		}
		number(uint64(len(r.Links)))
		for _, link := range r.Links {
			text(s.Links.ID[link])
		}
	}
	return said
}
