package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
	"github.com/ringwatch/ringwatch/jobs"
)

// traces returns everything stored of rings: their nodes and events, and the relationships of
// those.
func traces(t *testing.T) (all []string) {
	t.Helper()
	const statement = `MATCH (n:Ring|RingEvent|RingDraft|RingSuperseded|Publication)
		OPTIONAL MATCH (n)-[x]-(m)
		RETURN labels(n) AS labels, n {.*, read_at: null} AS properties, type(x) AS type, startNode(x) = n AS out,
			properties(x) AS on, coalesce(m.id, m.token, m.ring + '/' + m.number) AS other`
	result := query(t, statement)
	for _, r := range result.Records {
		all = append(all, fmt.Sprint(r.Values...))
	}
	slices.Sort(all)
	return all
}

// query runs a Cypher statement behind the store's back.
func query(t *testing.T, statement string) *neo4j.EagerResult {
	t.Helper()
	server := neotest.Server(t)
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	require.NoError(t, err)
	defer func() { require.NoError(t, driver.Close(context.Background())) }()
	result, err := neo4j.ExecuteQuery(t.Context(), driver, statement, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	return result
}

// runOn makes a run as of a day and returns the rings that it flags.
func runOn(t *testing.T, s *neo.Store, asOf time.Time) []graph.Ring {
	t.Helper()
	d := jobs.Detection{Evidence: s.Evidence, Store: s.Detection, Holder: "test", AsOf: at(asOf)}
	result, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)
	return result.Rings
}

// requireUnchanged makes two more runs and requires that they change nothing stored.
func requireUnchanged(t *testing.T, s *neo.Store, asOf time.Time) {
	t.Helper()
	before := traces(t)
	runOn(t, s, asOf)
	runOn(t, s, asOf.Add(3*time.Hour)) // on the same day
	require.Equal(t, before, traces(t))
}

// historyOf returns a ring's events, the first one first.
func historyOf(t *testing.T, s *neo.Store, ring string) (lines []string) {
	t.Helper()
	events, err := s.Publications.History(t.Context(), ring, 0, 100)
	require.NoError(t, err)
	slices.Reverse(events)
	for i, e := range events {
		require.EqualValues(t, i+1, e.Number)
		require.False(t, e.At.IsZero())
		lines = append(lines, fmt.Sprintf(
			"%s %s %d-%d %d-%d: %s",
			e.Day.Format(time.DateOnly), e.Kind, e.Members.Before, e.Members.After, e.Reports.Before, e.Reports.After, e.Reason,
		))
	}
	return lines
}

func withdrawals(reports ...string) (all []graph.Record) {
	for _, id := range reports {
		all = append(all, &graph.Withdrawal{ID: "W-" + id, Withdraws: id})
	}
	return all
}

func TestHistory_OfARing(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	noon := day.Add(12 * time.Hour)

	rings := runOn(t, s, noon.AddDate(0, 0, 30))
	require.Len(t, rings, 1)
	id := rings[0].ID
	requireUnchanged(t, s, noon.AddDate(0, 0, 30))

	load(t, s, &graph.Report{
		ID: "more", OccurredAt: day.AddDate(0, 0, 40), Identifiers: []graph.Identifier{identifier(graph.Number, 0), identifier(graph.Number, 9)},
	})
	require.Equal(t, id, runOn(t, s, noon.AddDate(0, 0, 41))[0].ID)
	require.Equal(t, graph.Dormant, runOn(t, s, noon.AddDate(0, 0, 132))[0].Status)
	requireUnchanged(t, s, noon.AddDate(0, 0, 132))
	require.Empty(t, runOn(t, s, noon.AddDate(0, 0, 410)), "a closed ring is not flagged")
	requireUnchanged(t, s, noon.AddDate(0, 0, 410))
	_, published, err := s.Publications.Published(t.Context())
	require.NoError(t, err)
	require.Len(t, published, 1)
	require.Equal(t, graph.Closed, published[0].Status)
	require.Equal(t, "no new report for 370 days", published[0].Closing)
	require.Empty(t, published[0].Members)

	load(t, s, &graph.Report{
		ID: "again", OccurredAt: day.AddDate(0, 0, 411),
		Identifiers: []graph.Identifier{identifier(graph.Number, 0), identifier(graph.Number, 1)},
	})
	rings = runOn(t, s, noon.AddDate(0, 0, 412))
	require.Len(t, rings, 1)
	require.Equal(t, id, rings[0].ID)
	requireUnchanged(t, s, noon.AddDate(0, 0, 412))

	require.Equal(t, []string{
		"2026-05-31 created 0-5 0-8: it was found: 5 members, 8 reports",
		"2026-06-11 grown 5-6 8-9: 1 member joined, 1 report arrived",
		"2026-09-10 dormant 6-6 9-9: no new report for 92 days",
		"2027-06-15 closed 6-0 9-0: no new report for 370 days",
		"2027-06-17 reopened 0-6 0-10: a report of 2027-06-16 arrived",
	}, historyOf(t, s, id))

	// All its reports are withdrawn: it is closed, and nothing of its members remains.
	load(t, s, withdrawals("R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "more", "again")...)
	require.Empty(t, runOn(t, s, noon.AddDate(0, 0, 413)))
	requireUnchanged(t, s, noon.AddDate(0, 0, 413))
	history := historyOf(t, s, id)
	require.Equal(t, "2027-06-18 closed 6-0 10-0: its 10 reports were withdrawn", history[len(history)-1])
	for _, line := range traces(t) {
		require.NotContains(t, line, "tk1_")
		require.NotContains(t, line, "KA", "nothing of the reports remains")
		require.NotContains(t, line, "x/R")
	}
	require.EqualValues(t, 1, query(t, "MATCH (i:Identifier) RETURN count(i)").Records[0].Values[0], "the unrelated number")
	_, err = s.Publications.History(t.Context(), "ring-none", 0, 10)
	require.ErrorIs(t, err, graph.ErrNotFound)
}

// Reports that are withdrawn after their ring was closed leave no trace either.
func TestHistory_OfAClosedRingWhoseReportsAreWithdrawn(t *testing.T) {
	s := store(t)
	load(t, s, ringRecords()...)
	runOn(t, s, day.AddDate(0, 0, 30))
	runOn(t, s, day.AddDate(0, 0, 500))
	require.EqualValues(t, 5, query(t, "MATCH (:Ring {status: 'closed'})<-[m:WAS_MEMBER_OF]-() RETURN count(m)").Records[0].Values[0])
	load(t, s, withdrawals("R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7")...)
	require.EqualValues(t, 1, query(t, "MATCH (i:Identifier) RETURN count(i)").Records[0].Values[0], "the unrelated number")
	for _, line := range traces(t) {
		require.NotContains(t, line, "tk1_")
	}
	requireUnchanged(t, s, day.AddDate(0, 0, 500))
}
