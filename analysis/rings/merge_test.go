package rings_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// A broker rents one account to two rings. That is no evidence that they are one.
func TestDetect_RingsOfABrokerStayApart(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	first := e.ring(6, firstDay, "KA", "upi_fraud")
	second := e.ring(6, firstDay-200, "DL", "loan_app")
	account := e.identifiers(rings.Account, 1)[0]
	for i := range 3 {
		e.link(firstDay, first[i], rings.LinkedTo, account)
		e.link(firstDay-200, second[i], rings.LinkedTo, account)
	}
	result := e.detect(t, rings.Params{})
	require.Len(t, result.Rings, 2)
	require.Subset(t, identifiersOf(&result.Rings[0]), first)
	require.NotContains(t, identifiersOf(&result.Rings[0]), second[0])
	require.Subset(t, identifiersOf(&result.Rings[1]), second)
}

// Two cells of a ring share one report, and their reports agree.
func TestDetect_MergesCellsByCoherence(t *testing.T) {
	cells := func(day int32, region, category string) *evidence {
		e := newEvidence()
		e.strangers(300)
		first, second := e.ring(6, firstDay, "KA", "upi_fraud"), e.ring(6, day, region, category)
		e.report(firstDay, "KA", "upi_fraud", first[0], second[0])
		return e
	}
	e := cells(firstDay, "KA", "upi_fraud")
	require.Len(t, e.detect(t, rings.Params{}).Rings, 1)
	require.Len(t, e.detect(t, rings.Params{Without: rings.MergeCoherence}).Rings, 2)
	require.Len(t, e.detect(t, rings.Params{Without: rings.Merging}).Rings, 2)
	require.Len(t, cells(firstDay-200, "DL", "loan_app").detect(t, rings.Params{}).Rings, 2, "strangers with one number in common")
}

// A group absorbs one neighbour in a round. One with very many neighbours must not take as many
// rounds.
func TestDetect_TimeWithManyNeighboursIsNotQuadratic(t *testing.T) {
	const spokes = 1500
	e := newEvidence()
	e.strangers(4 * spokes)
	centre := e.identifiers(rings.Account, 1)[0]
	for _, u := range e.identifiers(rings.Number, spokes) {
		v := e.identifiers(rings.Number, 1)[0]
		e.report(firstDay, "KA", "upi_fraud", centre, u)
		e.report(firstDay, "KA", "upi_fraud", u, v)
	}
	started := time.Now()
	result := e.detect(t, rings.Params{})
	require.Empty(t, result.Hubs)
	require.Equal(t, 4*spokes+1, result.Groups, "the strangers and one")
	require.Less(t, time.Since(started), 60*time.Second, "it takes one")
}
