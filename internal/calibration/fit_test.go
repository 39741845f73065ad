package calibration

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// simulate returns n examples of each generator, with normal features of which only the first few
// matter, by the given weights and intercept.
func simulate(n int, intercept float64, weights map[string]float64, generators ...string) []Example {
	random := rand.New(rand.NewPCG(1, 2))
	var all []Example
	for _, generator := range generators {
		for range n {
			x := Example{Generator: generator, Weight: 1}
			logOdds := intercept
			for j, name := range rings.FeatureNames {
				x.Features[j] = 2 + 3*random.NormFloat64()
				logOdds += weights[name] * x.Features[j]
			}
			x.IsRing = random.Float64() < logistic(logOdds)
			all = append(all, x)
		}
	}
	return all
}

// named returns a feature whose weight may have a sign, skipping some.
func named(t *testing.T, want sign, skip int) string {
	t.Helper()
	for _, name := range rings.FeatureNames {
		if signs[name] == want {
			if skip--; skip < 0 {
				return name
			}
		}
	}
	t.Fatalf("no feature has sign %d", want)
	return ""
}

// slope returns by how much the points of a feature rise from 0 to 4, for each unit.
func slope(m *rings.Model, name string) float64 {
	points := func(x float64) (sum float64) {
		c := m.Curves[name]
		for i, step := range c.Steps {
			sum += step * min(max((x-c.Knots[i])/(c.Knots[i+1]-c.Knots[i]), 0), 1)
		}
		return sum
	}
	return (points(4) - points(0)) / 4
}

func TestFit_RecoversWeights(t *testing.T) {
	want := map[string]float64{named(t, positive, 0): 0.5, named(t, negative, 0): -0.4, named(t, free, 0): -0.3, named(t, free, 1): 0.2}
	m, err := Fit(simulate(3000, -1, want, "a", "b", "c"), Options{Ridge: 0.1, Deviation: 1})
	require.NoError(t, err)
	for _, name := range rings.FeatureNames {
		require.InDelta(t, want[name], slope(m, name), 0.1, name)
	}
}

func TestFit_Signs(t *testing.T) {
	for name := range signs {
		require.Contains(t, rings.FeatureNames, name, "no feature has this name any more: change the table")
	}
	up, down, any := named(t, positive, 0), named(t, negative, 0), named(t, free, 0)
	m, err := Fit(simulate(3000, -1, map[string]float64{up: -0.5, down: 0.4, any: -0.3}, "a", "b"), Options{Ridge: 0.1, Deviation: 1})
	require.NoError(t, err)
	require.NotContains(t, m.Curves, up, "a wrong sign is left out")
	require.NotContains(t, m.Curves, down)
	require.Less(t, slope(m, any), -0.15, "a free feature may have any")
	for name, s := range signs {
		for i, step := range m.Curves[name].Steps {
			require.Zero(t, s.violation(step), name)
			if step == 0 {
				require.Zero(t, m.Curves[name].Variances[i], "what is left out has no variance")
			}
		}
	}
}

// With the same numbers of rings the fit of a generator with many examples is no more than that of
// the others.
func TestFit_GeneratorsWeighAlike(t *testing.T) {
	all := append(simulate(9000, 0, nil, "large"), simulate(3000, 0, nil, "small")...)
	weights := weightsOf(all)
	require.InDelta(t, 1.0/3, weights[0], 1e-9)
	require.InDelta(t, 1, weights[len(weights)-1], 1e-9)
	all = simulate(40, 0, nil, "a")
	all[0].Weight = 0.25
	require.Equal(t, 0.25, weightsOf(all)[0])
}

