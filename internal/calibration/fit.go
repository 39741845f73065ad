package calibration

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// Options say how a model is fitted. The zero value means the defaults.
type Options struct {
	Ridge     float64 // penalty on the squared weights of standardised features; 0 means 3
	Deviation float64 // how far the variance between generators widens the score; 0 means 0.5
}

// WithDefaults returns the options with the defaults filled in, or an error for a value that is out
// of range.
func (o Options) WithDefaults() (Options, error) {
	for name, value := range map[string]float64{"ridge": o.Ridge, "deviation": o.Deviation} {
		if !(value >= 0) || math.IsInf(value, 0) {
			return o, fmt.Errorf("%s is %v: want a finite number above 0", name, value)
		}
	}
	if o.Ridge == 0 {
		o.Ridge = 3
	}
	if o.Deviation == 0 {
		o.Deviation = 0.5
	}
	return o, nil
}

// generatorWeight is what the examples of one generator weigh at most together, so that the largest
// world does not decide alone.
const generatorWeight = 3000

// deviationRidge holds a generator's own weights to those of all.
const deviationRidge = 10

// maxSteps and tolerance end Newton's method.
const (
	maxSteps  = 100
	tolerance = 1e-9
)

// Fit fits the model of the score to examples: a logistic regression on standardised features with
// a ridge penalty, by Newton's method (le Cessie and van Houwelingen 1992, "Ridge estimators in
// logistic regression", doi:10.2307/2347628). All generators weigh alike.
//
// Then it fits the weights of each generator alone, held to those of all. How much these differ is
// the variance of the weights in worlds that no fit saw, the between-study variance of a
// random-effects meta-analysis (DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2):
//
//	Σ = deviation × diag(Σ_g (w_g − w)² / (generators − 1))
//
// It returns an error if the examples are all rings, or none.
func Fit(examples []Example, o Options) (*rings.Model, error) {
	o, err := o.WithDefaults()
	if err != nil {
		return nil, err
	}
	d := newDesign(examples)
	if d.rings == 0 || d.rings == len(examples) {
		return nil, fmt.Errorf("of %d candidates %d are rings: a fit needs both", len(examples), d.rings)
	}
	all := make([]int, len(examples))
	for i := range all {
		all[i] = i
	}
	weights, err := d.newton(all, nil, o.Ridge)
	if err != nil {
		return nil, err
	}
	variances := make([]float64, len(weights))
	for _, of := range d.byGenerator {
		if len(d.byGenerator) < 2 {
			break
		}
		own, err := d.newton(of, weights, deviationRidge)
		if err != nil {
			return nil, err
		}
		for i := range own {
			deviation := own[i] - weights[i]
			variances[i] += o.Deviation * deviation * deviation / float64(len(d.byGenerator)-1)
		}
	}
	return d.model(weights, variances), nil
}

// design holds the examples as the rows of a regression. The first column is 1.
type design struct {
	rows        [][]float64 // standardised
	isRing      []bool
	rings       int
	weights     []float64 // of each row
	means, sds  rings.Features
	baseline    rings.Features // mean features of examples that are no rings
	byGenerator [][]int        // rows, by the name of the generator
}

func newDesign(examples []Example) *design {
	d := &design{}
	of := map[string][]int{}
	others := 0.0
	for i := range examples {
		x := &examples[i]
		of[x.Generator] = append(of[x.Generator], i)
		d.isRing = append(d.isRing, x.IsRing)
		if x.IsRing {
			d.rings++
		} else {
			others++
		}
		for j, f := range x.Features {
			d.means[j] += f / float64(len(examples))
			if !x.IsRing {
				d.baseline[j] += f
			}
		}
	}
	for j := range d.baseline {
		d.baseline[j] /= max(others, 1)
	}
	for i := range examples {
		for j, f := range examples[i].Features {
			d.sds[j] += (f - d.means[j]) * (f - d.means[j]) / float64(len(examples))
		}
	}
	for j := range d.sds {
		if d.sds[j] = math.Sqrt(d.sds[j]); d.sds[j] < 1e-9 {
			d.sds[j] = 1 // the feature is the same everywhere: its weight stays 0
		}
	}
	d.weights = make([]float64, len(examples))
	for _, generator := range slices.Sorted(maps.Keys(of)) {
		rows := of[generator]
		d.byGenerator = append(d.byGenerator, rows)
		for _, i := range rows {
			d.weights[i] = min(1, generatorWeight/float64(len(rows)))
		}
	}
	for i := range examples {
		row := make([]float64, 1, len(examples[i].Features)+1)
		row[0] = 1
		for j, f := range examples[i].Features {
			row = append(row, (f-d.means[j])/d.sds[j])
		}
		d.rows = append(d.rows, row)
	}
	return d
}

