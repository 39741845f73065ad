package calibration

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// generatorWeight is what the examples of one generator weigh at most together, so that the largest
// worlds do not decide alone.
const generatorWeight = 3000

// caution is what a candidate that is no ring weighs, relative to a ring. Parts of rings are left
// out of the fit, and a flag on one is wrong when the detection is measured. And a flag on
// innocents does more harm than a ring that is found a month later.
const caution = 1.5

// columns is the number of columns of a regression: the intercept and the steps of each curve.
const columns = 1 + len(rings.Features{})*curveSteps

// vector holds a number for the intercept and for each step of each curve.
type vector [columns]float64

// design holds the examples as the rows of a regression. The first column is 1, the others are the
// ramps of the features' curves. A column without a step is 0.
type design struct {
	rows        []sparse
	isRing      []bool
	rings       int
	weights     []float64                        // of each row
	knots       [len(rings.Features{})][]float64 // of each feature's curve; none for one without
	baseline    vector                           // mean row of examples that are no rings
	byGenerator [][]int                          // rows, by the name of the generator
}

// sparse holds the columns of a row that are not 0, ascending, and their values: about half.
type sparse struct {
	columns []uint16
	values  []float64
}

func newSparse(row *vector) (s sparse) {
	for j, x := range row {
		if x != 0 {
			s.columns, s.values = append(s.columns, uint16(j)), append(s.values, x)
		}
	}
	s.columns, s.values = slices.Clip(s.columns), slices.Clip(s.values)
	return s
}

func newDesign(examples []Example) *design {
	d := &design{weights: weightsOf(examples)}
	of := map[string][]int{}
	for i := range examples {
		x := &examples[i]
		of[x.Generator] = append(of[x.Generator], i)
		d.isRing = append(d.isRing, x.IsRing)
		if x.IsRing {
			d.rings++
		}
	}
	for _, generator := range slices.Sorted(maps.Keys(of)) {
		d.byGenerator = append(d.byGenerator, of[generator])
	}
	for feature := range d.knots {
		d.knots[feature] = knotsOf(examples, d.weights, feature)
	}
	others := 0.0
	for i := range examples {
		row := d.ramps(&examples[i].Features)
		d.rows = append(d.rows, newSparse(&row))
		if examples[i].IsRing {
			continue
		}
		others += d.weights[i]
		for j, x := range row {
			d.baseline[j] += d.weights[i] * x
		}
	}
	for j := range d.baseline {
		d.baseline[j] /= max(others, math.SmallestNonzeroFloat64)
	}
	return d
}

// weightsOf returns the weights of examples. Those of one generator are scaled alike, so that they
// sum up to generatorWeight at most.
func weightsOf(examples []Example) []float64 {
	sums := map[string]float64{}
	for i := range examples {
		sums[examples[i].Generator] += examples[i].Weight
	}
	weights := make([]float64, len(examples))
	for i := range examples {
		weights[i] = examples[i].Weight * min(1, generatorWeight/sums[examples[i].Generator])
		if !examples[i].IsRing {
			weights[i] *= caution
		}
	}
	return weights
}

// penalty is what holds the weights of a fit to a prior: the sum over all columns of
// ridge/2 × (weight − prior)². A column with an infinite ridge keeps its prior.
type penalty struct{ ridge, prior vector }

// Newton's method ends after maxSteps, or with a step of which no part is as large as a tolerance.
const (
	maxSteps  = 100
	tolerance = 1e-9
	// roughly is the tolerance of fits that only decide which steps have the wrong sign.
	roughly = 1e-3
)

var errDependent = errors.New("the fit failed: the features are linearly dependent")

// newton returns the weights that maximise the penalised log-likelihood of some rows, from a start:
// Newton's steps
//
//	w + (XᵀDX + R)⁻¹ (Xᵀ(y − p) − R (w − prior)),  D = diag(p (1 − p))
//
// each halved until the objective grows.
func (d *design) newton(rows []int, start vector, p *penalty, tolerance float64) (vector, error) {
	weights := start
	for j := range weights {
		if math.IsInf(p.ridge[j], 1) {
			weights[j] = p.prior[j]
		}
	}
	value := d.objective(rows, &weights, p)
	for range maxSteps {
		step, err := d.step(rows, &weights, p)
		if err != nil {
			return weights, err
		}
		largest := 0.0
		for _, s := range step {
			largest = max(largest, math.Abs(s))
		}
		if largest < tolerance {
			break
		}
		next, nextValue := weights, 0.0
		for factor := 1.0; ; factor /= 2 {
			for j := range next {
				next[j] = weights[j] + factor*step[j]
			}
			if nextValue = d.objective(rows, &next, p); nextValue >= value {
				break
			}
			if factor*largest < tolerance {
				return weights, nil // no longer grows but for rounding errors
			}
		}
		weights, value = next, nextValue
	}
	return weights, nil
}

