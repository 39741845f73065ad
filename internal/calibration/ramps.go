package calibration

import (
	"cmp"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// curveSteps is how many steps the curve of a feature has at most. With few the curve can't follow
// the accidents of one generator.
const curveSteps = 4

// quantiles are the shares of the examples with another value than 0 below each knot. The outermost
// 2 % see no more of a curve than its end.
var quantiles = [...]float64{0.02, 0.34, 0.66, 0.98}

// zeroShare is the share of examples with the value 0 from which 0 is a knot by itself: it means
// that a candidate shows nothing of the feature.
const zeroShare = 0.05

// negligible is what counts as 0: a difference that rounding makes.
const negligible = 1e-6

// minValues is how many examples with another value than 0 a feature needs for a curve.
const minValues = 50

// knotsOf returns the knots of a feature's curve, ascending, and none if it has too few values. All
// examples count by weight.
func knotsOf(examples []Example, weights []float64, feature int) []float64 {
	type value struct{ x, weight float64 }
	var values []value
	zeros, sum := 0.0, 0.0
	negative, positive := false, false
	for i := range examples {
		x := examples[i].Features[feature]
		if math.Abs(x) < negligible {
			zeros += weights[i]
			continue
		}
		negative, positive = negative || x < 0, positive || x > 0
		values = append(values, value{x, weights[i]})
		sum += weights[i]
	}
	if len(values) < minValues {
		return nil
	}
	slices.SortFunc(values, func(a, b value) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.weight, b.weight)) })
	var knots []float64
	if zeros > zeroShare*(zeros+sum) && !(negative && positive) {
		knots = append(knots, 0)
	}
	at, below := 0, 0.0
	for _, quantile := range quantiles {
		for at < len(values)-1 && below+values[at].weight <= quantile*sum {
			below += values[at].weight
			at++
		}
		knots = append(knots, round(values[at].x))
	}
	slices.Sort(knots)
	knots = slices.Compact(knots)
	if len(knots) < 2 {
		return nil
	}
	return knots
}

// column returns the column of a step of a feature's curve.
func column(feature, step int) int { return 1 + feature*curveSteps + step }

// featureOf returns the feature of a column other than the first.
func featureOf(column int) int { return (column - 1) / curveSteps }

// ramps sets the columns of an example: the ramps of rings.Curve.
func (d *design) ramps(f *rings.Features) (row vector) {
	row[0] = 1
	for feature, knots := range d.knots {
		for step := range len(knots) - 1 {
			row[column(feature, step)] = min(max((f[feature]-knots[step])/(knots[step+1]-knots[step]), 0), 1)
		}
	}
	return row
}
