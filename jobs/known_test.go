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

// anotherProcess publishes on the same Neo4j, and remembers nothing of this one.
func anotherProcess(t *testing.T) *publishing {
	t.Helper()
	server := neotest.Server(t)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	return &publishing{t, store, &Detection{AsOf: func() time.Time { return june }, Book: store.Detection, Evidence: store.Evidence}}
}

func (p *publishing) known() []graph.PreviousRing {
	p.Helper()
	all, err := p.Publications.PreviousRings(p.Context())
	require.NoError(p, err)
	for i := range all {
		all[i].UpdatedAt = time.Time{} // who wrote a ring has not read when
		if len(all[i].Loss) == 0 {
			all[i].Loss = nil
		}
		if len(all[i].Members) == 0 {
			all[i].Members = nil
		}
	}
	return all
}

// What a process remembers of rings is what Neo4j says, whoever changed them.
func TestPublish_WhatIsKnown(t *testing.T) {
	p, other := onStore(t), anotherProcess(t)
	same := func(step string) {
		t.Helper()
		fresh := anotherProcess(t).known()
		require.NotEmpty(t, fresh)
		require.Equal(t, fresh, p.known(), step)
		require.Equal(t, fresh, p.known(), step)
		require.Equal(t, fresh, other.known(), step)
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
	p.say(ids["FGHI"], "bank", graph.Bank, graph.Dismisses, "genuine_subscribers")
	same("dismissed")
	other.find("ABCDEJ", "FGHI")
	same("dismissed and published")
	_, err = p.Intake.Save(t.Context(), "x", []graph.Record{&graph.Release{ID: "RL", Identifier: ringOfNumbers("", "A").Members[0].Identifier, ReleasedAt: june.AddDate(0, 0, -1)}})
	require.NoError(t, err)
	same("a member passed to a new holder")
	p.find("ABCDEJ")
	same("one is closed")
	_, err = p.Intake.Save(t.Context(), "x", []graph.Record{&graph.Withdrawal{ID: "W", Withdraws: "FGHI"}})
	require.NoError(t, err)
	same("what the closed one was known by was taken back")
}
