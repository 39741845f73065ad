package rings

import (
	_ "embed" // the default model
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Model turns the features of a candidate into the probability that it is a ring: a Bayesian
// logistic regression. A weight is what the fit expects, and the covariance how far it may be off,
// above all because weights differ from one kind of world to another. So a candidate unlike those
// that the fit saw gets a score nearer to 1/2.
//
// With z = (1, features), mean weights w and covariance Σ, the score is
//
//	σ(slope × μ / √(1 + π s² / 8) + shift),  μ = w·z,  s² = zᵀ Σ z
//
// where σ is the logistic function: MacKay 1992, "The evidence framework applied to classification
// networks", doi:10.1162/neco.1992.4.5.720. Slope and shift are 1 and 0 unless the model was
// adjusted to outcomes (Platt 1999, "Probabilistic outputs for support vector machines").
type Model struct {
	Version    string             `json:"version"`
	Intercept  float64            `json:"intercept"`
	Weights    map[string]float64 `json:"weights"`    // by feature
	Baseline   map[string]float64 `json:"baseline"`   // the mean features of candidates that are no rings
	Covariance [][]float64        `json:"covariance"` // of the intercept, and then of the features in the order of FeatureNames
	Adjustment Adjustment         `json:"adjustment"`
	Provenance Provenance         `json:"provenance"`
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
	values := []float64{m.Intercept, m.Adjustment.Slope, m.Adjustment.Shift}
	for field, byFeature := range map[string]map[string]float64{"weights": m.Weights, "baseline": m.Baseline} {
		if len(byFeature) != len(FeatureNames) {
			return fmt.Errorf("%s: has %d features, want %d", field, len(byFeature), len(FeatureNames))
		}
		for _, name := range FeatureNames {
			value, ok := byFeature[name]
			if !ok {
				return fmt.Errorf("%s: lacks the feature %s", field, name)
			}
			values = append(values, value)
		}
	}
	if len(m.Covariance) != len(FeatureNames)+1 && len(m.Covariance) != 0 {
		return fmt.Errorf("covariance: has %d rows, want %d or none", len(m.Covariance), len(FeatureNames)+1)
	}
	for i, row := range m.Covariance {
		if len(row) != len(m.Covariance) {
			return fmt.Errorf("covariance: row %d has %d columns, want %d", i, len(row), len(m.Covariance))
		}
		if row[i] < 0 {
			return fmt.Errorf("covariance: variance %d is negative", i)
		}
		values = append(values, row...)
	}
	for _, value := range values {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return errors.New("a number of the model is not finite")
		}
	}
	if m.Adjustment.Slope < 0 {
		return errors.New("adjustment.slope: want a number above 0")
	}
	return nil
}

// Score returns the probability that a candidate with these features is a ring: see Model. A
// detection bounds it further.
func (m *Model) Score(f *Features) float64 { return newScorer(m).score(f) }

// scorer is a model with its numbers in the order of the features.
type scorer struct {
	intercept         float64
	weights, baseline Features
	covariance        [][]float64
	slope, shift      float64
}

func newScorer(m *Model) *scorer {
	s := &scorer{intercept: m.Intercept, covariance: m.Covariance, slope: m.Adjustment.Slope, shift: m.Adjustment.Shift}
	if s.slope == 0 {
		s.slope = 1
	}
	for i, name := range FeatureNames {
		s.weights[i], s.baseline[i] = m.Weights[name], m.Baseline[name]
	}
	return s
}

// score returns the probability that a candidate with these features is a ring: see Model.
func (s *scorer) score(f *Features) float64 {
	logOdds := s.intercept
	for i, w := range s.weights {
		logOdds += w * f[i]
	}
	logOdds /= math.Sqrt(1 + math.Pi/8*s.variance(f))
	return 1 / (1 + math.Exp(-(s.slope*logOdds + s.shift)))
}

// variance returns zᵀ Σ z.
func (s *scorer) variance(f *Features) float64 {
	sum := 0.0
	for i, row := range s.covariance {
		zi := 1.0
		if i > 0 {
			zi = f[i-1]
		}
		if zi == 0 {
			continue
		}
		part := row[0]
		for j, z := range f {
			part += row[j+1] * z
		}
		sum += zi * part
	}
	return max(sum, 0)
}
