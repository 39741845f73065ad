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

// model returns the model with these steps and their variances. A feature whose steps are all 0 has
// no curve.
func (d *design) model(weights, variances *vector) *rings.Model {
	m := &rings.Model{
		Intercept: round(weights[0]), Variance: round(variances[0]), Curves: map[string]rings.Curve{},
		Adjustment: rings.Adjustment{Slope: 1}, Provenance: rings.Provenance{Examples: len(d.rows), Rings: d.rings},
	}
	for feature, knots := range d.knots {
		c, changes := rings.Curve{Knots: knots}, false
		for step := range len(knots) - 1 {
			j := column(feature, step)
			changes = changes || weights[j] != 0
			c.Steps, c.Variances = append(c.Steps, round(weights[j])), append(c.Variances, round(variances[j]))
			c.Baseline += weights[j] * d.baseline[j]
		}
		if c.Baseline = round(c.Baseline); changes {
			m.Curves[rings.FeatureNames[feature]] = c
		}
	}
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
		Intercept: m.Intercept, Variance: m.Variance, Curves: m.Curves,
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
