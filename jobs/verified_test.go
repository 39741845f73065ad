package jobs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// A number that a telco verified lowers the score of its ring with the next run, which says why.
// The finding that it is disconnected undoes that.
func TestDetection_AVerifiedMemberLowersTheScore(t *testing.T) {
	s := store(t)
	load(t, s, firmRecords()...)
	asOf := time.Now()
	before := runOn(t, s, asOf)
	require.Len(t, before, 1)
	find := func(found graph.Finding) []graph.Ring {
		t.Helper()
		_, err := s.Reviews.AddVerification(t.Context(), &graph.Verification{
			Identifier: identifier(graph.Number, 0), Agency: graph.Agency{ID: "telco"}, Finding: found, Reason: "other",
			Day: asOf.UTC().Truncate(24 * time.Hour),
		}, true, graph.AuditEntry{ID: string(found), Action: graph.AuditFindingGiven})
		require.NoError(t, err)
		return runOn(t, s, asOf)
	}
	rings := find(graph.Verified)
	require.Len(t, rings, 1)
	require.Equal(t, before[0].ID, rings[0].ID)
	require.Less(t, rings[0].EvidenceScore, before[0].EvidenceScore)
	text := ""
	for _, reason := range rings[0].Explanation {
		if reason.Kind == "business" {
			text = reason.Text
		}
	}
	require.Equal(t, "1 of 6 identifiers belong to a known business or a re-verified subscriber", text)
	requireUnchanged(t, s, asOf)
	require.Equal(t, before[0].EvidenceScore, find(graph.Disconnected)[0].EvidenceScore)
}
