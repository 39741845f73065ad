package calibration

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// model returns the model with weights and variances in the features' own units. With standardised
// features x' = (x − mean)/sd it has weights w'/sd and the intercept w'_0 − Σ w' mean/sd, and the
// covariance A diag(variances) Aᵀ with the matrix A of that map.
func (d *design) model(weights, variances *vector) *rings.Model {
	m := &rings.Model{
		Intercept: weights[0], Weights: map[string]float64{}, Baseline: map[string]float64{},
		Covariance: make([][]float64, columns), Adjustment: rings.Adjustment{Slope: 1},
		Provenance: rings.Provenance{Examples: len(d.rows), Rings: d.rings},
	}
	for i := range m.Covariance {
		m.Covariance[i] = make([]float64, columns)
	}
	first := m.Covariance[0]
	first[0] = variances[0]
	for j, name := range rings.FeatureNames {
		w, v, mean, sd := weights[j+1], variances[j+1], d.means[j], d.sds[j]
		m.Weights[name], m.Baseline[name] = round(w/sd), round(d.baseline[j])
		m.Intercept -= w * mean / sd
		first[0] += v * mean * mean / (sd * sd)
		first[j+1] = round(-v * mean / (sd * sd))
		m.Covariance[j+1][0] = first[j+1]
		m.Covariance[j+1][j+1] = round(v / (sd * sd))
	}
	m.Intercept, first[0] = round(m.Intercept), round(first[0])
	m.Version = versionOf(m)
	return m
}

// round rounds to ten significant digits. Processors differ in the last ones, and a file should be
// the same everywhere.
func round(x float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 10, 64), 64)
	if err != nil {
		return math.NaN() // x is not finite, which ParseModel refuses
	}
	return rounded + 0 // no -0
}

// versionOf returns the start of the SHA-256 of all that scores and explanations depend on. So the
// same numbers have the same version, wherever they come from.
func versionOf(m *rings.Model) string {
	content := rings.Model{
		Intercept: m.Intercept, Weights: m.Weights, Baseline: m.Baseline, Covariance: m.Covariance,
		Adjustment: rings.Adjustment{Slope: m.Adjustment.Slope, Shift: m.Adjustment.Shift},
	}
	data, err := json.Marshal(&content)
	if err != nil {
		return "" // a number is not finite, which ParseModel refuses
	}
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:hashBytes])
}

// Encode returns the file of a model, which rings.ParseModel reads. It returns an error for what
// ParseModel would refuse.
func Encode(m *rings.Model) ([]byte, error) {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing the model: %w", err)
	}
	data = append(onOneLine.ReplaceAllFunc(data, func(list []byte) []byte {
		return bytes.ReplaceAll(indent.ReplaceAll(list, nil), []byte(","), []byte(", "))
	}), '\n')
	if _, err := rings.ParseModel(data); err != nil {
		return nil, fmt.Errorf("writing the model: %w", err)
	}
	return data, nil
}

// Lists of numbers, which the file has on one line.
var (
	onOneLine = regexp.MustCompile(`\[[-+.0-9eE,\s]+\]`)
	indent    = regexp.MustCompile(`\s+`)
)