func (d *design) logOdds(row int, weights *vector) float64 {
	sum := 0.0
	r := &d.rows[row]
	for i, j := range r.columns {
		sum += weights[j] * r.values[i]
	}
	return sum
}

// objective returns the penalised log-likelihood.
func (d *design) objective(rows []int, weights *vector, p *penalty) float64 {
	sum := 0.0
	for _, i := range rows {
		logOdds := d.logOdds(i, weights)
		if d.isRing[i] {
			logOdds = -logOdds
		}
		sum -= d.weights[i] * softplus(logOdds)
	}
	for j, w := range weights {
		if deviation := w - p.prior[j]; deviation != 0 {
			sum -= p.ridge[j] / 2 * deviation * deviation
		}
	}
	return sum
}

// softplus returns log(1 + eˣ).
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// blockRows is how many rows are added up together. Sums of blocks are added in order, so that
// the result is the same on any number of threads.
const blockRows = 1 << 13

// derivatives are the gradient of the log-likelihood and its curvature, minus the Hessian, of which
// the upper half is set.
type derivatives struct {
	gradient  vector
	curvature [columns]vector
}

// add adds the derivatives of some rows.
func (x *derivatives) add(d *design, rows []int, weights *vector) {
	for _, i := range rows {
		row := &d.rows[i]
		probability := logistic(d.logOdds(i, weights))
		residual := -probability
		if d.isRing[i] {
			residual++
		}
		residual *= d.weights[i]
		curvature := d.weights[i] * probability * (1 - probability)
		for at, j := range row.columns {
			x.gradient[j] += residual * row.values[at]
			factor, line := curvature*row.values[at], &x.curvature[j]
			for k, column := range row.columns[at:] {
				line[column] += factor * row.values[at+k]
			}
		}
	}
}

// derivatives returns the derivatives of some rows, by threads that share the work.
func (d *design) derivatives(rows []int, weights *vector) (*derivatives, error) {
	blocks := slices.Collect(slices.Chunk(rows, blockRows))
	parts := make([]derivatives, len(blocks))
	err := parallel.For(context.Background(), len(blocks), func(_, i int) error {
		parts[i].add(d, blocks[i], weights)
		return nil
	})
	sum := &derivatives{}
	for i := range parts {
		for j := range columns {
			sum.gradient[j] += parts[i].gradient[j]
			for k := j; k < columns; k++ {
				sum.curvature[j][k] += parts[i].curvature[j][k]
			}
		}
	}
	return sum, err
}

// step returns a full step of Newton's method.
func (d *design) step(rows []int, weights *vector, p *penalty) (step vector, err error) {
	sum, err := d.derivatives(rows, weights)
	if err != nil {
		return step, err
	}
	gradient, hessian := &sum.gradient, &sum.curvature
	var moving []int // columns that don't keep their prior
	for j := range weights {
		if !math.IsInf(p.ridge[j], 1) {
			moving = append(moving, j)
			gradient[j] -= p.ridge[j] * (weights[j] - p.prior[j])
			hessian[j][j] += p.ridge[j]
		}
	}
	right, matrix := mat.NewVecDense(len(moving), nil), mat.NewSymDense(len(moving), nil)
	for at, j := range moving {
		right.SetVec(at, gradient[j])
		for i, k := range moving[at:] {
			matrix.SetSym(at, at+i, hessian[j][k])
		}
	}
	var cholesky mat.Cholesky
	var solution mat.VecDense
	if !cholesky.Factorize(matrix) || cholesky.SolveVecTo(&solution, right) != nil {
		return step, errDependent
	}
	for at, j := range moving {
		step[j] = solution.AtVec(at)
	}
	return step, nil
}
