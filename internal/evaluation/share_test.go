package evaluation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

func tokens(letters string) (all []graph.Token) {
	for _, letter := range letters {
		all = append(all, number(string(letter)).Token)
	}
	return all
}

func TestLargestShares(t *testing.T) {
	planted := []world.Ring{{Members: tokens("abcd")}, {Members: tokens("de")}}
	flagged := []Flagged{{Members: tokens("abxyz")}, {Members: tokens("dd")}, {Members: tokens("xy")}, {Members: tokens("dexy")}, {}}
	require.Equal(t, []float64{0.4, 1, 0, 0.5, 0}, LargestShares(flagged, planted))
}

// The sum of two worlds is the evaluation of both as one.
func TestSum(t *testing.T) {
	first := []world.Ring{{Kind: "simbox", Members: tokens("abc")}, {Kind: "mules", Members: tokens("defg")}}
	second := []world.Ring{{Kind: "simbox", Members: tokens("hij")}}
	innocentsA, innocentsB := []world.Group{{Kind: "family", Members: tokens("xyz")}}, []world.Group{{Kind: "hostel", Members: tokens("tu")}}
	flaggedA := []Flagged{{Band: graph.High, Score: 0.9, Members: tokens("abc")}, {Band: graph.Medium, Score: 0.6, Members: tokens("xyz")}}
	flaggedB := []Flagged{{Band: graph.High, Score: 0.97, Members: tokens("hi")}, {Band: graph.VeryHigh, Score: 0.99, Members: tokens("tu")}}
	evaluate := func(flagged []Flagged, planted []world.Ring, innocents []world.Group) Evaluation {
		e := Evaluate(flagged, planted)
		e.Innocents = CountInnocents(flagged, innocents)
		return e
	}
	want := evaluate(append(flaggedA, flaggedB...), append(first, second...), append(innocentsA, innocentsB...))
	want.BestMatches = nil
	got := Sum([]Evaluation{evaluate(flaggedA, first, innocentsA), evaluate(flaggedB, second, innocentsB)})
	for i := range got.Reliability {
		require.InDelta(t, want.Reliability[i].MeanScore, got.Reliability[i].MeanScore, 1e-12)
		got.Reliability[i].MeanScore = want.Reliability[i].MeanScore
	}
	require.Equal(t, want, got)
}
