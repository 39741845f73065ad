package memory

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// ring is a published ring. A closed ring has the members that it had before. The fields that the
// graph adds when a ring is read are empty here.
type ring struct {
	graph.Ring
	fingerprint string
	foundAt     time.Time // when the run that last changed the ring began
}

// fingerprintOf returns by what two versions of a ring are compared.
func fingerprintOf(r *graph.Ring) (string, error) {
	published := publishedPart(r)
	text, err := json.Marshal(published) // a token is written in full
	return string(text), err
}

// publishedPart returns the ring without what the graph adds when it is read.
func publishedPart(r *graph.Ring) graph.Ring {
	p := *r
	p.CameFrom, p.LedTo, p.Feedback, p.LaterTokens, p.UpdatedAt = nil, nil, graph.Tally{}, nil, time.Time{}
	return p
}

// copyRing returns a ring that shares nothing with r.
func copyRing(r *graph.Ring) graph.Ring {
	c := *r
	c.Members, c.ReportIDs = slices.Clone(r.Members), slices.Clone(r.ReportIDs)
	c.Regions, c.Categories = slices.Clone(r.Regions), slices.Clone(r.Categories)
	c.Agencies.Kinds = slices.Clone(r.Agencies.Kinds)
	if c.Loss = maps.Clone(r.Loss); c.Loss == nil {
		c.Loss = map[string]graph.Amount{}
	}
	c.Explanation = slices.Clone(r.Explanation)
	for i := range c.Explanation {
		reason := &c.Explanation[i]
		reason.Reports, reason.Links = slices.Clone(reason.Reports), slices.Clone(reason.Links)
	}
	return c
}
