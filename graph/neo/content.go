package neo

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/ringwatch/ringwatch/graph"
)

// hash is one of all that is published of a ring, by which a later run tells whether
// it changed. What the graph adds when a ring is read is no part of it.
//
// It writes over c, so that hashing one ring after another needs no memory anew.
func (c *content) hash(r *graph.Ring) string {
	*c = (*c)[:0]
	c.text(r.ID, string(r.Band), string(r.Status), r.Closing, r.MergedInto)
	c.number(math.Float64bits(r.Score))
	c.number(math.Float64bits(r.EvidenceScore))
	c.number(uint64(r.FirstSeen.Unix()))
	c.number(uint64(r.LastSeen.Unix()))
	c.texts(r.ReportIDs)
	c.texts(r.Regions)
	c.texts(r.Categories)
	c.number(uint64(len(r.Loss)))
	for _, currency := range slices.Sorted(maps.Keys(r.Loss)) {
		c.text(currency, string(r.Loss[currency]))
	}
	c.number(uint64(len(r.Explanation)))
	for i := range r.Explanation {
		reason := &r.Explanation[i]
		c.text(reason.Text)
		c.number(math.Float64bits(reason.Weight))
		c.texts(reason.Reports)
		c.texts(reason.Links)
	}
	c.number(uint64(len(r.Members)))
	for i := range r.Members {
		c.text(string(r.Members[i].Kind), string(r.Members[i].Token))
		c.number(math.Float64bits(r.Members[i].Strength))
	}
	hash := sha256.Sum256(*c)
	return hex.EncodeToString(hash[:])
}

// contentsOf hashes rings, as many at a time as there are processors.
func contentsOf(rings []graph.Ring) []string {
	hashes := make([]string, len(rings))
	var work sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		work.Go(func() {
			var c content
			for i := worker; i < len(rings); i += workers {
				hashes[i] = c.hash(&rings[i])
			}
		})
	}
	work.Wait()
	return hashes
}

// content is texts, each after its length, and numbers, one after the other.
type content []byte

func (c *content) number(n uint64) { *c = binary.LittleEndian.AppendUint64(*c, n) }

func (c *content) text(texts ...string) {
	for _, text := range texts {
		c.number(uint64(len(text)))
		*c = append(*c, text...)
	}
}

func (c *content) texts(texts []string) {
	c.number(uint64(len(texts)))
	c.text(texts...)
}
