package graph_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestToken_Valid(t *testing.T) {
	tail := strings.Repeat("a2", 13)
	for token, want := range map[string]bool{
		"tk1_" + tail:            true,
		"tk9999_" + tail:         true,
		"tk0_" + tail:            false,
		"tk01_" + tail:           false,
		"tk10000_" + tail:        false,
		"tk_" + tail:             false,
		"tkx_" + tail:            false,
		"tk1_" + tail + "a":      false,
		"tk1_" + tail[1:]:        false,
		"tk1-" + tail:            false,
		"tk1_" + tail[2:] + "1a": false,
		"tk1_" + tail[2:] + "Aa": false,
		"+919876543210":          false,
		"":                       false,
	} {
		require.Equal(t, want, graph.Token(token).Valid(), token)
	}
}

func FuzzToken_Valid(f *testing.F) {
	contract := regexp.MustCompile(`^tk[1-9][0-9]{0,3}_[a-z2-7]{26}$`)
	f.Add("tk1_" + strings.Repeat("a", 26))
	f.Add("tk12_" + strings.Repeat("7", 25))
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, contract.MatchString(s) && !strings.HasSuffix(s, "\n"), graph.Token(s).Valid())
	})
}

func TestToken_PrintsShortened(t *testing.T) {
	token := graph.Token("tk1_" + strings.Repeat("z", 26))
	raw := graph.Token("+919876543210")
	for _, verb := range []string{"%v", "%s", "%q", "%#v", "%x", "%d", "%+v"} {
		require.Equal(t, "tk1_zzzz…", fmt.Sprintf(verb, token), verb)
		require.NotContains(t, fmt.Sprintf(verb, raw), "9876", verb)
	}
	require.NotContains(t, fmt.Sprint(graph.Identifier{Kind: graph.Number, Token: token}), strings.Repeat("z", 5))
}
