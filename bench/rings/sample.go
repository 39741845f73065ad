package main

import (
	"context"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs/translate"
)

// sample is the evidence of a world, the rings planted in it and its innocent groups.
type sample struct {
	source      string // the world's generator
	seed        uint64 // of a world from files: its position among them
	evidence    *rings.Evidence
	identifiers []graph.Identifier
	planted     []world.Ring
	innocents   []world.Group
}

// ownGenerator is the name of the project's own generator among others.
const ownGenerator = "own"

// newSample generates a world.
func newSample(ctx context.Context, reports int, seed uint64, variety float64) (*sample, error) {
	var records []graph.Record
	o := world.Options{Reports: reports, Seed: seed, Variety: variety}
	truth, err := world.GenerateByDay(o, func(_ int, r graph.Record) error {
		records = append(records, r)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	s := &sample{source: ownGenerator, seed: seed, planted: truth.Rings, innocents: truth.Innocents}
	return s, s.setEvidence(ctx, records)
}

// setEvidence sets what a run on these records works with.
func (s *sample) setEvidence(ctx context.Context, records []graph.Record) error {
	filed := evidence.FromRecords(records)
	snapshot, err := filed.Snapshot(ctx)
	if err != nil {
		return err
	}
	s.identifiers = snapshot.Identifiers
	s.evidence, _, err = translate.Evidence(snapshot, filed.Newest())
	return err
}

// each makes the worlds that the options select, and calls do with each, and with how varied it is.
func (o options) each(ctx context.Context, do func(s *sample, variety float64) error) error {
	if o.worlds != "" {
		return eachOfFolder(ctx, o.worlds, func(s *sample) error { return do(s, 0) })
	}
	for _, variety := range o.variety {
		for i := range o.seeds {
			s, err := newSample(ctx, o.reports, o.first+uint64(i), variety)
			if err != nil {
				return err
			}
			if err := do(s, variety); err != nil {
				return err
			}
		}
	}
	return nil
}

// firstSample makes the first world that the options select.
func (o options) firstSample(ctx context.Context) (*sample, error) {
	if o.worlds == "" {
		return newSample(ctx, o.reports, o.first, o.variety[0])
	}
	names, err := worldNames(o.worlds)
	if err != nil {
		return nil, err
	}
	return readSample(ctx, o.worlds, names[0])
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

// evaluate measures a result against what was planted.
func (s *sample) evaluate(result *rings.Result) evaluation.Evaluation {
	flagged := s.flagged(result)
	e := evaluation.Evaluate(flagged, s.planted)
	e.Innocents = evaluation.CountInnocents(flagged, s.innocents)
	return e
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
