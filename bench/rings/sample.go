package main

import (
	"slices"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// sample is the evidence of a generated world, and the rings planted in it.
type sample struct {
	seed        uint64
	variety     float64
	evidence    *rings.Evidence
	identifiers []graph.Identifier
	planted     []world.Ring
}

// newSample generates a world. Identifiers and records are numbered in the order of its records.
func newSample(reports int, seed uint64, variety float64) (*sample, error) {
	e := &rings.Evidence{Words: []string{""}, Reports: rings.Reports{Offsets: []uint32{0}}}
	s := &sample{seed: seed, variety: variety, evidence: e}
	indices, codes := map[graph.Token]uint32{}, map[string]uint32{"": 0}
	indexOf := func(id graph.Identifier) uint32 {
		index, ok := indices[id.Token]
		if !ok {
			index = uint32(len(s.identifiers))
			indices[id.Token] = index
			s.identifiers = append(s.identifiers, id)
			e.Kinds = append(e.Kinds, rings.Kind(slices.Index(graph.Kinds[:], id.Kind)))
		}
		return index
	}
	codeOf := func(text string) uint32 {
		code, ok := codes[text]
		if !ok {
			code = uint32(len(e.Words))
			codes[text] = code
			e.Words = append(e.Words, text)
		}
		return code
	}
	var err error
	s.planted, err = world.Generate(world.Options{Reports: reports, Seed: seed, Variety: variety}, func(r graph.Record) error {
		switch r := r.(type) {
		case *graph.Report:
			for _, id := range r.Identifiers {
				e.Reports.Identifiers = append(e.Reports.Identifiers, indexOf(id))
			}
			e.Reports.Offsets = append(e.Reports.Offsets, uint32(len(e.Reports.Identifiers)))
			e.Reports.Day = append(e.Reports.Day, int32(evidence.SecondOf(r.OccurredAt).Day()))
			e.Reports.Category = append(e.Reports.Category, codeOf(r.Category))
			e.Reports.Channel = append(e.Reports.Channel, codeOf(r.Channel))
			e.Reports.Region = append(e.Reports.Region, codeOf(r.Region))
		case *graph.Link:
			e.Links.From, e.Links.To = append(e.Links.From, indexOf(r.From)), append(e.Links.To, indexOf(r.To))
			e.Links.Relation = append(e.Links.Relation, rings.Relation(slices.Index(graph.Relations[:], r.Relation)))
			e.Links.Day = append(e.Links.Day, int32(evidence.SecondOf(r.ObservedAt).Day()))
		}
		return nil
	})
	return s, err
}

// each generates the worlds that the options select, and calls do with each.
func (o options) each(do func(*sample) error) error {
	for _, variety := range o.variety {
		for i := range o.seeds {
			s, err := newSample(o.reports, o.first+uint64(i), variety)
			if err != nil {
				return err
			}
			if err := do(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// flagged returns the rings of a result in the form that is evaluated.
func (s *sample) flagged(result *rings.Result) []evaluation.Flagged {
	all := make([]evaluation.Flagged, len(result.Rings))
	for i, r := range result.Rings {
		all[i] = evaluation.Flagged{Band: graph.BandOf(r.Score), Score: r.Score}
		for _, m := range r.Members {
			all[i].Members = append(all[i].Members, s.identifiers[m.Identifier].Token)
		}
	}
	return all
}

// Columns that can be blank.
const (
	regionColumn = iota
	categoryColumn
	dayColumn
	allColumns
	columnCount
)

// blank clears a column of the evidence.
func (s *sample) blank(column int) {
	if column == regionColumn || column == allColumns {
		clear(s.evidence.Reports.Region)
	}
	if column == categoryColumn || column == allColumns {
		clear(s.evidence.Reports.Category)
	}
	if column == dayColumn || column == allColumns {
		for _, days := range [][]int32{s.evidence.Reports.Day, s.evidence.Links.Day} {
			for i := range days {
				days[i] = rings.NoDay
			}
		}
	}
}