// newton returns the weights that maximise the penalised log-likelihood of some rows, by steps
//
//	w + (XᵀDX + R)⁻¹ (Xᵀ(y − p) − R (w − prior)),  D = diag(p (1 − p))
//
// where R is the penalty, and nearly 0 on the intercept unless there is a prior.
func (d *design) newton(rows []int, prior []float64, ridge float64) ([]float64, error) {
	n := len(rings.FeatureNames) + 1
	weights, penalties := make([]float64, n), slices.Repeat([]float64{ridge}, n)
	if prior == nil {
		prior, penalties[0] = make([]float64, n), 1e-3
	}
	copy(weights, prior)
	for range maxSteps {
		gradient, hessian := mat.NewVecDense(n, nil), mat.NewSymDense(n, nil)
		for i := range n {
			gradient.SetVec(i, -penalties[i]*(weights[i]-prior[i]))
			hessian.SetSym(i, i, penalties[i])
		}
		for _, i := range rows {
			row := d.rows[i]
			logOdds := 0.0
			for j, x := range row {
				logOdds += weights[j] * x
			}
			p := 1 / (1 + math.Exp(-logOdds))
			residual := -p
			if d.isRing[i] {
				residual++
			}
			curvature := d.weights[i] * p * (1 - p)
			for j, x := range row {
				gradient.SetVec(j, gradient.AtVec(j)+d.weights[i]*residual*x)
				for k, y := range row[:j+1] {
					hessian.SetSym(k, j, hessian.At(k, j)+curvature*x*y)
				}
			}
		}
		var cholesky mat.Cholesky
		var step mat.VecDense
		if !cholesky.Factorize(hessian) {
			return nil, errors.New("the fit failed: the features are linearly dependent")
		}
		if err := cholesky.SolveVecTo(&step, gradient); err != nil {
			return nil, fmt.Errorf("the fit failed: %w", err)
		}
		largest := 0.0
		for i := range weights {
			weights[i] += step.AtVec(i)
			largest = max(largest, math.Abs(step.AtVec(i)))
		}
		if largest < tolerance {
			break
		}
	}
	return weights, nil
}

// model returns the model with weights and variances in the features' own units. With standardised
// features x' = (x − mean)/sd it has weights w'/sd and the intercept w'_0 − Σ w' mean/sd, and the
// covariance A diag(variances) Aᵀ with the matrix A of that map.
func (d *design) model(weights, variances []float64) *rings.Model {
	n := len(weights)
	m := &rings.Model{
		Intercept: weights[0], Weights: map[string]float64{}, Baseline: map[string]float64{},
		Covariance: make([][]float64, n), Adjustment: rings.Adjustment{Slope: 1},
		Provenance: rings.Provenance{Examples: len(d.rows), Rings: d.rings},
	}
	for i := range m.Covariance {
		m.Covariance[i] = make([]float64, n)
	}
	m.Covariance[0][0] = variances[0]
	for j, name := range rings.FeatureNames {
		w, v, mean, sd := weights[j+1], variances[j+1], d.means[j], d.sds[j]
		m.Weights[name], m.Baseline[name] = w/sd, d.baseline[j]
		m.Intercept -= w * mean / sd
		m.Covariance[0][0] += v * mean * mean / (sd * sd)
		m.Covariance[0][j+1] = -v * mean / (sd * sd)
		m.Covariance[j+1][0] = m.Covariance[0][j+1]
		m.Covariance[j+1][j+1] = v / (sd * sd)
	}
	return m
}
