package jobs_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/jobs"
)

// reportsOf returns reports as in ringRecords, of other numbers and at another time.
func reportsOf(name string, first int, from time.Time, reports int) (records []graph.Record) {
	for i := range reports {
		r := &graph.Report{
			ID: fmt.Sprint(name, i), Agency: "x", OccurredAt: from.AddDate(0, 0, i), Category: "loan_app", Region: "MH",
			Loss: "7.00", Currency: "INR", Identifiers: pairOf(i, first),
		}
		records = append(records, r)
	}
	return records
}

func released(ids ...graph.Identifier) (all []graph.Record) {
	for i, id := range ids {
		all = append(all, &graph.Release{ID: fmt.Sprint("RL", i), Agency: "x", Identifier: id, ReleasedAt: day.AddDate(0, 0, 60)})
	}
	return all
}

// A run over records that were withdrawn finds the same as a run without them, in a file and in
// Neo4j, in whatever order records and withdrawals arrived.
func TestDetection_WithdrawnIsAsIfNeverFiled(t *testing.T) {
	remaining, withdrawn := ringRecords(), append(reportsOf("G", 10, day, 8), &graph.Report{
		ID: "into", Agency: "x", OccurredAt: day.AddDate(0, 0, 1), Category: "job_fraud",
		Loss: "1000.00", Currency: "INR", Identifiers: []graph.Identifier{identifier(graph.Number, 0), identifier(graph.Number, 22)},
	})
	var withdrawals []graph.Record
	for _, r := range withdrawn {
		// Withdrawing what was filed in error would also lower the trust in the agency.
		withdrawals = append(withdrawals, &graph.Withdrawal{ID: "W-" + r.RecordID(), Agency: "x", Withdraws: r.RecordID(), Reason: "duplicate"})
	}
	asOf := at(day.AddDate(0, 0, 30))
	file := func(records []graph.Record) []graph.Ring {
		d := jobs.Detection{Evidence: evidence.FromRecords(records), AsOf: asOf}
		result, err := d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
		return result.Rings
	}
	want := file(remaining)
	require.Len(t, want, 1)
	require.Len(t, file(slices.Concat(remaining, withdrawn)), 2, "the withdrawn records would make a ring")
	for name, order := range map[string][][]graph.Record{
		"after": {remaining, withdrawn, withdrawals}, "before": {withdrawals, withdrawn, remaining},
		"between": {withdrawn, withdrawals, remaining}, "together": {slices.Concat(remaining, withdrawn, withdrawals)},
	} {
		require.Equal(t, want, file(slices.Concat(order...)), name)
		s := store(t)
		for _, batch := range order {
			load(t, s, batch...)
		}
		require.Equal(t, want, runOn(t, s, asOf()), name)
	}

	// A run saw the records before they were withdrawn: the next one finds the same, and the
	// history says what happened.
	s := store(t)
	load(t, s, slices.Concat(remaining, withdrawn)...)
	rings := runOn(t, s, asOf())
	require.Len(t, rings, 2)
	closed := rings[slices.IndexFunc(rings, func(r graph.Ring) bool { return slices.Contains(r.ReportIDs, "x/G0") })].ID
	load(t, s, withdrawals...)
	rings = runOn(t, s, asOf())
	require.Len(t, rings, 1)
	ring := rings[0]
	ring.ID = want[0].ID
	require.Equal(t, want[0], ring)
	history := historyOf(t, s, closed)
	require.Contains(t, history[len(history)-1], "closed 5-0 8-0: its 8 reports were withdrawn")
	require.Contains(t, historyOf(t, s, rings[0].ID)[1], "report was withdrawn")
	requireUnchanged(t, s, asOf())
	for _, line := range traces(t) {
		require.NotContains(t, line, "x/G")
		require.NotContains(t, line, "loan_app")
		require.NotContains(t, line, "1000.00")
	}
	load(t, s, withdrawn...) // sent again, they stay withdrawn
	requireUnchanged(t, s, asOf())
}

// A number that was released and then reported again is not in its old ring: its new holder starts
// clean.
func TestDetection_AReleasedNumberStartsClean(t *testing.T) {
	asOf := day.AddDate(0, 0, 70)
	reused, shared := identifier(graph.Number, 0), identifier(graph.Number, 1)
	later := &graph.Report{
		ID: "later", Agency: "x", OccurredAt: day.AddDate(0, 0, 65), Identifiers: []graph.Identifier{reused, identifier(graph.Number, 23)},
	}
	records := slices.Concat(firmRecords(), released(reused), []graph.Record{later})
	d := jobs.Detection{Evidence: evidence.FromRecords(records), AsOf: at(asOf)}
	file, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)

	s := store(t)
	load(t, s, firmRecords()...)
	before := runOn(t, s, asOf)
	require.Len(t, before, 1)
	load(t, s, append(released(reused), later)...)
	rings := runOn(t, s, asOf)
	require.Len(t, rings, 1)
	require.Equal(t, file.Rings[0].Members, rings[0].Members)
	require.Equal(t, before[0].ID, rings[0].ID, "the ring of the others continues")
	require.False(t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == reused }))
	require.True(t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == shared }))
	require.Contains(t, historyOf(t, s, rings[0].ID)[1], "1 member passed to a new holder")
	requireUnchanged(t, s, asOf)

	// All of a ring's numbers have new holders, who are reported together: that is another ring.
	all := []graph.Identifier{
		identifier(graph.Number, 1), identifier(graph.Number, 2), identifier(graph.Number, 3), identifier(graph.Device, 5),
	}
	for i, r := range released(all...) {
		r.(*graph.Release).ID = fmt.Sprint("next", i)
		load(t, s, r)
	}
	load(t, s, reportsOf("N", 0, day.AddDate(0, 0, 61), 8)...)
	next := runOn(t, s, day.AddDate(0, 0, 75))
	require.Len(t, next, 1)
	require.NotEqual(t, rings[0].ID, next[0].ID)
	require.NotContains(t, next[0].Categories, "upi_fraud")
	history := historyOf(t, s, rings[0].ID)
	require.Contains(t, history[len(history)-1], "passed to new holders")
	for _, r := range next[0].ReportIDs {
		require.NotContains(t, r, "x/R")
	}
}
