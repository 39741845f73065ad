package neo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

func TestDraftBatches(t *testing.T) {
	for name, c := range map[string]struct{ members, want []int }{
		"none":            {nil, nil},
		"few":             {[]int{3, 4, 5}, []int{3}},
		"many members":    {[]int{6_000, 5_000, 5_000, 1}, []int{1, 2, 1}},
		"one too large":   {[]int{1, maxDraftMembers + 1, 1}, []int{1, 1, 1}},
		"together":        {slices.Repeat([]int{0}, minDrafts), []int{minDrafts}},
		"shared":          {slices.Repeat([]int{0}, maxDrafts+1), []int{maxDrafts/2 + 1, maxDrafts / 2}},
		"many of no size": {slices.Repeat([]int{0}, 2*maxDrafts+1), []int{maxDrafts, maxDrafts, 1}},
	} {
		var rows []map[string]any
		for _, members := range c.members {
			rows = append(rows, map[string]any{"tokens": make([]string, members)})
		}
		var sizes []int
		var all []any
		for some := range draftBatches(rows) {
			sizes, all = append(sizes, len(some)), append(all, some...)
		}
		require.Equal(t, c.want, sizes, name)
		require.Len(t, all, len(rows), name)
	}
}

// drafting is a store on an empty Neo4j with four rings of three identifiers to draft.
func drafting(t *testing.T) (*Store, comparison) {
	t.Helper()
	server := neotest.Server(t)
	neotest.Wipe(t)
	s, err := Open(Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	require.NoError(t, s.Prepare(t.Context()))
	report := &graph.Report{ID: "R1"}
	edition := &graph.NextPublication{}
	for i, letter := range strings.Split("abcdefghijkl", "") {
		identifier := graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
		report.Identifiers = append(report.Identifiers, identifier)
		if i%3 == 0 {
			edition.Rings = append(edition.Rings, graph.Ring{ID: fmt.Sprint("ring-", i), Status: graph.Active})
		}
		ring := &edition.Rings[i/3]
		ring.Members = append(ring.Members, graph.Member{Identifier: identifier, Strength: 1})
	}
	_, err = s.Intake.Save(t.Context(), "police", []graph.Record{report})
	require.NoError(t, err)
	c, err := s.Publications.compare(t.Context(), edition)
	require.NoError(t, err)
	require.Len(t, c.changed, 4)
	return s, c
}

// counted is the one number that a query answers.
func counted(t *testing.T, s *Store, query string) int64 {
	t.Helper()
	result, err := neo4j.ExecuteQuery(t.Context(), s.driver, query, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	return result.Records[0].Values[0].(int64)
}

// After the answer to a commit got lost, the same drafts are written again.
func TestWriteDrafts_Twice(t *testing.T) {
	s, c := drafting(t)
	c.closed, c.changed = c.changed[:1], c.changed[1:]
	for range 2 {
		require.NoError(t, s.Publications.writeDrafts(t.Context(), "run-1", c))
		require.EqualValues(t, 4, counted(t, s, "MATCH (d:RingDraft {run: 'run-1'}) RETURN count(d)"))
		require.EqualValues(t, 9, counted(t, s, "MATCH ()-[m:MEMBER_OF]->(:RingDraft) RETURN count(m)"))
		require.EqualValues(t, 3, counted(t, s, "MATCH ()-[m:WAS_MEMBER_OF]->(:RingDraft) RETURN count(m)"))
	}
}

// A transaction that sweeps stops at the ring with which it has enough ties.
func TestDeleteUnseen_ByRelationships(t *testing.T) {
	s, c := drafting(t)
	require.NoError(t, s.Publications.writeDrafts(t.Context(), "run-1", c))
	sweep := func(limit, relationships int) (more bool) {
		require.NoError(t, s.write(t.Context(), func(tx neo4j.ManagedTransaction) error {
			r, err := queryOne(t.Context(), tx, cypher.DeleteUnseenRings, map[string]any{"run": "run-2", "limit": limit, "max_relationships": relationships})
			if err == nil {
				more = r.AsMap()["more"].(bool)
			}
			return err
		}))
		return more
	}
	left := func() int64 { return counted(t, s, "MATCH (d:RingDraft) RETURN count(d)") }
	require.True(t, sweep(10, 4), "two of four")
	require.EqualValues(t, 2, left())
	require.True(t, sweep(1, 100), "as many as the limit: there may be more")
	require.EqualValues(t, 1, left())
	require.False(t, sweep(10, 1), "one, which has more ties")
	require.Zero(t, left())
	require.False(t, sweep(10, 4), "nothing")
	require.EqualValues(t, 12, counted(t, s, "MATCH (i:Identifier) RETURN count(i)"), "a report names them")

	require.NoError(t, s.Publications.writeDrafts(t.Context(), "run-1", c))
	lease, err := s.Leases.Acquire(t.Context(), "detection", "here", time.Minute)
	require.NoError(t, err)
	require.NoError(t, s.Publications.deleteUnseen(t.Context(), lease, "run-2"))
	require.Zero(t, left())
}

// A database in which an earlier version left drafts twice can be used again.
func TestPrepare_DuplicateDrafts(t *testing.T) {
	s, _ := drafting(t)
	query := func(text string) {
		_, err := neo4j.ExecuteQuery(t.Context(), s.driver, text, nil, neo4j.EagerResultTransformer)
		require.NoError(t, err)
	}
	query("DROP CONSTRAINT draft_id")
	query("UNWIND ['a', 'a', 'a', 'b'] AS id CREATE (:RingDraft {run: 'run-1', id: id})")
	require.NoError(t, s.Prepare(t.Context()))
	require.EqualValues(t, 2, counted(t, s, "MATCH (d:RingDraft) RETURN count(d)"))
	require.EqualValues(t, 1, counted(t, s, "SHOW CONSTRAINTS YIELD name WHERE name = 'draft_id' RETURN count(*)"))
}
