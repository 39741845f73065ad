package calibration

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// HeldOut is how a detection does on the worlds of a generator with a model that was fitted without
// them.
type HeldOut struct {
	Generator  string
	Model      *rings.Model
	Worlds     int
	WorstF1    float64               // of a world
	Evaluation evaluation.Evaluation // of what is flagged, but Reliability is of all candidates
	LogLoss    float64               // mean over all candidates, in nats
	// Deviations say how reliable the scores would be with other deviations between generators,
	// before they are bounded. It is empty for a fit with none.
	Deviations []DeviationOutcome
}

// DeviationOutcome is how reliable the scores of candidates are with one deviation between
// generators.
type DeviationOutcome struct {
	Deviation float64
	LogLoss   float64 // mean over all candidates, in nats
	Sure      int     // candidates with a score over .9
	MeanScore float64 // of those
	Correct   int     // of those
}

// deviations are those that HoldOut compares.
var deviations = []float64{0, 0.25, 0.5, 1, 2, 4}

// sureFrom is the score from which candidates count in DeviationOutcome.Sure.
const sureFrom = 0.9

// HoldOut fits a model without each generator in turn, and measures the detection with it on the
// worlds of that generator, with default parameters. It needs two generators.
func (c *Calibration) HoldOut(ctx context.Context) ([]HeldOut, error) {
	generators := c.Generators()
	if len(generators) < 2 {
		return nil, errors.New("holding out a generator: want worlds of two generators or more; " +
			"the generator is the part of a world's name before the first hyphen")
	}
	var all []HeldOut
	for _, generator := range generators {
		m, err := c.fitWithout(ctx, generator)
		if err != nil {
			return nil, err
		}
		h, err := c.measure(ctx, generator, m)
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

// measure measures a detection with a model on the worlds of a generator.
func (c *Calibration) measure(ctx context.Context, generator string, m *rings.Model) (HeldOut, error) {
	h := HeldOut{Generator: generator, Model: m, WorstF1: 1}
	byDeviation := withDeviations(m, c.options.Deviation)
	defaults, err := rings.Params{Model: m}.WithDefaults()
	if err != nil {
		return h, err
	}
	sums := make([]DeviationOutcome, len(byDeviation))
	var evaluations []evaluation.Evaluation
	loss, count := 0.0, 0
	for _, w := range c.worlds {
		if w.Generator != generator {
			continue
		}
		c.progress("measuring " + w.Name)
		result, err := rings.Detect(ctx, w.Evidence, rings.Params{MinScore: math.SmallestNonzeroFloat64, Model: m})
		if err != nil {
			return h, fmt.Errorf("%s: %w", w.Name, err)
		}
		all := w.Flagged(result.Rings)
		e, correct := w.Evaluate(atLeast(result.Rings, defaults.MinScore)), evaluation.Correct(all, w.Planted)
		e.Reliability = evaluation.Evaluate(all, w.Planted).Reliability
		evaluations = append(evaluations, e)
		h.WorstF1 = min(h.WorstF1, e.F1)
		for i := range all {
			loss += logLoss(all[i].Score, correct[i])
			for k, scored := range byDeviation {
				sums[k].add(scored.Score(&result.Rings[i].Features), correct[i])
			}
		}
		count += len(all)
	}
	h.Worlds, h.Evaluation, h.LogLoss = len(evaluations), evaluation.Sum(evaluations), loss/float64(max(count, 1))
	for k := range sums {
		sums[k].Deviation = deviations[k]
		sums[k].LogLoss /= float64(max(count, 1))
		sums[k].MeanScore /= float64(max(sums[k].Sure, 1))
	}
	h.Deviations = sums
	return h, nil
}

// atLeast returns the candidates with a score of minScore or more.
func atLeast(all []rings.Ring, minScore float64) (flagged []rings.Ring) {
	for i := range all {
		if all[i].Score >= minScore {
			flagged = append(flagged, all[i])
		}
	}
	return flagged
}

// logLoss returns −log of the probability that a score gave to what is true, of 1e-12 at least.
func logLoss(score float64, isRing bool) float64 {
	if !isRing {
		score = 1 - score
	}
	return -math.Log(max(score, 1e-12))
}

func (d *DeviationOutcome) add(score float64, isRing bool) {
	d.LogLoss += logLoss(score, isRing)
	if score <= sureFrom {
		return
	}
	d.Sure++
	d.MeanScore += score
	if isRing {
		d.Correct++
	}
}

// withDeviations returns a model that was fitted with a deviation as it would be with each of
// deviations, and none if it was fitted with 0, since then its variances are unknown.
func withDeviations(m *rings.Model, fitted float64) []*rings.Model {
	if fitted == 0 {
		return nil
	}
	var all []*rings.Model
	for _, deviation := range deviations {
		scaled := *m
		scaled.Variance *= deviation / fitted
		scaled.Curves = map[string]rings.Curve{}
		for name, c := range m.Curves {
			c.Variances = slices.Clone(c.Variances)
			for i := range c.Variances {
				c.Variances[i] *= deviation / fitted
			}
			scaled.Curves[name] = c
		}
		all = append(all, &scaled)
	}
	return all
}
