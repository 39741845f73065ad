package graph_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestFeedback_Summary(t *testing.T) {
	for kind, want := range map[graph.AgencyKind]string{
		graph.Bank: "a bank dismissed it: shared equipment", graph.Police: "the police dismissed it: shared equipment",
		"": "an agency dismissed it: shared equipment",
	} {
		f := graph.Feedback{Agency: graph.Agency{ID: "axis", Kind: kind}, Verdict: graph.Dismisses, Reason: "shared_equipment", Note: "n"}
		require.Equal(t, want, f.Summary())
	}
}

func TestAgency_Summary(t *testing.T) {
	a := graph.Agency{ID: "axis", Kind: graph.Bank}
	require.Equal(t, "bank", a.Summary())
	a.Scopes, a.Regions = []graph.Scope{graph.RingsRead, graph.ChecksMake}, []string{"KA", "MH"}
	require.Equal(t, "bank for rings:read checks:make in KA MH", a.Summary())
}

func TestCredential_Summary(t *testing.T) {
	c := graph.Credential{Kind: graph.KeyCredential, Hash: "secret"}
	require.Equal(t, "key", c.Summary(0))
	c = graph.Credential{Kind: graph.SubjectCredential, Name: "svc", Scopes: []graph.Scope{graph.RingsRead}}
	require.Equal(t, "subject svc for rings:read, good for 1h0m0s", c.Summary(time.Hour))
}

func TestCredential_ValidAt(t *testing.T) {
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		credential graph.Credential
		want       bool
	}{
		{graph.Credential{}, true},
		{graph.Credential{ExpiresAt: now.Add(time.Second)}, true},
		{graph.Credential{ExpiresAt: now}, false},
		{graph.Credential{RevokedAt: now.Add(-time.Hour)}, false},
	} {
		require.Equal(t, c.want, c.credential.ValidAt(now))
	}
}

func TestDisputeNumber(t *testing.T) {
	d := graph.Dispute{Number: 17}
	n, err := graph.DisputeNumber(d.ID())
	require.NoError(t, err)
	require.EqualValues(t, 17, n)
	for _, id := range []string{"", "17", "dispute-", "dispute-0", "dispute-x", "dispute--1", "dispute-99999999999999999999"} {
		_, err := graph.DisputeNumber(id)
		require.Error(t, err, id)
	}
}
