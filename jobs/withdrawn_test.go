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

// reportsOf are crew's, of other numbers and at another time.
func reportsOf(name string, first int, from time.Time, reports int) (records []graph.Record) {
	for i := range reports {
		r := &graph.Report{ID: fmt.Sprint(name, i), Agency: "x", OccurredAt: from.AddDate(0, 0, i), Category: "loan_app", Region: "MH", Loss: "7.00", Currency: "INR"}
		for j := range 3 {
			r.Identifiers = append(r.Identifiers, identifier(graph.Number, first+(i+j)%4))
		}
		r.Identifiers = append(r.Identifiers, identifier(graph.Device, first+5))
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

// A run over records and their withdrawals finds what one finds that never saw them, in a
// file and in the graph, in whatever order they came.
func TestDetection_WithdrawnIsAsIfNeverFiled(t *testing.T) {
	stays, goes := crew(), append(reportsOf("G", 10, day, 8), &graph.Report{ID: "into", Agency: "x", OccurredAt: day.AddDate(0, 0, 1), Category: "job_fraud",
		Loss: "1000.00", Currency: "INR", Identifiers: []graph.Identifier{identifier(graph.Number, 0), identifier(graph.Number, 22)}})
	var taken []graph.Record
	for _, r := range goes {
		taken = append(taken, &graph.Withdrawal{ID: "W-" + r.RecordID(), Agency: "x", Withdraws: r.RecordID()})
	}
	asOf := at(day.AddDate(0, 0, 30))
	file := func(records []graph.Record) []graph.Ring {
		d := jobs.Detection{Evidence: evidence.FromRecords(records), AsOf: asOf}
		result, err := d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
		return result.Rings
	}
	want := file(stays)
	require.Len(t, want, 1)
	require.Len(t, file(slices.Concat(stays, goes)), 2, "what is withdrawn would make a ring")
	for name, order := range map[string][][]graph.Record{
		"after": {stays, goes, taken}, "before": {taken, goes, stays}, "between": {goes, taken, stays}, "together": {slices.Concat(stays, goes, taken)},
	} {
		require.Equal(t, want, file(slices.Concat(order...)), name)
		s := store(t)
		for _, batch := range order {
			load(t, s, batch...)
		}
		require.Equal(t, want, runOn(t, s, asOf()), name)
	}

	// A run saw them before they were taken back: the next is as the others, but for what
	// it tells of the past.
	s := store(t)
	load(t, s, slices.Concat(stays, goes)...)
	rings := runOn(t, s, asOf())
	require.Len(t, rings, 2)
	gone := rings[slices.IndexFunc(rings, func(r graph.Ring) bool { return slices.Contains(r.ReportIDs, "x/G0") })].ID
	load(t, s, taken...)
	rings = runOn(t, s, asOf())
	require.Len(t, rings, 1)
	ring := rings[0]
	ring.ID = want[0].ID
	require.Equal(t, want[0], ring)
	history := told(t, s, gone)
	require.Contains(t, history[len(history)-1], "closed 5-0 8-0: its 8 reports were withdrawn")
	require.Contains(t, told(t, s, rings[0].ID)[1], "report was withdrawn")
	unchanged(t, s, asOf())
	for _, line := range traces(t) {
		require.NotContains(t, line, "x/G")
		require.NotContains(t, line, "loan_app")
		require.NotContains(t, line, "1000.00")
	}
	load(t, s, goes...) // sent again, they stay out
	unchanged(t, s, asOf())
}

// A number that was released and is reported anew is not in its old ring; whoever has it
// now starts clean.
func TestDetection_AReleasedNumberStartsClean(t *testing.T) {
	asOf := day.AddDate(0, 0, 70)
	reused, shared := identifier(graph.Number, 0), identifier(graph.Number, 1)
	anew := &graph.Report{ID: "anew", Agency: "x", OccurredAt: day.AddDate(0, 0, 65), Identifiers: []graph.Identifier{reused, identifier(graph.Number, 23)}}
	records := slices.Concat(crew(), released(reused), []graph.Record{anew})
	d := jobs.Detection{Evidence: evidence.FromRecords(records), AsOf: at(asOf)}
	file, err := d.RunOnce(t.Context(), "command")
	require.NoError(t, err)

	s := store(t)
	load(t, s, crew()...)
	before := runOn(t, s, asOf)
	require.Len(t, before, 1)
	load(t, s, append(released(reused), anew)...)
	rings := runOn(t, s, asOf)
	require.Len(t, rings, 1)
	require.Equal(t, file.Rings[0].Members, rings[0].Members)
	require.Equal(t, before[0].ID, rings[0].ID, "the others go on")
	require.False(t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == reused }))
	require.True(t, slices.ContainsFunc(rings[0].Members, func(m graph.Member) bool { return m.Identifier == shared }))
	require.Contains(t, told(t, s, rings[0].ID)[1], "1 member passed to a new holder")
	unchanged(t, s, asOf)

	// All of a ring's numbers have new holders, who are reported together: another ring.
	all := []graph.Identifier{identifier(graph.Number, 1), identifier(graph.Number, 2), identifier(graph.Number, 3), identifier(graph.Device, 5)}
	for i, r := range released(all...) {
		r.(*graph.Release).ID = fmt.Sprint("next", i)
		load(t, s, r)
	}
	load(t, s, reportsOf("N", 0, day.AddDate(0, 0, 61), 8)...)
	next := runOn(t, s, day.AddDate(0, 0, 75))
	require.Len(t, next, 1)
	require.NotEqual(t, rings[0].ID, next[0].ID)
	require.NotContains(t, next[0].Categories, "upi_fraud")
	history := told(t, s, rings[0].ID)
	require.Contains(t, history[len(history)-1], "passed to new holders")
	for _, r := range next[0].ReportIDs {
		require.NotContains(t, r, "x/R")
	}
}
