package neo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"runtime"
	"slices"
	"strconv"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// fingerprints returns the fingerprint of each ring, computed in parallel.
func fingerprints(ctx context.Context, rings []graph.Ring) ([]string, error) {
	all := make([]string, len(rings))
	workers := make([]ringEncoder, runtime.GOMAXPROCS(0))
	err := parallel.For(ctx, len(rings), func(worker, i int) error {
		all[i] = workers[worker].fingerprint(&rings[i])
		return nil
	})
	return all, err
}

// ringEncoder is a ring written as bytes: texts, each after its length, and numbers.
type ringEncoder []byte

// fingerprint returns a hash of all that is published of a ring. A later run sees by it whether the
// ring changed. What the graph adds when a ring is read is not part of it. It reuses the memory of
// e.
func (e *ringEncoder) fingerprint(r *graph.Ring) string {
	*e = (*e)[:0]
	e.text(r.ID, string(r.Band), string(r.Status), r.Closing, r.MergedInto)
	e.number(math.Float64bits(r.Score))
	e.number(math.Float64bits(r.EvidenceScore))
	e.number(uint64(r.FirstSeen.Unix()))
	e.number(uint64(r.LastSeen.Unix()))
	e.texts(r.ReportIDs)
	e.texts(r.Regions)
	e.texts(r.Categories)
	e.number(uint64(len(r.Loss)))
	for _, currency := range slices.Sorted(maps.Keys(r.Loss)) {
		e.text(currency, string(r.Loss[currency]))
	}
	e.number(uint64(r.Sources))
	e.number(uint64(r.Agencies.Number))
	e.texts(texts(r.Agencies.Kinds))
	e.text(strconv.FormatBool(r.Corroborated))
	e.number(math.Float64bits(r.ScoreWithoutStrongest))
	e.number(uint64(len(r.Explanation)))
	for i := range r.Explanation {
		reason := &r.Explanation[i]
		e.text(string(reason.Kind), reason.Text)
		e.number(math.Float64bits(reason.Weight))
		e.texts(reason.Reports)
		e.texts(reason.Links)
	}
	e.number(uint64(len(r.Members)))
	for i := range r.Members {
		e.text(string(r.Members[i].Kind), string(r.Members[i].Token))
		e.number(math.Float64bits(r.Members[i].Strength))
	}
	hash := sha256.Sum256(*e)
	return hex.EncodeToString(hash[:])
}

func (e *ringEncoder) number(n uint64) { *e = binary.LittleEndian.AppendUint64(*e, n) }

func (e *ringEncoder) text(texts ...string) {
	for _, text := range texts {
		e.number(uint64(len(text)))
		*e = append(*e, text...)
	}
}

func (e *ringEncoder) texts(texts []string) {
	e.number(uint64(len(texts)))
	e.text(texts...)
}
