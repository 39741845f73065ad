package rings

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// modelJSON returns the file of a valid model, changed by edit.
func modelJSON(t *testing.T, edit func(m *Model)) []byte {
	t.Helper()
	m := &Model{
		Version: "1", Intercept: -4, Variance: 1, Adjustment: Adjustment{Slope: .5, Shift: 1, Outcomes: 30},
		Curves: map[string]Curve{"cycles": {Knots: []float64{0, 1, 4}, Steps: []float64{2, -3}, Variances: []float64{1, 9}, Baseline: .1}},
	}
	edit(m)
	data, err := json.Marshal(m)
	require.NoError(t, err)
	return data
}

func TestParseModel(t *testing.T) {
	m, err := ParseModel(modelJSON(t, func(*Model) {}))
	require.NoError(t, err)
	require.Equal(t, -4.0, m.Intercept)
	require.Equal(t, Adjustment{Slope: .5, Shift: 1, Outcomes: 30}, m.Adjustment)
	require.Equal(t, []float64{2, -3}, m.Curves["cycles"].Steps)
	_, err = DefaultModel()
	require.NoError(t, err)
}

func TestParseModel_ErrorsNameTheField(t *testing.T) {
	curve := func(edit func(c *Curve)) func(m *Model) {
		return func(m *Model) {
			c := m.Curves["cycles"]
			edit(&c)
			m.Curves["cycles"] = c
		}
	}
	for field, edit := range map[string]func(m *Model){
		"version: is longer":          func(m *Model) { m.Version = strings.Repeat("x", 65) },
		"intercept, variance":         func(m *Model) { m.Intercept, m.Variance = 1e308, 1e308 },
		"baseline: want":              curve(func(c *Curve) { c.Steps = []float64{1e308, 1e308} }),
		"version":                     func(m *Model) { m.Version = "" },
		"variance":                    func(m *Model) { m.Variance = -1 },
		"adjustment.slope":            func(m *Model) { m.Adjustment.Slope = -1 },
		"curves.colour":               func(m *Model) { m.Curves["colour"] = m.Curves["cycles"] },
		"curves.cycles.knots: want":   curve(func(c *Curve) { c.Knots = c.Knots[:1] }),
		"curves.cycles.knots: are":    curve(func(c *Curve) { c.Knots = []float64{0, 1, 1} }),
		"curves.cycles.steps and":     curve(func(c *Curve) { c.Steps = c.Steps[:1] }),
		"variances: have 2 and 1":     curve(func(c *Curve) { c.Variances = c.Variances[:1] }),
		"curves.cycles.variances: on": curve(func(c *Curve) { c.Variances = []float64{1, -1} }),
	} {
		_, err := ParseModel(modelJSON(t, edit))
		require.ErrorContains(t, err, field)
	}
	for _, data := range []string{"", "[]", "{", "null", "{}", `{"version": 1}`} {
		_, err := ParseModel([]byte(data))
		require.Error(t, err, data)
	}
	_, err := ParseModel([]byte(`{"version": "1", "intercept": 1e999}`))
	require.ErrorContains(t, err, "intercept")
	_, err = ParseModel(make([]byte, MaxModelBytes+1))
	require.ErrorContains(t, err, "1048576 bytes")
	for _, infinite := range []*Model{
		{Version: "1", Intercept: math.Inf(1)},
		{Version: "1", Adjustment: Adjustment{Shift: math.NaN()}},
		{Version: "1", Curves: map[string]Curve{"cycles": {Knots: []float64{0, math.NaN()}, Steps: []float64{1}, Variances: []float64{0}}}},
	} {
		require.ErrorContains(t, infinite.validate(), "finite")
	}
}

// A curve runs through its knots, is straight between them and flat outside. Each step adds to the
// variance what the value has climbed of it.
func TestCurve_At(t *testing.T) {
	c := Curve{Knots: []float64{0, 1, 4}, Steps: []float64{2, -3}, Variances: []float64{1, 9}}
	for _, test := range [][3]float64{ // value, points, variance
		{-10, 0, 0}, {0, 0, 0}, {.5, 1, .25}, {1, 2, 1}, {2, 1, 1 + 1}, {4, -1, 10}, {5, -1, 10}, {math.MaxFloat64, -1, 10},
	} {
		points, variance := c.at(test[0])
		require.InDelta(t, test[1], points, 1e-12, test)
		require.InDelta(t, test[2], variance, 1e-12, test)
	}
	points, variance := new(Curve).at(7)
	require.Zero(t, points, "a feature without a curve adds nothing")
	require.Zero(t, variance)
}

// The less certain the curves are, the nearer to 1/2 is the score. It never crosses it.
func TestModel_VarianceWidens(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 5))
	for range 300 {
		m := &Model{Intercept: random.NormFloat64(), Curves: map[string]Curve{}}
		var f Features
		for i, name := range FeatureNames {
			m.Curves[name] = Curve{Knots: []float64{-1, 0, 1}, Steps: []float64{random.NormFloat64(), random.NormFloat64()}, Variances: []float64{0, 0}}
			f[i] = random.NormFloat64()
		}
		certain := m.Score(&f)
		before := certain
		for _, variance := range []float64{0.01, 0.1, 1, 10, 1e6} {
			for _, name := range FeatureNames {
				c := m.Curves[name]
				c.Variances = []float64{variance, variance}
				m.Curves[name] = c
			}
			score := m.Score(&f)
			require.Less(t, math.Abs(score-0.5), math.Abs(before-0.5))
			require.Equal(t, certain > 0.5, score > 0.5)
			before = score
		}
		require.InDelta(t, 0.5, before, 0.01)
		for name, c := range m.Curves {
			c.Variances = []float64{0, 0}
			m.Curves[name] = c
		}
		m.Variance = 100
		require.Less(t, math.Abs(m.Score(&f)-0.5), math.Abs(certain-0.5), "that of the intercept widens, too")
	}
}

func TestModel_Adjustment(t *testing.T) {
	m := &Model{Intercept: 2}
	var f Features
	logistic := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	require.InDelta(t, logistic(2), m.Score(&f), 1e-12, "a slope of 0 means 1")
	m.Adjustment = Adjustment{Slope: .5, Shift: -3}
	require.InDelta(t, logistic(.5*2-3), m.Score(&f), 1e-12)
}

// The default model gives a probability whatever the features are.
func TestDefaultModel_IsValid(t *testing.T) {
	m, err := DefaultModel()
	require.NoError(t, err)
	for name, c := range m.Curves {
		require.Contains(t, FeatureNames[:], name)
		for i := 1; i < len(c.Knots); i++ {
			require.Greater(t, c.Knots[i]-c.Knots[i-1], 1e-6, "%s: rounding errors decide between two knots", name)
		}
	}
	for _, x := range []float64{-1e300, -3, 0, 0.5, 1, 12, 1e300} {
		var f Features
		for i := range f {
			f[i] = x
		}
		score := m.Score(&f)
		require.True(t, score >= 0 && score <= 1, "a score of %v", score)
	}
}
