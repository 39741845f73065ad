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

func TestBackground_Coherence(t *testing.T) {
	keys := make([]int32, 100)
	for i := range keys {
		keys[i] = int32(i % 10)
	}
	b := backgroundOf(keys, 10, roughShare)
	require.Zero(t, b.coherence(nil), "nothing is known")
	require.InDelta(t, 0, b.coherence(tally{{3, 1}}), 1e-9, "one event agrees with itself only")
	require.Greater(t, b.coherence(tally{{3, 8}, {4, 1}}), 5.0, "it leans to one")
	require.Less(t, b.coherence(tally{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}}), 0.0, "it leans to none")
	alike := make([]int32, 100_000)
	usual := backgroundOf(alike, 10, roughShare)
	require.InDelta(t, 0, usual.coherence(tally{{0, 100}}), 0.1, "where everything is alike, being alike tells nothing")
	few := backgroundOf(alike[:9], 10, roughShare)
	require.Equal(t, 1.0, few.of(0).share)
	require.Greater(t, few.coherence(tally{{0, 9}}), 5.0, "nine events may all be a ring's")
}

func TestBackground_AddsUpTo1(t *testing.T) {
	var keys []int32
	for i := range int32(300) {
		keys = append(keys, i, i, i%7)
	}
	share, likely := 0.0, 0.0
	for _, u := range backgroundOf(keys, 10, roughShare).near {
		share += u.share
		likely += u.likely
	}
	require.InDelta(t, 1, share, 1e-9)
	require.InDelta(t, 1, likely, 1e-9)
}

// One record more changes what is likely roughly of no more than a few keys.
func TestBackground_IsSteady(t *testing.T) {
	var keys []int32
	for i := range int32(40_000) {
		keys = append(keys, i*i%20, 20+i%5)
	}
	before, changed := backgroundOf(keys, 13, roughShareOfPast), 0
	for i := range int32(400) {
		keys = append(keys, 25+i%2)
		after := backgroundOf(keys, 13, roughShareOfPast)
		for key := range int32(25) {
			if before.of(key).roughly.x != after.of(key).roughly.x {
				changed++
			}
		}
		before = after
	}
	require.LessOrEqual(t, changed, 25, "some keys in some of 400 runs")
}

func TestPeriodOf(t *testing.T) {
	for day, want := range map[int32]int32{0: 0, 27: 0, 28: 1, -1: -1, -28: -1, -29: -2, math.MinInt32 + 1: -76_695_845, math.MaxInt32: 76_695_844} {
		require.Equal(t, want, periodOf(day), day)
	}
}

func TestBackground_Roughly(t *testing.T) {
	b := backgroundOf([]int32{1, 2, 5, 5, 9}, 10, roughShare)
	x, y := tallyOf([]int32{5, 1, 5}), tallyOf([]int32{2, 5, 9})
	require.Equal(t, b.roughly(tally{{1, 1}, {2, 1}, {5, 3}, {9, 1}}, nil), b.roughly(x, y))
	require.Equal(t, b.roughly(x, y), b.roughly(y, x))
	require.InDelta(t, b.likelihood(x), b.roughly(nil, x), 0.2)
	require.Equal(t, tallied{5, 2}, x.top())
}

func TestRising(t *testing.T) {
	r := newRising(0.02, risingTable)
	for _, n := range []int32{0, 1, 2, 17, risingTable - 1, risingTable, 1000} {
		want := 0.0
		for i := range n {
			want += math.Log(0.02 + float64(i))
		}
		require.InDelta(t, want, r.log(n), 1e-6, n)
	}
}

func TestWording(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		require.Equal(t, want, thousands(n))
	}
	for share, want := range map[float64]string{0.0001: "fewer than 1 in 100 do", 0.01: "1 in 100 do", 0.126: "13 in 100 do", 0.99: "99 in 100 do", 0.999: "more than 99 in 100 do", 1: "all do"} {
		require.Equal(t, want, howMany(share))
	}
	require.Equal(t, "none of 3 reports", outOf(0, 3, "report", "reports"))
	require.Equal(t, "1 of 3 reports", outOf(1, 3, "report", "reports"))
	require.Equal(t, "all 3 reports", outOf(3, 3, "report", "reports"))
	require.Equal(t, "the only report", outOf(1, 1, "report", "reports"))
	require.Equal(t, "", between(0, NoDay), "no day is known")
	require.Equal(t, " on 1 May 2026", between(20_574, 20_574))
	require.Equal(t, " between 1 and 31 May 2026", between(20_574, 20_604))
	require.Equal(t, " between 1 May and 1 June 2026", between(20_574, 20_605))
	require.Equal(t, " between 30 April 2025 and 1 May 2026", between(20_208, 20_574))
	require.Equal(t, " between 1 January 0000 and 31 December 9999", between(-719_528, 2_932_896))
}

func backgroundOf(keys []int32, supposed float64, roughly func(n, all float64) float64) background {
	var c census
	for _, key := range keys {
		c.count(key)
	}
	return c.background(supposed, roughly)
}
