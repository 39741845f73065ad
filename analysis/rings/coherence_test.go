package rings

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLogRising(t *testing.T) {
	for _, x := range []float64{1e-9, 0.02, 1, 2} {
		for _, n := range []int32{1, 2, 16, 17, 40} {
			want := 0.0
			for i := range n {
				want += math.Log(x + float64(i))
			}
			require.InDelta(t, want, logRising(x, n), 1e-9, "%v to %d", x, n)
		}
		require.False(t, math.IsInf(logRising(x, math.MaxInt32), 0))
	}
}

func TestRisingFactorial(t *testing.T) {
	r := newRisingFactorial(0.02, risingTable)
	for _, n := range []int32{0, 1, 2, 17, risingTable - 1, risingTable, 1000} {
		want := 0.0
		for i := range n {
			want += math.Log(0.02 + float64(i))
		}
		require.InDelta(t, want, r.log(n), 1e-6, n)
	}
}

func TestRates_Coherence(t *testing.T) {
	keys := make([]int32, 100)
	for i := range keys {
		keys[i] = int32(i % 10)
	}
	even := ratesOf(keys, 10, roundedRate)
	require.Zero(t, even.coherence(nil), "no event")
	require.InDelta(t, 0, even.coherence(tally{{3, 1}}), 1e-9, "one event agrees with itself only")
	require.Greater(t, even.coherence(tally{{3, 8}, {4, 1}}), 5.0, "it leans to one key")
	require.Less(t, even.coherence(tally{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}}), 0.0, "it leans to no key")
	alike := make([]int32, 100_000)
	one := ratesOf(alike, 10, roundedRate)
	require.InDelta(t, 0, one.coherence(tally{{0, 100}}), 0.1, "where all events are alike, being alike is no evidence")
	few := ratesOf(alike[:9], 10, roundedRate)
	require.Equal(t, 1.0, few.of(0).observed)
	require.Greater(t, few.coherence(tally{{0, 9}}), 5.0, "nine events may all come from one ring")
}

func TestRates_RoundedLogMarginal(t *testing.T) {
	r := ratesOf([]int32{1, 2, 5, 5, 9}, 10, roundedRate)
	x, y := newTally([]int32{5, 1, 5}), newTally([]int32{2, 5, 9})
	require.Equal(t, r.roundedLogMarginal(tally{{1, 1}, {2, 1}, {5, 3}, {9, 1}}, nil), r.roundedLogMarginal(x, y))
	require.Equal(t, r.roundedLogMarginal(x, y), r.roundedLogMarginal(y, x))
	require.InDelta(t, r.logMarginal(x), r.roundedLogMarginal(nil, x), 0.2)
	require.Equal(t, keyCount{5, 2}, x.mode())
}
