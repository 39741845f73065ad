package calibration

import (
	"context"
	"fmt"
	"math"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// Example is a candidate of a world, labelled by the world's truth.
type Example struct {
	Generator string // of the world
	Features  rings.Features
	IsRing    bool
	Weight    float64 // relative to the other examples of the generator
}

// Column is a column of the evidence that may be blank.
type Column uint8

// The columns that Blank clears.
const (
	Region Column = iota
	Category
	Time
	columnCount
)

// Blank returns the evidence without a column, as agencies file that never state it. It copies what
// it changes.
func Blank(e *rings.Evidence, column Column) *rings.Evidence {
	blank := *e
	switch column {
	case Region:
		blank.Reports.Region = make([]uint32, len(e.Reports.Region))
	case Category:
		blank.Reports.Category = make([]uint32, len(e.Reports.Category))
	case Time:
		blank.Reports.Day, blank.Links.Day = noDays(len(e.Reports.Day)), noDays(len(e.Links.Day))
	}
	return &blank
}

func noDays(n int) []int32 {
	days := make([]int32, n)
	for i := range days {
		days[i] = rings.NoDay
	}
	return days
}

// ambiguousShare is the share of a candidate's members that are of one planted ring from which a
// candidate that is not that ring is no example of another kind: it is a part or an excess of one.
const ambiguousShare = 0.2

// blankWeight is the weight of an example of a world with a blank column: most records have all.
const blankWeight = 0.25

// examples returns the candidates that the detection finds in evidence of the world by a model,
// with their labels. It leaves out those that are neither a ring nor strangers to all rings.
func (w *World) examples(ctx context.Context, e *rings.Evidence, m *rings.Model, weight float64) ([]Example, error) {
	found, err := candidates(ctx, e, m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Name, err)
	}
	flagged := w.Flagged(found)
	isRing, shares := evaluation.Correct(flagged, w.Planted), evaluation.LargestShares(flagged, w.Planted)
	var all []Example
	for i := range found {
		if isRing[i] || shares[i] < ambiguousShare {
			all = append(all, Example{w.Generator, found[i].Features, isRing[i], weight})
		}
	}
	return all, nil
}

// candidates returns what the detection scores in evidence, whatever it scores.
func candidates(ctx context.Context, e *rings.Evidence, m *rings.Model) ([]rings.Ring, error) {
	result, err := rings.Detect(ctx, e, rings.Params{MinScore: math.SmallestNonzeroFloat64, UncorroboratedScore: 1, Model: m})
	if err != nil {
		return nil, fmt.Errorf("finding candidates: %w", err)
	}
	return result.Rings, nil
}

// blankExamples returns the examples of the world with each column blank in turn.
func (w *World) blankExamples(ctx context.Context, m *rings.Model) ([]Example, error) {
	var all []Example
	for column := range columnCount {
		examples, err := w.examples(ctx, Blank(w.Evidence, column), m, blankWeight)
		if err != nil {
			return nil, err
		}
		all = append(all, examples...)
	}
	return all, nil
}
