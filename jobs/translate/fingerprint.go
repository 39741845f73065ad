package translate

import (
	"encoding/binary"
	"hash/maphash"
	"math"

	analysis "github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// fingerprint is a hash, keyed by random seeds, of all that a ring is described from but its
// scores, the kinds, texts and weights of its reasons, and who filed its records. It holds for one
// Describer.
type fingerprint [2]uint64

func (d *Describer) fingerprint(content []byte) fingerprint {
	return fingerprint{maphash.Bytes(d.seeds[0], content), maphash.Bytes(d.seeds[1], content)}
}

// cache replaces the cached rings with these.
func (d *Describer) cache(fingerprints []fingerprint, rings []graph.Ring) {
	d.cached = make(map[fingerprint]graph.Ring, len(rings))
	for i := range rings {
		if len(rings[i].ReportIDs) > 0 {
			d.cached[fingerprints[i]] = rings[i]
		}
	}
}

// appendContent appends what the fingerprint of a ring is made from.
func appendContent(content []byte, s *evidence.Snapshot, f *analysis.Ring) []byte {
	number := func(n uint64) { content = binary.LittleEndian.AppendUint64(content, n) }
	text := func(text string) {
		number(uint64(len(text)))
		content = append(content, text...)
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
	return content
}
