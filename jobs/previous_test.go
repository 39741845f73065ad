package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// anotherProcess publishes on the same Neo4j with an empty cache.
func anotherProcess(t *testing.T) *publishing {
	t.Helper()
	server := neotest.Server(t)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	return &publishing{t, store, &Detection{AsOf: func() time.Time { return june }, Store: store.Detection, Evidence: store.Evidence}}
}

func (p *publishing) previous() []graph.PreviousRing {
	p.Helper()
	all, err := p.Publications.PreviousRings(p.Context())
	require.NoError(p, err)
	for i := range all {
		all[i].UpdatedAt = time.Time{} // the process that wrote a ring has not read it
		if len(all[i].Loss) == 0 {
			all[i].Loss = nil
		}
		if len(all[i].Members) == 0 {
			all[i].Members = nil
		}
	}
	return all
}

// The previous rings that a process has cached are those in Neo4j, whichever process changed them.
func TestPublish_PreviousRings(t *testing.T) {
	p, other := onStore(t), anotherProcess(t)
	same := func(step string) {
		t.Helper()
		want := anotherProcess(t).previous()
		require.NotEmpty(t, want)
		require.Equal(t, want, p.previous(), step)
		require.Equal(t, want, p.previous(), step)
		require.Equal(t, want, other.previous(), step)
	}
	p.file("ABCDEJ", "ABCDEJ")
	p.file("FGHI", "FGHI")
	ids := p.find("ABCDE", "FGHI")
	same("published")
	other.find("ABCDEJ", "FGHI")
	same("published by another process")
	before, err := p.Publications.Publication(t.Context())
	require.NoError(t, err)
	p.find("ABCDEJ", "FGHI")
	after, err := p.Publications.Publication(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after, "nothing changed")
	p.give(ids["FGHI"], "bank", graph.Bank, graph.Dismisses, "genuine_subscribers")
	same("dismissed")
	other.find("ABCDEJ", "FGHI")
	same("dismissed and published")
	_, err = p.Intake.Save(t.Context(), "x", []graph.Record{
		&graph.Release{ID: "RL", Identifier: number("A"), ReleasedAt: june.AddDate(0, 0, -1)},
	})
	require.NoError(t, err)
	same("a member passed to a new holder")
	p.find("ABCDEJ")
	same("one is closed")
	_, err = p.Intake.Save(t.Context(), "x", []graph.Record{&graph.Withdrawal{ID: "W", Withdraws: "FGHI"}})
	require.NoError(t, err)
	same("the reports of the closed one were withdrawn")
}
