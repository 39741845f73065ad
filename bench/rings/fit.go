package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// example is a candidate, labelled by the truth.
type example struct {
	features rings.Features
	isRing   bool
	train    bool // or test
}

// fitWeights fits the logistic regression of the score to worlds with even seeds, with a ridge
// penalty, by Newton's method, and prints it with its loss on the other worlds (le Cessie and van
// Houwelingen 1992, "Ridge estimators in logistic regression", doi:10.2307/2347628).
func fitWeights(ctx context.Context, o options) error {
	var all []example
	addExamples := func(s *sample) error {
		result, err := rings.Detect(ctx, s.evidence, rings.Params{MinScore: math.SmallestNonzeroFloat64})
		if err != nil {
			return err
		}
		correct := evaluation.Correct(s.flagged(result), s.planted)
		for i, r := range result.Rings {
			all = append(all, example{r.Features, correct[i], s.seed%2 == 0})
		}
		return nil
	}
	err := o.each(ctx, func(s *sample, _ float64) error {
		if err := addExamples(s); err != nil {
			return err
		}
		// Some agencies never file a region, category or time. So each world counts a second time
		// with one of these columns blank, or all.
		s.blank(int(s.seed / 2 % columnCount))
		return addExamples(s)
	})
	if err != nil {
		return err
	}
	var weights []float64
	for range newtonSteps {
		if weights, err = newton(all, weights); err != nil {
			return err
		}
	}
	fmt.Printf("intercept %.2f\n", weights[len(rings.FeatureNames)])
	var baseline rings.Features
	others := 0.0 // examples that are no rings
	for _, x := range all {
		if x.train && !x.isRing {
			others++
			for i, f := range x.features {
				baseline[i] += f
			}
		}
	}
	for i, name := range rings.FeatureNames {
		fmt.Printf("%-10s %7.2f   baseline %6.2f\n", name, weights[i], baseline[i]/others)
	}
	return printTest(all, weights)
}

// printTest prints the precision, recall and loss on the worlds with odd seeds.
func printTest(all []example, weights []float64) error {
	var positive, flagged, correct float64
	loss, n := 0.0, 0.0
	for _, x := range all {
		if x.train {
			continue
		}
		p := probability(x, weights)
		n++
		if x.isRing {
			positive++
			loss -= math.Log(max(p, 1e-12))
		} else {
			loss -= math.Log(max(1-p, 1e-12))
		}
		if p >= 0.5 {
			flagged++
			if x.isRing {
				correct++
			}
		}
	}
	fmt.Printf("\non the test worlds: %.0f candidates, of them %.0f rings; "+
		"flagged %.0f, precision %.3f, recall among candidates %.3f, log loss %.4f\n",
		n, positive, flagged, correct/flagged, correct/positive, loss/n)
	return nil
}

// probability returns the probability that an example is a ring; 1/2 without weights.
func probability(x example, weights []float64) float64 {
	logOdds := 0.0
	if weights != nil {
		logOdds = weights[len(x.features)]
		for i, f := range x.features {
			logOdds += weights[i] * f
		}
	}
	return 1 / (1 + math.Exp(-logOdds))
}

// newtonSteps is enough for the fit to converge.
const newtonSteps = 30

// newton returns the weights after one step of Newton's method on the penalised log-likelihood: w +
// (XᵀDX + λI)⁻¹ (Xᵀ(y − p) − λw), with D = diag(p (1 − p)). The intercept comes last. Nil weights
// are all 0.
func newton(all []example, weights []float64) ([]float64, error) {
	const ridge = 1e-2
	n := len(rings.FeatureNames) + 1
	gradient, hessian := make([]float64, n), make([][]float64, n)
	for i := range hessian {
		hessian[i] = make([]float64, n)
		hessian[i][i] = ridge
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
		residual := -p
		if x.isRing {
			residual++
		}
		for i, a := range row {
			gradient[i] += residual * a
			for j, b := range row {
				hessian[i][j] += p * (1 - p) * a * b
			}
		}
	}
	step, err := solve(hessian, gradient)
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

// solve solves a x = b by Gaussian elimination with partial pivoting, in place.
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
			return nil, errors.New("the features are linearly dependent")
		}
		a[col], a[pivot], b[col], b[pivot] = a[pivot], a[col], b[pivot], b[col]
		for row := col + 1; row < n; row++ {
			factor := a[row][col] / a[col][col]
			for k := col; k < n; k++ {
				a[row][k] -= factor * a[col][k]
			}
			b[row] -= factor * b[col]
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
