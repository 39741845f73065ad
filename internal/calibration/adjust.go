package calibration

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// Adjusted is the adjustment of a model to outcomes.
type Adjusted struct {
	Model        *rings.Model
	Outcomes     int
	Confirmed    int
	Slope, Shift Estimate
	MeanScore    float64 // of the outcomes, as they were scored
	MeanAfter    float64 // as the adjusted model scores them
}

// Estimate is a number and its 95 % interval.
type Estimate struct{ Value, From, To float64 }

// priorOutcomes is how many outcomes the scores as they are count as much as.
const priorOutcomes = 10

// A tiny ridge decides between slope and shift where all outcomes have the same score.
const adjustmentRidge = 1e-3

// extreme is how near to 0 or 1 a score may be: no more is known from outcomes.
const extreme = 1e-4

// z is the 97.5th percentile of the standard normal distribution.
const z = 1.959963984540054

// Adjust returns the base model, adjusted to what rings turned out to be: the log-odds x of the
// score without an earlier adjustment become slope × x + shift (Platt 1999, "Probabilistic outputs
// for support vector machines").
//
// It maximises the log-likelihood of the outcomes, and of ten more, spread evenly over the rings'
// scores, that turned out just as the model says without an adjustment. So few outcomes change
// little. Intervals are by Laplace's approximation: the inverse of the curvature at the maximum
// (MacKay 2003, "Information Theory, Inference, and Learning Algorithms", chapter 27).
//
// It returns an error for fewer than evaluation.FewestOutcomes unless force is set, and for a slope
// that is not over 0: the score then orders rings the wrong way, and no adjustment helps.
func Adjust(base *rings.Model, outcomes []evaluation.RingOutcome, force bool) (*Adjusted, error) {
	if len(outcomes) == 0 {
		return nil, errors.New("no ring has an outcome: agencies have judged none yet")
	}
	if len(outcomes) < evaluation.FewestOutcomes && !force {
		return nil, fmt.Errorf("only %d outcomes, want %d or more: collect more feedback, or use --force",
			len(outcomes), evaluation.FewestOutcomes)
	}
	slope, shift := base.Adjustment.Slope, base.Adjustment.Shift
	if slope == 0 {
		slope = 1
	}
	a := &Adjusted{Outcomes: len(outcomes)}
	var logOdds, confirmed []float64
	for i := range outcomes {
		score := min(max(outcomes[i].Score, extreme), 1-extreme)
		a.MeanScore += score / float64(len(outcomes))
		logOdds = append(logOdds, (logit(score)-shift)/slope)
		if outcomes[i].Confirmed {
			a.Confirmed++
			confirmed = append(confirmed, 1)
		} else {
			confirmed = append(confirmed, 0)
		}
	}
	fit := &platt{logOdds, confirmed}
	if err := fit.maximise(a); err != nil {
		return nil, err
	}
	if !(a.Slope.Value > 0) {
		return nil, fmt.Errorf("the slope is %.3f: rings with higher scores were confirmed less often; fit a new model", a.Slope.Value)
	}
	m := *base
	m.Curves = maps.Clone(base.Curves)
	m.Adjustment = rings.Adjustment{Slope: round(a.Slope.Value), Shift: round(a.Shift.Value), Outcomes: len(outcomes)}
	m.Version = versionOf(&m)
	a.Model = &m
	for _, x := range logOdds {
		a.MeanAfter += logistic(m.Adjustment.Slope*x+m.Adjustment.Shift) / float64(len(outcomes))
	}
	return a, nil
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// platt is the fit of slope and shift.
type platt struct {
	logOdds   []float64 // of each outcome, without an adjustment
	confirmed []float64 // 1 or 0
}

// at returns the objective at a slope and shift, its gradient, and its curvature (minus Hessian).
func (f *platt) at(slope, shift float64) (value float64, gradient [2]float64, curvature [3]float64) {
	prior := priorOutcomes / float64(len(f.logOdds)) // of each ring
	for i, x := range f.logOdds {
		expected := logistic(x)
		weight, target := 1+prior, f.confirmed[i]+prior*expected
		y := slope*x + shift
		p := logistic(y)
		value += target*y - weight*softplus(y)
		gradient[0] += (target - weight*p) * x
		gradient[1] += target - weight*p
		c := weight * p * (1 - p)
		curvature[0] += c * x * x
		curvature[1] += c * x
		curvature[2] += c
	}
	for i, difference := range [2]float64{slope - 1, shift} {
		value -= adjustmentRidge / 2 * difference * difference
		gradient[i] -= adjustmentRidge * difference
		curvature[2*i] += adjustmentRidge
	}
	return value, gradient, curvature
}

// maximise sets slope and shift, by Newton's method with halved steps.
func (f *platt) maximise(a *Adjusted) error {
	slope, shift := 1.0, 0.0
	for range maxSteps {
		value, gradient, c := f.at(slope, shift)
		determinant := c[0]*c[2] - c[1]*c[1]
		if !(determinant > 0) {
			return errDependent
		}
		a.Slope = estimate(slope, c[2]/determinant)
		a.Shift = estimate(shift, c[0]/determinant)
		bySlope := (c[2]*gradient[0] - c[1]*gradient[1]) / determinant
		byShift := (c[0]*gradient[1] - c[1]*gradient[0]) / determinant
		factor := 1.0
		for ; factor > tolerance; factor /= 2 {
			if next, _, _ := f.at(slope+factor*bySlope, shift+factor*byShift); next > value {
				break
			}
		}
		if factor <= tolerance || max(math.Abs(bySlope), math.Abs(byShift)) < tolerance {
			return nil
		}
		slope, shift = slope+factor*bySlope, shift+factor*byShift
	}
	return nil
}

func estimate(value, variance float64) Estimate {
	half := z * math.Sqrt(variance)
	return Estimate{value, value - half, value + half}
}

// PrintAdjusted prints an adjustment, and what was left out.
func PrintAdjusted(out io.Writer, base *rings.Model, a *Adjusted, left evaluation.LeftOut) error {
	w := bufio.NewWriter(out) // Flush returns the first error
	fmt.Fprintf(w, "outcomes       %d rings, %d confirmed: %.3f\n", a.Outcomes, a.Confirmed, float64(a.Confirmed)/float64(a.Outcomes))
	fmt.Fprintf(w, "left out       %d undecided, %d with a bounded score, %d closed without a score\n", left.Undecided, left.Bounded, left.Unscored)
	fmt.Fprintf(w, "mean score     %.3f with model %s, %.3f with model %s\n", a.MeanScore, base.Version, a.MeanAfter, a.Model.Version)
	fmt.Fprintf(w, "slope          %.3f (95 %% interval %.3f to %.3f)\n", a.Slope.Value, a.Slope.From, a.Slope.To)
	fmt.Fprintf(w, "shift          %.3f (95 %% interval %.3f to %.3f)\n", a.Shift.Value, a.Shift.From, a.Shift.To)
	if a.Slope.From <= 1 && a.Slope.To >= 1 && a.Shift.From <= 0 && a.Shift.To >= 0 {
		fmt.Fprintln(w, "The outcomes agree with the scores without any adjustment: slope 1 and shift 0 are within the intervals.")
	}
	return w.Flush()
}
