package calibration

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// Options say how a model is fitted.
type Options struct {
	Ridge     float64 // penalty on the squared steps of curves, over 0
	Deviation float64 // how far the variance between generators widens the score; 0 not at all
}

// Validate returns an error for a value that is out of range.
func (o Options) Validate() error {
	if !(o.Ridge > 0) || math.IsInf(o.Ridge, 0) {
		return fmt.Errorf("ridge is %v: want a finite number over 0", o.Ridge)
	}
	if !(o.Deviation >= 0) || math.IsInf(o.Deviation, 0) {
		return fmt.Errorf("deviation is %v: want a finite number, 0 or more", o.Deviation)
	}
	return nil
}

// Penalties that the options do not set.
const (
	interceptRidge = 1e-3 // nearly none
	deviationRidge = 10   // holds a generator's own weights to those of all
)

// Fit fits the model of the score to examples: a logistic regression on the ramps of each feature's
// curve (rings.Curve), whose knots are quantiles of the feature, with a ridge penalty, by Newton's
// method (le Cessie and van Houwelingen 1992, "Ridge estimators in logistic regression",
// doi:10.2307/2347628). All generators weigh alike.
//
// A step may not have the wrong sign (signs), so that curves rise or fall. If some have, the third
// of them that are furthest from 0 are left out and the others are fitted again, until none has.
// That is the active-set method of Lawson and Hanson 1974, "Solving Least Squares Problems",
// chapter 23, from all steps downwards; a step that was left out stays out.
//
// Then it fits the weights of each generator alone, held to those of all. How much these differ is
// the variance of the weights in worlds that no fit saw, the between-study variance of a
// random-effects meta-analysis (DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2):
//
//	Σ = deviation × diag(Σ_g (w_g − w)² / (generators − 1))
//
// It returns an error if the examples are all rings, or none. The version of the model is its hash.
func Fit(examples []Example, o Options) (*rings.Model, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	d := newDesign(examples)
	if d.rings == 0 || d.rings == len(examples) {
		return nil, fmt.Errorf("of %d candidates %d are rings: a fit needs both", len(examples), d.rings)
	}
	weights, out, err := d.fitSigned(o.Ridge)
	if err != nil {
		return nil, err
	}
	variances, err := d.variances(&weights, out, o.Deviation)
	if err != nil {
		return nil, err
	}
	return d.model(&weights, &variances), nil
}

// fitSigned returns the weights of all examples, with the signs that they may have, and which
// columns were left out for that.
func (d *design) fitSigned(ridge float64) (weights vector, out [columns]bool, err error) {
	all := make([]int, len(d.rows))
	for i := range all {
		all[i] = i
	}
	p := &penalty{}
	p.ridge[0] = interceptRidge
	for j := 1; j < columns; j++ {
		p.ridge[j] = ridge
	}
	for within := roughly; ; {
		if weights, err = d.newton(all, weights, p, within); err != nil {
			return weights, out, err
		}
		var wrong []int
		violation := func(j int) float64 { return signs[rings.FeatureNames[featureOf(j)]].violation(weights[j]) }
		for j := 1; j < columns; j++ {
			if violation(j) > 0 {
				wrong = append(wrong, j)
			}
		}
		if len(wrong) == 0 && within == tolerance {
			return weights, out, nil
		}
		if len(wrong) == 0 {
			within = tolerance
			continue
		}
		slices.SortStableFunc(wrong, func(i, j int) int { return cmp.Compare(violation(j), violation(i)) })
		for _, j := range wrong[:(len(wrong)+2)/3] {
			out[j] = true
			weights[j], p.ridge[j] = 0, math.Inf(1)
		}
	}
}

// variances returns the variance between generators of each weight, times deviation. It is 0 for
// columns that were left out, and everywhere if there is one generator.
func (d *design) variances(weights *vector, out [columns]bool, deviation float64) (v vector, err error) {
	if len(d.byGenerator) < 2 {
		return v, nil
	}
	p := &penalty{prior: *weights}
	for j := range p.ridge {
		if p.ridge[j] = deviationRidge; out[j] {
			p.ridge[j] = math.Inf(1)
		}
	}
	for _, rows := range d.byGenerator {
		own, err := d.newton(rows, *weights, p, tolerance)
		if err != nil {
			return v, err
		}
		for j := range own {
			difference := own[j] - weights[j]
			v[j] += deviation * difference * difference / float64(len(d.byGenerator)-1)
		}
	}
	return v, nil
}
