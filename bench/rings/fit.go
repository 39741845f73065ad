package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// example is a group of which it is known whether it is a ring.
type example struct {
	features rings.Features
	ring     bool
	train    bool
}

// fitWeights fits the weights of the score: a logistic regression with a little ridge,
// by Newton's method.
func fitWeights(ctx context.Context, o options) error {
	var all []example
	add := func(s *sample) error {
		found, err := rings.Detect(ctx, s.evidence, rings.Params{MinScore: math.SmallestNonzeroFloat64})
		if err != nil {
			return err
		}
		right := evaluation.Correct(s.flagged(found), s.planted)
		for i, r := range found.Rings {
			all = append(all, example{r.Features, right[i], s.seed%2 == 0})
		}
		return nil
	}
	err := o.each(func(s *sample) error {
		if err := add(s); err != nil {
			return err
		}
		// Some agencies never say where, how or when: each world counts again with a column
		// blank, or all.
		s.blank(int(s.seed / 2 % 4))
		return add(s)
	})
	if err != nil {
		return err
	}
	var weights []float64
	for range 30 {
		if weights, err = newton(all, weights); err != nil {
			return err
		}
	}
	fmt.Printf("intercept %.2f\n", weights[len(rings.FeatureNames)])
	var ordinary rings.Features
	others := 0.0
	for _, x := range all {
		if x.train && !x.ring {
			others++
			for i, f := range x.features {
				ordinary[i] += f
			}
		}
	}
	for i, name := range rings.FeatureNames {
		fmt.Printf("%-10s %7.2f   ordinary %6.2f\n", name, weights[i], ordinary[i]/others)
	}
	return tellFit(all, weights)
}

// tellFit prints how the weights do on the worlds that they were not fitted on.
func tellFit(all []example, weights []float64) error {
	var positive, flagged, right float64
	loss, n := 0.0, 0.0
	for _, x := range all {
		if x.train {
			continue
		}
		p := probability(x, weights)
		n++
		if x.ring {
			positive++
			loss -= math.Log(max(p, 1e-12))
		} else {
			loss -= math.Log(max(1-p, 1e-12))
		}
		if p >= 0.5 {
			flagged++
			if x.ring {
				right++
			}
		}
	}
	fmt.Printf("\non the other worlds: of %.0f groups %.0f are rings; flagged %.0f, precision %.3f, recall of what was put together %.3f, log loss %.4f\n",
		n, positive, flagged, right/flagged, right/positive, loss/n)
	return nil
}

func probability(x example, weights []float64) float64 {
	odds := 0.0
	if weights != nil {
		odds = weights[len(x.features)]
		for i, f := range x.features {
			odds += weights[i] * f
		}
	}
	return 1 / (1 + math.Exp(-odds))
}

// newton makes one step.
func newton(all []example, weights []float64) ([]float64, error) {
	const ridge = 1e-2
	n := len(rings.FeatureNames) + 1
	gradient, curvature := make([]float64, n), make([][]float64, n)
	for i := range curvature {
		curvature[i] = make([]float64, n)
		curvature[i][i] = ridge
		if weights != nil {
			gradient[i] = -ridge * weights[i]
		}
	}
	row := make([]float64, n)
	for _, x := range all {
		if !x.train {
			continue
		}
		copy(row, x.features[:])
		row[n-1] = 1
		p := probability(x, weights)
		miss := -p
		if x.ring {
			miss++
		}
		for i, a := range row {
			gradient[i] += miss * a
			for j, b := range row {
				curvature[i][j] += p * (1 - p) * a * b
			}
		}
	}
	step, err := solve(curvature, gradient)
	if err != nil {
		return nil, err
	}
	for i := range step {
		if weights != nil {
			step[i] += weights[i]
		}
	}
	return step, nil
}

// solve solves a x = b by elimination with pivots.
func solve(a [][]float64, b []float64) ([]float64, error) {
	n := len(b)
	for col := range n {
		pivot := col
		for row := col + 1; row < n; row++ {
			if math.Abs(a[row][col]) > math.Abs(a[pivot][col]) {
				pivot = row
			}
		}
		if a[pivot][col] == 0 {
			return nil, errors.New("the features are not independent")
		}
		a[col], a[pivot], b[col], b[pivot] = a[pivot], a[col], b[pivot], b[col]
		for row := col + 1; row < n; row++ {
			by := a[row][col] / a[col][col]
			for k := col; k < n; k++ {
				a[row][k] -= by * a[col][k]
			}
			b[row] -= by * b[col]
		}
	}
	for row := n - 1; row >= 0; row-- {
		for k := row + 1; k < n; k++ {
			b[row] -= a[row][k] * b[k]
		}
		b[row] /= a[row][row]
	}
	return b, nil
}
