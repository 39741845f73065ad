package calibration

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// outcomes returns n outcomes of rings whose log-odds are x by the score, and slope × x + shift in
// truth.
func outcomes(n int, slope, shift float64) []evaluation.RingOutcome {
	random := rand.New(rand.NewPCG(3, 4))
	var all []evaluation.RingOutcome
	for range n {
		x := 5 * random.Float64()
		all = append(all, evaluation.RingOutcome{Score: logistic(x), Confirmed: random.Float64() < logistic(slope*x+shift)})
	}
	return all
}

func baseModel(t *testing.T) *rings.Model {
	t.Helper()
	m, err := rings.DefaultModel()
	require.NoError(t, err)
	m, err = rings.ParseModel([]byte(encoded(t, m)))
	require.NoError(t, err)
	m.Adjustment = rings.Adjustment{Slope: 1}
	return m
}

func TestAdjust_Recovers(t *testing.T) {
	base := baseModel(t)
	before := encoded(t, base)
	a, err := Adjust(base, outcomes(20_000, 0.6, -0.5), false)
	require.NoError(t, err)
	require.InDelta(t, 0.6, a.Slope.Value, 0.06)
	require.InDelta(t, -0.5, a.Shift.Value, 0.12)
	require.Less(t, a.Slope.From, 0.6)
	require.Greater(t, a.Slope.To, 0.6)
	require.Less(t, a.Shift.From, -0.5)
	require.Greater(t, a.Shift.To, -0.5)
	require.Equal(t, 20_000, a.Model.Adjustment.Outcomes)
	require.NotEqual(t, base.Version, a.Model.Version)
	require.InDelta(t, float64(a.Confirmed)/20_000, a.MeanAfter, 0.005)
	require.Equal(t, before, encoded(t, base), "the base is as before")
	_, err = rings.ParseModel([]byte(encoded(t, a.Model)))
	require.NoError(t, err)

	// Taking the adjustment back gives the numbers of the base.
	back := *a.Model
	back.Adjustment = base.Adjustment
	require.Equal(t, versionOf(base), versionOf(&back))
}

// Rings that were scored with an adjusted model give the same adjustment as with the first one.
func TestAdjust_OfAnAdjustedModel(t *testing.T) {
	base := baseModel(t)
	all := outcomes(2000, 0.6, -0.5)
	first, err := Adjust(base, all, false)
	require.NoError(t, err)
	rescored := make([]evaluation.RingOutcome, len(all))
	for i, o := range all {
		x := logit(o.Score)
		rescored[i] = evaluation.RingOutcome{Score: logistic(first.Model.Adjustment.Slope*x + first.Model.Adjustment.Shift), Confirmed: o.Confirmed}
	}
	second, err := Adjust(first.Model, rescored, false)
	require.NoError(t, err)
	require.InDelta(t, first.Slope.Value, second.Slope.Value, 1e-6)
	require.InDelta(t, first.Shift.Value, second.Shift.Value, 1e-6)
}

func TestAdjust_FewOutcomes(t *testing.T) {
	base := baseModel(t)
	_, err := Adjust(base, nil, true)
	require.ErrorContains(t, err, "no ring has an outcome")
	_, err = Adjust(base, outcomes(evaluation.FewestOutcomes-1, 1, 0), false)
	require.ErrorContains(t, err, "only 29 outcomes, want 30 or more")
	_, err = Adjust(base, outcomes(evaluation.FewestOutcomes, 1, 0), false)
	require.NoError(t, err)

	// Of one score, all confirmed: the fewer there are, the less the score moves.
	previous := 0.9
	for _, n := range []int{1, 3, 30, 300} {
		same := make([]evaluation.RingOutcome, n)
		for i := range same {
			same[i] = evaluation.RingOutcome{Score: 0.9, Confirmed: true}
		}
		a, err := Adjust(base, same, true)
		require.NoError(t, err)
		require.Greater(t, a.MeanAfter, previous)
		require.Less(t, a.MeanAfter, (0.9*10+float64(n))/(10+float64(n))+0.005)
		previous = a.MeanAfter
	}
}

func TestAdjust_RefusesAnOrderThatIsWrong(t *testing.T) {
	_, err := Adjust(baseModel(t), outcomes(2000, -1, 1), true)
	require.ErrorContains(t, err, "fit a new model")
}

func TestAdjust_CertainScores(t *testing.T) {
	all := append(outcomes(100, 1, 0), evaluation.RingOutcome{Score: 1}, evaluation.RingOutcome{Score: 0, Confirmed: true})
	a, err := Adjust(baseModel(t), all, false)
	require.NoError(t, err)
	var printed bytes.Buffer
	require.NoError(t, PrintAdjusted(&printed, baseModel(t), a, evaluation.LeftOut{Undecided: 3}))
	require.Contains(t, printed.String(), "95 % interval")
	require.Contains(t, printed.String(), "3 undecided")
}
