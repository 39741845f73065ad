package rings

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// ratesOf returns the background rates of events with these keys.
func ratesOf(keys []int32, assumedKeys float64, rounded func(n, all float64) float64) rates {
	var c counter
	for _, key := range keys {
		c.add(key)
	}
	return c.rates(assumedKeys, rounded)
}

func TestRates_SumTo1(t *testing.T) {
	var keys []int32
	for i := range int32(300) {
		keys = append(keys, i, i, i%7)
	}
	observed, smoothed := 0.0, 0.0
	for _, r := range ratesOf(keys, 10, roundedRate).near {
		observed += r.observed
		smoothed += r.smoothed
	}
	require.InDelta(t, 1, observed, 1e-9)
	require.InDelta(t, 1, smoothed, 1e-9)
}

// One more record changes the rounded rates of a few keys at most.
func TestRates_RoundedAreStable(t *testing.T) {
	var keys []int32
	for i := range int32(40_000) {
		keys = append(keys, i*i%20, 20+i%5)
	}
	before, changed := ratesOf(keys, 13, roundedRateOfPeriod), 0
	for i := range int32(400) {
		keys = append(keys, 25+i%2)
		after := ratesOf(keys, 13, roundedRateOfPeriod)
		for key := range int32(25) {
			if before.of(key).rounded.x != after.of(key).rounded.x {
				changed++
			}
		}
		before = after
	}
	require.LessOrEqual(t, changed, 25, "some keys in some of 400 runs")
}

func TestPeriodOf(t *testing.T) {
	for day, want := range map[int32]int32{
		0: 0, 27: 0, 28: 1, -1: -1, -28: -1, -29: -2,
		math.MinInt32 + 1: -76_695_845, math.MaxInt32: 76_695_844,
	} {
		require.Equal(t, want, periodOf(day), day)
	}
}
