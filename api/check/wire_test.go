package check

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAppendSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.000", 499 * time.Microsecond: "0.000", 500 * time.Microsecond: "0.001", 7 * time.Millisecond: "0.007",
		999_600 * time.Microsecond: "1.000", 61*time.Second + 45*time.Millisecond: "61.045",
	} {
		require.Equal(t, want, string(appendSeconds(nil, d)), d)
	}
}

func FuzzParseTokens(f *testing.F) {
	f.Add([]byte(`{"tokens":["tk1_` + strings.Repeat("a", 26) + `", "x"]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, ok := ParseTokens(body, nil, 10_000)
		if !ok {
			return
		}
		var request struct{ Tokens []string }
		require.NoError(t, json.Unmarshal(body, &request), "it accepts only JSON")
		require.Len(t, tokens, len(request.Tokens))
		for i := range tokens {
			require.Equal(t, request.Tokens[i], string(tokens[i]))
		}
	})
}
