package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/memory"
)

// Verdicts, findings and upheld disputes that agencies filed are read and counted.
func TestReadOutcomes(t *testing.T) {
	store := memory.New(memory.Options{})
	number := func(letter string) graph.Identifier {
		return graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
	}
	var r graph.Ring
	var ids []graph.Identifier
	for _, letter := range []string{"a", "b", "c", "d"} {
		ids = append(ids, number(letter))
		r.Members = append(r.Members, graph.Member{Identifier: number(letter), Strength: 1})
	}
	_, err := store.Intake.Save(t.Context(), "bank", []graph.Record{&graph.Report{ID: "1", Identifiers: ids}})
	require.NoError(t, err)
	lease, err := store.Leases.Acquire(t.Context(), "detection", "test", time.Minute)
	require.NoError(t, err)
	run := &graph.Run{ID: "run-1", Sequence: lease.Fence}
	require.NoError(t, store.Runs.BeginRun(t.Context(), lease, run))
	r.ID, r.Status, r.Score, r.EvidenceScore, r.Band, r.ReportIDs = "ring-a", graph.Active, 0.9, 0.9, graph.High, []string{"bank/1"}
	require.NoError(t, store.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{Rings: []graph.Ring{r}}))

	police := graph.Agency{ID: "police", Kind: graph.Police}
	_, _, err = store.Reviews.AddFeedback(t.Context(), &graph.Feedback{RingID: "ring-a", Agency: police, Verdict: graph.Confirms, Reason: "investigated"})
	require.NoError(t, err)
	for letter, v := range map[string]graph.Verification{
		"a": {Finding: graph.Disconnected, Reason: "false_documents"}, "b": {Finding: graph.Verified, Reason: "documents_match"},
	} {
		v.Identifier, v.Agency, v.Day = number(letter), graph.Agency{ID: "telco"}, time.Now()
		_, err = store.Reviews.AddVerification(t.Context(), &v, true, graph.AuditEntry{ID: letter})
		require.NoError(t, err)
	}
	d := graph.Dispute{Identifier: number("c"), Agency: graph.Agency{ID: "bank"}, Reason: "other"}
	_, err = store.Reviews.OpenDispute(t.Context(), &d, graph.AuditEntry{ID: "open"})
	require.NoError(t, err)
	_, _, err = store.Reviews.DecideDispute(t.Context(), d.Number,
		graph.Decision{Status: graph.DisputeUpheld, Agency: police, Reason: "holder_verified"}, graph.AuditEntry{ID: "decide"},
		func(*graph.Dispute) error { return nil })
	require.NoError(t, err)

	o, err := readOutcomes(t.Context(), store.Publications, store.Reviews, store.Reviews)
	require.NoError(t, err)
	b := o.Bands[1]
	require.Equal(t, []int{1, 1, 1}, []int{b.Rings, b.Judged, b.Confirmed})
	require.Equal(t, []int{1, 1, 1}, []int{b.Members.Disconnected, b.Members.Verified, b.Members.Cleared})
	require.Zero(t, o.ClearedSince)
}
