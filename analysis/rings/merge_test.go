package rings_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// A broker rents one account to two rings. It joins them no more than a stranger does.
func TestDetect_KeepsRingsOfABrokerApart(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	first := e.ring(6, firstDay, "KA", "upi_fraud")
	second := e.ring(6, firstDay-200, "DL", "loan_app")
	account := e.identifiers(rings.Account, 1)[0]
	for i := range 3 {
		e.link(firstDay, first[i], rings.LinkedTo, account)
		e.link(firstDay-200, second[i], rings.LinkedTo, account)
	}
	found := e.detect(t, rings.Params{})
	require.Len(t, found.Rings, 2)
	require.Subset(t, identifiersOf(&found.Rings[0]), first)
	require.NotContains(t, identifiersOf(&found.Rings[0]), second[0])
	require.Subset(t, identifiersOf(&found.Rings[1]), second)
}

// Two cells of a ring have one tie between them, and the same habits.
func TestDetect_JoinsCellsOfOneRingByHabits(t *testing.T) {
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

// A group takes one other in a round. One with very many hangers-on must not take as
// many rounds.
func TestDetect_ManyHangersOnTakeNoQuadraticTime(t *testing.T) {
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
	found := e.detect(t, rings.Params{})
	require.Empty(t, found.Hubs)
	require.Equal(t, 4*spokes+1, found.Groups, "the strangers and one")
	require.Less(t, time.Since(started), 60*time.Second, "it takes one")
}
