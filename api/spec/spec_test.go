package spec

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func load(t *testing.T) *Spec {
	t.Helper()
	text, err := os.ReadFile("../openapi.yaml")
	require.NoError(t, err)
	s, err := Load(text)
	require.NoError(t, err)
	return s
}

func TestLoad_Invalid(t *testing.T) {
	for _, text := range []string{"", "[", "openapi: 3.1.0"} {
		_, err := Load([]byte(text))
		require.Error(t, err, text)
	}
}

func TestSpec_Operation(t *testing.T) {
	s := load(t)
	require.NotNil(t, s.Operation("GET", "/v1/rings/{id}"))
	require.Nil(t, s.Operation("DELETE", "/v1/rings/{id}"))
	require.Nil(t, s.Operation("GET", "/v1/nothing"))
}

func TestOperation_Validate(t *testing.T) {
	s := load(t)
	const secret = "919876543210"
	params := func() map[string]string { return map[string]string{"id": "ring-a"} }
	for target, want := range map[string][2]string{
		"/v1/rings":                 {},
		"/v1/rings?limit=5":         {},
		"/v1/rings?limit=0":         {"limit", "want a whole number from 1 to 500"},
		"/v1/rings?limit=1&limit=2": {"limit", "is given more than once"},
		"/v1/rings?band=" + secret:  {"band", "want one of medium, high, very_high"},
		"/v1/rings?" + secret + "=1": {
			"(a parameter not repeated here)",
			"is unknown: this route has band, region, kind, category, status, min_score, updated_since, limit, cursor",
		},
	} {
		wrong, err := s.Operation("GET", "/v1/rings").Validate(httptest.NewRequest("GET", target, nil), params)
		require.NoError(t, err)
		if want[0] == "" {
			require.Empty(t, wrong, target)
			continue
		}
		require.Len(t, wrong, 1, target)
		require.Equal(t, want, [2]string{wrong[0].Field, wrong[0].Reason}, target)
	}
	_, err := s.Operation("GET", "/v1/rings").Validate(httptest.NewRequest("GET", "/v1/rings?a=%zz", nil), params)
	require.ErrorIs(t, err, ErrQuery)
	wrong, err := s.Operation("GET", "/v1/rings/{id}/members").Validate(httptest.NewRequest("GET", "/v1/rings/ring-a/members", nil), params)
	require.NoError(t, err)
	require.Equal(t, "Ringwatch-Purpose", wrong[0].Field)
	require.Contains(t, wrong[0].Reason, "is missing")
}

func TestMarkdown(t *testing.T) {
	html, err := markdown("See `tk1_a_b` and used_in.\n\n| a | b |\n| --- | --- |\n| `x` | y |\n\n<script>alert(1)</script>\n")
	require.NoError(t, err)
	require.Contains(t, string(html), "<p>See <code>tk1_a_b</code> and used_in.</p>")
	require.Contains(t, string(html), "<td><code>x</code></td>")
	require.NotContains(t, string(html), "<script>")
}
