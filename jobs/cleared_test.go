package jobs_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
)

// contest opens a dispute on an identifier and decides it.
func contest(t *testing.T, s *neo.Store, id graph.Identifier, status graph.DisputeStatus) {
	t.Helper()
	d := graph.Dispute{Identifier: id, Agency: graph.Agency{ID: "axis", Kind: graph.Bank}, Reason: "genuine_subscriber"}
	_, err := s.Reviews.OpenDispute(t.Context(), &d, graph.AuditEntry{ID: "filed " + string(id.Token), Action: graph.AuditDisputeFiled})
	require.NoError(t, err)
	decision := graph.Decision{Status: status, Agency: graph.Agency{ID: "police", Kind: graph.Police}, Reason: "other"}
	_, fresh, err := s.Reviews.DecideDispute(t.Context(), d.Number, decision, graph.AuditEntry{
		ID: "decided " + string(id.Token), Action: graph.AuditDisputeDecided,
	}, func(*graph.Dispute) error { return nil })
	require.NoError(t, err)
	require.True(t, fresh)
}

// A member that a dispute cleared leaves its ring with the next run. Reports of before the decision
// do not bring it back. The ring continues, and its history says why it shrank.
func TestDetection_AClearedMemberLeaves(t *testing.T) {
	s := store(t)
	load(t, s, firmRecords()...)
	asOf := time.Now()
	before := runOn(t, s, asOf)
	require.Len(t, before, 1)
	cleared, remaining := identifier(graph.Number, 0), identifier(graph.Number, 1)
	contest(t, s, remaining, graph.DisputeRejected)
	requireUnchanged(t, s, asOf)

	contest(t, s, cleared, graph.DisputeUpheld)
	rings := runOn(t, s, asOf)
	require.Len(t, rings, 1)
	require.Equal(t, before[0].ID, rings[0].ID)
	require.False(t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == cleared }))
	require.True(t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == remaining }))
	history := historyOf(t, s, rings[0].ID)
	require.Contains(t, history[len(history)-1], "1 member was cleared")
	require.NotContains(t, history[len(history)-1], "new holder")
	late := &graph.Report{
		ID: "late", Agency: "x", OccurredAt: day.AddDate(0, 0, 2), Category: "upi_fraud", Identifiers: []graph.Identifier{cleared, remaining},
	}
	load(t, s, late)
	rings = runOn(t, s, asOf)
	require.False(
		t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == cleared }),
		"the report is from before the decision, though filed later",
	)
	requireUnchanged(t, s, asOf)

	// All are cleared: the ring is closed.
	for _, m := range rings[0].Members {
		if m.Identifier != remaining {
			contest(t, s, m.Identifier, graph.DisputeUpheld)
		}
	}
	id := rings[0].ID
	require.Empty(t, runOn(t, s, asOf))
	history = historyOf(t, s, id)
	require.Contains(t, history[len(history)-1], "members were cleared")
}

// A report that was filed before the decision does not count, though it is dated after it.
func TestDetection_ClearedOfReportsDatedLater(t *testing.T) {
	s := store(t)
	asOf := time.Now()
	contested := identifier(graph.Number, 2)
	var ahead []graph.Record
	for i := range 8 {
		ahead = append(ahead, &graph.Report{
			ID: fmt.Sprint("ahead", i), Agency: "x", OccurredAt: asOf.AddDate(20, 0, i), Category: "upi_fraud", Region: "KA",
			Loss: "10.50", Currency: "INR", Identifiers: pairOf(i, 0),
		})
	}
	load(t, s, append(firmRecords(), ahead...)...)
	holds := func(rings []graph.Ring) bool {
		return slices.ContainsFunc(rings, func(r graph.Ring) bool {
			return slices.ContainsFunc(r.Members, func(m graph.Member) bool { return m.Identifier == contested })
		})
	}
	require.True(t, holds(runOn(t, s, asOf)))
	contest(t, s, contested, graph.DisputeUpheld)
	require.False(t, holds(runOn(t, s, asOf)))
}
