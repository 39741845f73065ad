package rings_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// The more members are in the register or verified, the lower the score, and never by more than
// the model's points for a group of which all are.
func TestDetect_VouchedMembersLowerTheScore(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	ring := e.ring(5, firstDay, "KA", "upi_fraud")
	reasonOf := func(r *rings.Ring) rings.Reason {
		for _, reason := range r.Reasons {
			if reason.Kind == rings.ReasonBusiness {
				return reason
			}
		}
		return rings.Reason{}
	}
	detected := func() *rings.Ring {
		t.Helper()
		result := e.detect(t, rings.Params{MinScore: 0.01})
		require.Len(t, result.Rings, 1)
		require.Equal(t, ring, identifiersOf(&result.Rings[0]))
		return &result.Rings[0]
	}
	before := detected()
	require.Zero(t, reasonOf(before))
	e.Verified = make([]bool, len(e.Kinds))
	scores := []float64{before.Score}
	for _, u := range ring {
		e.Verified[u] = true
		r := detected()
		require.Less(t, r.Score, scores[len(scores)-1])
		require.Negative(t, reasonOf(r).Weight)
		scores = append(scores, r.Score)
		if len(scores) == 3 {
			require.Equal(t, "2 of 7 identifiers belong to a known business or a re-verified subscriber", reasonOf(r).Text)
			e.Known = make([]bool, len(e.Kinds))
			e.Known[ring[0]] = true
			require.Equal(t, r.Score, detected().Score, "who is both counts once")
		}
	}
	e.Known, e.Verified = e.Verified, nil
	require.Equal(t, scores[len(scores)-1], detected().Score, "the register and the telcos weigh alike")
	e.Verified = make([]bool, 1)
	_, err := rings.Detect(t.Context(), &e.Evidence, rings.Params{})
	require.ErrorContains(t, err, "Verified")
}
