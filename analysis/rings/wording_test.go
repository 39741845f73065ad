package rings

import (
	"testing"

	"github.com/stretchr/testify/require"
)

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
