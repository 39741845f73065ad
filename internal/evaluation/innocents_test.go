package evaluation_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

func TestCountInnocents(t *testing.T) {
	innocents := []world.Group{
		{Kind: "hostel", Members: tokens("abcdefgh")},
		{Kind: "hostel", Members: tokens("ijkl")},
		{Kind: "family", Members: tokens("mnop")},
		{Kind: "family", Members: tokens("qrst")},
	}
	counts := evaluation.CountInnocents([]evaluation.Flagged{
		{Band: graph.VeryHigh, Members: tokens("abuu")},  // 2 of the ring's 3 members are of the first hostel
		{Band: graph.High, Members: tokens("abcdefgh")},  // a second ring lowers nothing
		{Band: graph.Medium, Members: tokens("ijvwxyz")}, // half of the second hostel
		{Band: graph.VeryHigh, Members: tokens("muvwxyz")},
	}, innocents)
	require.Equal(t, []evaluation.InnocentFlags{{"family", 2, 0, 0}, {"hostel", 2, 2, 1}}, counts)
	require.Empty(t, evaluation.CountInnocents(nil, nil))
}

func TestPrint_Innocents(t *testing.T) {
	e := evaluation.Evaluate(nil, nil)
	var b bytes.Buffer
	require.NoError(t, evaluation.Print(&b, e))
	require.NotContains(t, b.String(), "innocent")
	e.Innocents = []evaluation.InnocentFlags{{"delivery_company", 4, 2, 1}, {"family", 6, 0, 0}}
	require.NoError(t, evaluation.Print(&b, e))
	require.Regexp(t, `(?m)^innocent groups +groups +flagged +very high +share$`, b.String())
	require.Regexp(t, `(?m)^all +10 +2 +1 +0\.200$`, b.String())
	require.Regexp(t, `(?m)^delivery_company +4 +2 +1 +0\.500$`, b.String())
}
