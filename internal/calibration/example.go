package calibration

import (
	"context"
	"fmt"
	"math"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// Example is a candidate of a world, labelled by the world's truth.
type Example struct {
	Generator string // of the world
	Features  rings.Features
	IsRing    bool
}

// Column is a column of the evidence that may be blank.
type Column uint8

// The columns that Blank clears.
const (
	Region Column = iota
	Category
	Time
	Agency
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
	case Agency:
		blank.Reports.Agency, blank.Reports.Source, blank.Links.Agency = nil, nil, nil
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

// Candidates returns the candidates of a world's evidence with their features, whatever they score.
func Candidates(ctx context.Context, e *rings.Evidence) ([]rings.Ring, error) {
	result, err := rings.Detect(ctx, e, rings.Params{MinScore: math.SmallestNonzeroFloat64, UncorroboratedScore: 1})
	if err != nil {
		return nil, fmt.Errorf("finding the candidates: %w", err)
	}
	return result.Rings, nil
}
