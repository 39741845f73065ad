package main

import (
	"slices"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// sample is a world: its evidence, and the rings planted in it.
type sample struct {
	seed        uint64
	variety     float64
	evidence    *rings.Evidence
	identifiers []graph.Identifier
	planted     []world.Ring
}

// newSample makes a world and lays its records out as evidence, in the order in which
// they come.
func newSample(reports int, seed uint64, variety float64) (*sample, error) {
	e := &rings.Evidence{Words: []string{""}, Reports: rings.Reports{Offsets: []uint32{0}}}
	s := &sample{seed: seed, variety: variety, evidence: e}
	places, words := map[graph.Token]uint32{}, map[string]uint32{"": 0}
	place := func(id graph.Identifier) uint32 {
		at, ok := places[id.Token]
		if !ok {
			at = uint32(len(s.identifiers))
			places[id.Token] = at
			s.identifiers = append(s.identifiers, id)
			e.Kinds = append(e.Kinds, rings.Kind(slices.Index(graph.Kinds[:], id.Kind)))
		}
		return at
	}
	word := func(text string) uint32 {
		code, ok := words[text]
		if !ok {
			code = uint32(len(e.Words))
			words[text] = code
			e.Words = append(e.Words, text)
		}
		return code
	}
	var err error
	s.planted, err = world.Generate(world.Options{Reports: reports, Seed: seed, Variety: variety}, func(r graph.Record) error {
		switch r := r.(type) {
		case *graph.Report:
			for _, id := range r.Identifiers {
				e.Reports.Identifiers = append(e.Reports.Identifiers, place(id))
			}
			e.Reports.Offsets = append(e.Reports.Offsets, uint32(len(e.Reports.Identifiers)))
			e.Reports.Day = append(e.Reports.Day, int32(evidence.SecondOf(r.OccurredAt).Day()))
			e.Reports.Category = append(e.Reports.Category, word(r.Category))
			e.Reports.Channel = append(e.Reports.Channel, word(r.Channel))
			e.Reports.Region = append(e.Reports.Region, word(r.Region))
		case *graph.Link:
			e.Links.From, e.Links.To = append(e.Links.From, place(r.From)), append(e.Links.To, place(r.To))
			e.Links.Relation = append(e.Links.Relation, rings.Relation(slices.Index(graph.Relations[:], r.Relation)))
			e.Links.Day = append(e.Links.Day, int32(evidence.SecondOf(r.ObservedAt).Day()))
		}
		return nil
	})
	return s, err
}

// each hands the worlds that the options ask for to do.
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

// flagged is what was found, as it is evaluated.
func (s *sample) flagged(found *rings.Result) []evaluation.Flagged {
	all := make([]evaluation.Flagged, len(found.Rings))
	for i, r := range found.Rings {
		all[i] = evaluation.Flagged{Band: graph.BandOf(r.Score), Score: r.Score}
		for _, m := range r.Members {
			all[i].Members = append(all[i].Members, s.identifiers[m.Identifier].Token)
		}
	}
	return all
}

// blank takes what reports say of a region (0), a category (1), a time (2) or all of it (3)
// out of the evidence.
func (s *sample) blank(column int) {
	const all = 3
	if column == 0 || column == all {
		clear(s.evidence.Reports.Region)
	}
	if column == 1 || column == all {
		clear(s.evidence.Reports.Category)
	}
	if column == 2 || column == all {
		for _, days := range [][]int32{s.evidence.Reports.Day, s.evidence.Links.Day} {
			for i := range days {
				days[i] = rings.NoDay
			}
		}
	}
}
