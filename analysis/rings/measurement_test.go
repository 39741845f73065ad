package rings

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEffectiveNumber(t *testing.T) {
	require.Zero(t, effectiveNumber(nil))
	require.Zero(t, effectiveNumber([]float64{0, 0}))
	require.Equal(t, 1.0, effectiveNumber([]float64{0, 7, 0}))
	require.InDelta(t, 5, effectiveNumber([]float64{3, 3, 3, 3, 3}), 1e-12, "equal weights count each")
	require.InDelta(t, 16.0/10, effectiveNumber([]float64{3, 1}), 1e-12)
	random := rand.New(rand.NewPCG(20, 4))
	for range 200 {
		weights, scaled := make([]float64, 1+random.IntN(10)), []float64{}
		for i := range weights {
			weights[i] = random.Float64() + 1e-3
			scaled = append(scaled, 10*weights[i])
		}
		n := effectiveNumber(weights)
		require.GreaterOrEqual(t, n, 1-1e-12)
		require.LessOrEqual(t, n, float64(len(weights))+1e-12)
		require.InDelta(t, n, effectiveNumber(scaled), 1e-9, "only shares matter")
		require.InDelta(t, n, effectiveNumber(append(weights, 0)), 1e-9)
	}
}

func TestWeigh(t *testing.T) {
	incidents := []incident{{source: 1}, {}, {source: 1}, {source: 2}, {source: 1}, {}}
	voices, repeated := weigh(incidents)
	var weights []float64
	for _, x := range incidents {
		weights = append(weights, x.weight)
	}
	require.Equal(t, []float64{1, 1, .5, 1, .25, 1}, weights)
	require.Equal(t, 4.75, voices)
	require.Equal(t, 2.0/6, repeated)

	many := make([]incident, 1000)
	for i := range many {
		many[i].source = 9
	}
	voices, _ = weigh(many)
	require.LessOrEqual(t, voices, 2.0, "however often somebody complains")
	voices, repeated = weigh(nil)
	require.Zero(t, voices)
	require.Zero(t, repeated)
}

// An incident in several reports counts once, with all that they name.
func TestCandidate_Incidents(t *testing.T) {
	e := evidenceOf(
		t, make([]Kind, 4),
		filed{agency: 1, source: 5, day: may1, named: []uint32{0, 1, 2}},
		filed{agency: 2, day: may1, named: []uint32{1, 2, 3}},
		filed{agency: 1, day: may1, named: []uint32{0, 3}},
	)
	c := wholeCandidate(t, e)
	all := c.incidents(e, selection{})
	require.Len(t, all, 2)
	require.Equal(t, incident{report: 0, named: []uint32{0, 1, 2, 3}, source: 5, day: may1}, all[0])
	require.Equal(t, incident{report: 2, named: []uint32{0, 3}, day: may1}, all[1])
	require.Equal(t, 2, c.measured.incidents)

	without := c.incidents(e, selection{without: 1, withoutAgency: true})
	require.Equal(t, []incident{{report: 1, named: []uint32{1, 2, 3}, day: may1}}, without)
	without = c.incidents(e, selection{without: 5, withoutSource: true})
	require.Len(t, without, 2)

	_, sources := c.filedBy(e)
	require.Equal(t, 2, sources, "source 5, and somebody unknown")
}