// The more generators differ, the more uncertain a score is. None crosses 1/2.
func TestFit_Deviation(t *testing.T) {
	name := named(t, positive, 0)
	same := simulate(2000, 0, map[string]float64{name: 0.5}, "a", "b", "c")
	differ := append(simulate(2000, 0, map[string]float64{name: 0.2}, "a"), simulate(2000, 0, map[string]float64{name: 0.8}, "b")...)
	variance := func(all []Example, deviation float64) (sum float64) {
		m, err := Fit(all, Options{Ridge: 1, Deviation: deviation})
		require.NoError(t, err)
		for _, v := range m.Curves[name].Variances {
			sum += v
		}
		return sum
	}
	require.Greater(t, variance(differ, 1), 3*variance(same, 1))
	require.InEpsilon(t, 2*variance(differ, 1), variance(differ, 2), 1e-6)
	require.Zero(t, variance(differ, 0))
	require.Zero(t, variance(simulate(2000, 0, nil, "a"), 1), "one generator says nothing about others")
	sure, err := Fit(differ, Options{Ridge: 1})
	require.NoError(t, err)
	unsure, err := Fit(differ, Options{Ridge: 1, Deviation: 1})
	require.NoError(t, err)
	for i := range differ[:100] {
		with, without := unsure.Score(&differ[i].Features)-0.5, sure.Score(&differ[i].Features)-0.5
		require.LessOrEqual(t, math.Abs(with), math.Abs(without))
		require.Equal(t, math.Signbit(with), math.Signbit(without))
	}
}

// The model scores an example as the fit did.
func TestModel_ScoresAsTheFit(t *testing.T) {
	examples := simulate(500, 0, nil, "a", "b")
	d := newDesign(examples)
	var weights, variances vector
	for j := range weights {
		weights[j], variances[j] = 0.3-0.002*float64(j), 0.001*float64(j+1)
	}
	m := d.model(&weights, &variances)
	for i := range 20 {
		mean, variance := 0.0, 0.0
		for at, j := range d.rows[i].columns {
			x := d.rows[i].values[at]
			mean += weights[j] * x
			variance += variances[j] * x * x
		}
		require.InDelta(t, logistic(mean/math.Sqrt(1+math.Pi/8*variance)), m.Score(&examples[i].Features), 1e-7)
	}
}

func TestFit_Refuses(t *testing.T) {
	all := simulate(100, 0, nil, "a")
	for i := range all {
		all[i].IsRing = false
	}
	_, err := Fit(all, Options{Ridge: 1})
	require.ErrorContains(t, err, "of 100 candidates 0 are rings")
	_, err = Fit(nil, Options{Ridge: 1})
	require.ErrorContains(t, err, "of 0 candidates")
	for _, o := range []Options{{}, {Ridge: -1}, {Ridge: math.NaN()}, {Ridge: math.Inf(1)}} {
		_, err = Fit(all, o)
		require.ErrorContains(t, err, "ridge")
	}
	for _, deviation := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err = Fit(all, Options{Ridge: 1, Deviation: deviation})
		require.ErrorContains(t, err, "deviation")
	}
}

// A perfect separation and a constant feature have a finite fit, thanks to the ridge.
func TestFit_Separable(t *testing.T) {
	all := simulate(200, 0, nil, "a", "b")
	name := named(t, positive, 0)
	by, constant := slices.Index(rings.FeatureNames[:], name), slices.Index(rings.FeatureNames[:], named(t, free, 0))
	for i := range all {
		all[i].Features[constant] = 7
		all[i].IsRing = all[i].Features[by] > 2
	}
	m, err := Fit(all, Options{Ridge: 1, Deviation: 1})
	require.NoError(t, err)
	require.Greater(t, slope(m, name), 0.5)
	require.NotContains(t, m.Curves, named(t, free, 0))
	_, err = Encode(m)
	require.NoError(t, err)
}

func TestEncode_RoundTrip(t *testing.T) {
	m, err := Fit(simulate(500, 0, map[string]float64{named(t, positive, 0): 0.5}, "a", "b"), Options{Ridge: 1, Deviation: 1})
	require.NoError(t, err)
	m.Provenance.Worlds, m.Provenance.Note, m.Provenance.Code = []string{"a-1", "b-1"}, "a note, of the test", "0123"
	data, err := Encode(m)
	require.NoError(t, err)
	again, err := rings.ParseModel(data)
	require.NoError(t, err)
	require.Equal(t, m, again)
	second, err := Encode(again)
	require.NoError(t, err)
	require.Equal(t, string(data), string(second))
	require.NotContains(t, string(data), "\n    ", "lists of numbers are on one line")

	version := m.Version
	require.Equal(t, version, versionOf(again))
	again.Provenance.Note = "another"
	require.Equal(t, version, versionOf(again), "the version is of the numbers")
	again.Intercept += 1e-6
	require.NotEqual(t, version, versionOf(again))
	again.Intercept = math.NaN()
	_, err = Encode(again)
	require.Error(t, err)
}
