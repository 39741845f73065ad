package rings_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// Two rings of five numbers and eight reports each, a helpline that every report
// names, and strangers reported once.
func TestDetectLouvain(t *testing.T) {
	e := newEvidence()
	numbers, helpline := e.identifiers(rings.Number, 10), e.identifiers(rings.Number, 1)[0]
	for i := range 16 {
		named := []uint32{helpline}
		for j := range 4 {
			named = append(named, numbers[i/8*5+(i+j)%5])
		}
		e.report(firstDay, "KA", "upi_fraud", named...)
	}
	for _, stranger := range e.identifiers(rings.Number, 150) {
		e.report(firstDay, "KA", "upi_fraud", stranger, helpline)
	}
	result, err := rings.DetectLouvain(t.Context(), &e.Evidence, rings.Params{})
	require.NoError(t, err)
	require.Equal(t, []int{int(helpline)}, hubsOf(result))
	require.NotEmpty(t, result.Rings)
	for i := range result.Rings {
		ring := &result.Rings[i]
		require.GreaterOrEqual(t, len(ring.Reports), 3)
		total := 0.0
		for _, reason := range ring.Reasons {
			total += reason.Weight
		}
		require.InDelta(t, ring.Score, total, 1e-9)
		for _, m := range ring.Members {
			require.True(t, m.Strength > 0 && m.Strength <= 1)
			require.Less(t, m.Identifier, 10, "a stranger is in no ring")
			require.Equal(t, ring.Members[0].Identifier/5, m.Identifier/5, "two rings stay two")
		}
	}
	again, err := rings.DetectLouvain(t.Context(), &e.Evidence, rings.Params{})
	require.NoError(t, err)
	require.Equal(t, result, again)
}
