package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestAmount_Valid(t *testing.T) {
	for amount, want := range map[string]bool{
		"0": true, "125000.00": true, "0.0001": true, "999999999999999.9999": true,
		"": false, ".5": false, "5.": false, "1.00000": false, "-1": false, "+1": false,
		"1e5": false, "1,000": false, "1000000000000000": false, "١": false,
	} {
		require.Equal(t, want, graph.Amount(amount).Valid(), amount)
	}
}

func TestAmount_Units(t *testing.T) {
	for amount, want := range map[string]uint64{
		"0": 0, "1": 10_000, "1.5": 15_000, "0.0001": 1, "12.3456": 123_456,
		"999999999999999.9999": 9_999_999_999_999_999_999,
	} {
		units, ok := graph.Amount(amount).Units()
		require.True(t, ok, amount)
		require.Equal(t, want, units, amount)
	}
	for _, amount := range []string{"", "-1", "1.", ".5", "1.23456", "1000000000000000", "1e3"} {
		_, ok := graph.Amount(amount).Units()
		require.False(t, ok, amount)
	}
}
