package rings

import (
	_ "embed" // the default model
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
)

// Model turns the features of a candidate into the probability that it is a ring: an additive
// logistic regression, a scorecard. Each feature adds points, which a curve gives (Hastie and
// Tibshirani 1986, "Generalized additive models", doi:10.1214/ss/1177013604). A curve is flat
// outside the values that the fit saw. How far it may be off, above all because curves differ from
// one kind of world to another, is part of the model: a candidate unlike those that the fit saw
// gets a score nearer to 1/2.
//
// With the log-odds μ = intercept + Σ points and their variance s², the score is
//
//	σ(slope × μ / √(1 + π s² / 8) + shift)
//
// where σ is the logistic function: MacKay 1992, "The evidence framework applied to classification
// networks", doi:10.1162/neco.1992.4.5.720. Slope and shift are 1 and 0 unless the model was
// adjusted to outcomes (Platt 1999, "Probabilistic outputs for support vector machines").
type Model struct {
	Version    string           `json:"version"`
	Intercept  float64          `json:"intercept"`
	Variance   float64          `json:"variance"` // of the intercept
	Curves     map[string]Curve `json:"curves"`   // by feature; one without a curve adds nothing
	Adjustment Adjustment       `json:"adjustment"`
	Provenance Provenance       `json:"provenance"`
}

// Curve gives the points of a feature: 0 at the first knot and below, and from knot i to knot i+1
// it rises linearly by Steps[i]. From the last knot on it is flat. The ramp of a step,
//
//	r_i(x) = min(max((x − Knots[i]) / (Knots[i+1] − Knots[i]), 0), 1)
//
// is the basis function that the fit weighs: the points are Σ Steps[i] r_i, and their variance is
// Σ Variances[i] r_i².
type Curve struct {
	Knots     []float64 `json:"knots"` // ascending, two or more
	Steps     []float64 `json:"steps"` // one fewer
	Variances []float64 `json:"variances"`
	Baseline  float64   `json:"baseline"` // mean points of candidates that are no rings
}

// Adjustment is the correction of a model by an operator's own outcomes.
type Adjustment struct {
	Slope    float64 `json:"slope"` // 0 means 1
	Shift    float64 `json:"shift"`
	Outcomes int     `json:"outcomes"` // that it was fitted on
}

// Provenance says what a model was fitted on, so that it can be made again.
type Provenance struct {
	Command  string   `json:"command"`
	Code     string   `json:"code"` // the revision of the program
	Worlds   []string `json:"worlds"`
	Examples int      `json:"examples"`
	Rings    int      `json:"rings"`
	Note     string   `json:"note"`
}

//go:embed model.json
var defaultModelJSON []byte

var defaultModel = sync.OnceValues(func() (*Model, error) { return ParseModel(defaultModelJSON) })

// DefaultModel returns the model that detections use unless they are given another.
func DefaultModel() (*Model, error) { return defaultModel() }

// MaxModelBytes bounds a model's file.
const MaxModelBytes = 1 << 20

// maxVersion bounds the version of a model, which each run logs and stores: bytes.
const maxVersion = 64

// ParseModel returns the model in a JSON file. It returns an error that names the field for a file
// that is no model of these features.
func ParseModel(data []byte) (*Model, error) {
	if len(data) > MaxModelBytes {
		return nil, fmt.Errorf("the model is longer than %d bytes", MaxModelBytes)
	}
	m := &Model{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("reading the model: %w", err)
	}
	return m, m.validate()
}

func (m *Model) validate() error {
	if m.Version == "" {
		return errors.New("version: is missing")
	}
	if len(m.Version) > maxVersion {
		return fmt.Errorf("version: is longer than %d bytes", maxVersion)
	}
	if m.Adjustment.Slope < 0 {
		return errors.New("adjustment.slope: want a number above 0")
	}
	if m.Variance < 0 {
		return errors.New("variance: is negative")
	}
	if !inRange(m.Intercept, m.Variance, m.Adjustment.Slope, m.Adjustment.Shift) {
		return fmt.Errorf("intercept, variance and adjustment: %s", wantInRange)
	}
	for name, c := range m.Curves {
		if !slices.Contains(FeatureNames[:], name) {
			return fmt.Errorf("curves.%s: there is no such feature", name)
		}
		if err := c.validate(); err != nil {
			return fmt.Errorf("curves.%s.%w", name, err)
		}
	}
	if len(m.Curves) == 0 {
		return errors.New("curves: are missing; models of earlier versions have none, make a new one with ringwatch calibrate")
	}
	return nil
}

func (c *Curve) validate() error {
	if len(c.Knots) < 2 {
		return errors.New("knots: want two or more")
	}
	if len(c.Steps) != len(c.Knots)-1 || len(c.Variances) != len(c.Steps) {
		return fmt.Errorf("steps and variances: have %d and %d, want %d, one fewer than knots",
			len(c.Steps), len(c.Variances), len(c.Knots)-1)
	}
	if !inRange(c.Baseline) || !inRange(c.Knots...) || !inRange(c.Steps...) || !inRange(c.Variances...) {
		return fmt.Errorf("knots, steps, variances, baseline: %s", wantInRange)
	}
	for i, variance := range c.Variances {
		if c.Knots[i] >= c.Knots[i+1] {
			return errors.New("knots: are not ascending")
		}
		if variance < 0 {
			return errors.New("variances: one is negative")
		}
	}
	return nil
}

// maxNumber bounds the numbers of a model. Sums of larger ones may overflow, and a score that is no
// number flags nothing.
const maxNumber = 1e9

const wantInRange = "want finite numbers from -1e9 to 1e9"

// inRange reports whether all values are numbers of a model.
func inRange(values ...float64) bool {
	for _, value := range values {
		if !(math.Abs(value) <= maxNumber) { // refuses NaN too
			return false
		}
	}
	return true
}

// at returns the points of a value and their variance.
func (c *Curve) at(x float64) (points, variance float64) {
	for i, step := range c.Steps {
		ramp := min(max((x-c.Knots[i])/(c.Knots[i+1]-c.Knots[i]), 0), 1)
		points += step * ramp
		variance += c.Variances[i] * ramp * ramp
	}
	return points, variance
}

// Score returns the probability that a candidate with these features is a ring: see Model. A
// detection bounds it further.
func (m *Model) Score(f *Features) float64 { return newScorer(m).score(f) }

// scorer is a model with its curves in the order of the features.
type scorer struct {
	*Model
	curves [featureCount]Curve
	slope  float64
}

func newScorer(m *Model) *scorer {
	s := &scorer{Model: m, slope: m.Adjustment.Slope}
	if s.slope == 0 {
		s.slope = 1
	}
	for i, name := range FeatureNames {
		s.curves[i] = m.Curves[name]
	}
	return s
}

// score returns the probability that a candidate with these features is a ring: see Model.
func (s *scorer) score(f *Features) float64 {
	logOdds, variance := s.Intercept, s.Variance
	for i := range s.curves {
		points, uncertain := s.curves[i].at(f[i])
		logOdds, variance = logOdds+points, variance+uncertain
	}
	logOdds /= math.Sqrt(1 + math.Pi/8*variance)
	return 1 / (1 + math.Exp(-(s.slope*logOdds + s.Adjustment.Shift)))
}
