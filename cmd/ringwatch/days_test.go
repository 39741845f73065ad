package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetention(t *testing.T) {
	for text, want := range map[string]time.Duration{"off": 0, "1d": 24 * time.Hour, "730d": 730 * 24 * time.Hour} {
		a := retention(1)
		require.NoError(t, a.UnmarshalText([]byte(text)))
		require.Equal(t, want, time.Duration(a))
	}
	for _, text := range []string{"", "0", "0d", "-1d", "730", "12h", "1.5d", "d", "999999d", "Off"} {
		var a retention
		require.ErrorContains(t, a.UnmarshalText([]byte(text)), "want 1d to 36500d, or off", text)
	}
}
