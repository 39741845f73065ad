package graphtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// TestPublication is the contract of graph.Publisher, graph.PreviousRings and graph.RingReader.
func TestPublication(t *testing.T, open func(*testing.T) *Ports) {
	t.Run("a ring is read as it was published", func(t *testing.T) {
		p := open(t)
		empty, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.Zero(t, empty)
		p.save(t, "police", report("R1", day, number(0), device(1)), report("R2", day, number(0), account(2)),
			&graph.Link{ID: "L", Relation: graph.UsedIn, From: number(0), To: device(1)})
		want := ring("ring-a", number(0), device(1), account(2))
		want.Members[1].Strength = 0.25
		want.ReportIDs, want.Categories = []string{"police/R1", "police/R2"}, []string{"upi_fraud", "loan_fraud"}
		want.Loss = map[string]graph.Amount{"INR": "21.00", "USD": "1.5"}
		want.FirstSeen, want.LastSeen = day, day.AddDate(0, 0, 1)
		want.Explanation = []graph.Reason{
			{
				Kind: graph.ReasonTies, Text: "two reports name it", Weight: 0.9, Reports: []string{"police/R1", "police/R2"},
				Links: []string{"police/L"},
			},
			{Kind: graph.ReasonHub, Text: "set aside"},
		}
		want.Sources, want.Agencies = 3, graph.AgencyCount{Number: 4, Kinds: []graph.AgencyKind{graph.Telco, graph.Police}}
		want.Corroborated, want.ScoreWithoutStrongest = true, 0.625
		other := ring("ring-b", account(2))
		run := p.publish(t, &graph.NextPublication{Rings: []graph.Ring{want, other}})
		require.Equal(t, graph.Succeeded, run.Status)
		require.False(t, run.FinishedAt.IsZero())
		require.Equal(t, []int{2, 2, 0}, []int{run.Counts.Rings, run.Counts.Changed, run.Counts.Closed})
		require.Equal(t, "publishing", run.Phases[len(run.Phases)-1].Name)

		publication, rings, err := p.Rings.Published(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, publication.Sequence)
		require.Equal(t, run.ID, publication.RunID)
		require.Len(t, rings, 2)
		got := rings[0]
		require.WithinDuration(t, time.Now(), got.UpdatedAt, time.Hour)
		require.Empty(t, got.CameFrom)
		require.Empty(t, got.LedTo)
		got.UpdatedAt, got.CameFrom, got.LedTo = time.Time{}, nil, nil
		require.Equal(t, want, got)
		quick, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.Equal(t, publication, quick)

		edges, more, err := p.Rings.Subgraph(t.Context(), "ring-a", 9)
		require.NoError(t, err)
		require.False(t, more)
		require.Equal(t, []graph.RingEdge{
			{Relation: "names", ReportID: "police/R1", To: number(0)},
			{Relation: "names", ReportID: "police/R1", To: device(1)},
			{Relation: "names", ReportID: "police/R2", To: number(0)},
			{Relation: "names", ReportID: "police/R2", To: account(2)},
			{Relation: "used_in", From: number(0), To: device(1)},
		}, edges)
		some, more, err := p.Rings.Subgraph(t.Context(), "ring-a", 2)
		require.NoError(t, err)
		require.True(t, more)
		require.Equal(t, edges[:2], some)
		_, _, err = p.Rings.Subgraph(t.Context(), "ring-x", 9)
		require.ErrorIs(t, err, graph.ErrNotFound)

		previous, err := p.PreviousRings.PreviousRings(t.Context())
		require.NoError(t, err)
		require.Len(t, previous, 2)
		require.Equal(t, want.Members, previous[0].Members)
		require.Equal(t, want.Explanation, previous[0].Explanation)
		require.Equal(t, want.Agencies, previous[0].Agencies)
	})
	t.Run("rings that did not change remain untouched", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0), number(1)))
		a, b := ring("ring-a", number(0)), ring("ring-b", number(1))
		p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, b}})
		before := p.published(t)
		run := p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, b}})
		require.Equal(t, []int{2, 0, 0}, []int{run.Counts.Rings, run.Counts.Changed, run.Counts.Closed})
		publication, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, publication.Sequence, "nothing changed")
		require.Equal(t, before, p.published(t))
		b.Score = 0.95
		run = p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, b}})
		require.Equal(t, 1, run.Counts.Changed)
		after := p.published(t)
		require.Equal(t, before["ring-a"], after["ring-a"])
		require.InDelta(t, 0.95, after["ring-b"].Score, 1e-9)
		require.True(t, after["ring-b"].UpdatedAt.After(before["ring-b"].UpdatedAt))
		for _, change := range []func(){
			func() { b.Sources = 3 },
			func() { b.Agencies.Number = 2 },
			func() { b.Agencies.Kinds = []graph.AgencyKind{graph.Bank} },
			func() { b.Corroborated = true },
			func() { b.ScoreWithoutStrongest = 0.5 },
		} {
			change()
			run := p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, b}})
			require.Equal(t, 1, run.Counts.Changed, "%+v", b)
		}
	})
	t.Run("a closed ring has no members, and is recognised by those it had", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0)), report("R2", day, number(0), number(1)))
		a := ring("ring-a", number(0), number(1))
		p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a}})
		a.Status, a.Closing = graph.Closed, "for a test"
		run := p.publish(t, &graph.NextPublication{Closed: []graph.Ring{a}})
		require.Equal(t, []int{0, 0, 1}, []int{run.Counts.Rings, run.Counts.Changed, run.Counts.Closed})
		got := p.published(t)["ring-a"]
		require.Equal(t, graph.Closed, got.Status)
		require.Equal(t, "for a test", got.Closing)
		require.Empty(t, got.Members)
		former := func() (members []graph.Identifier) {
			t.Helper()
			previous, err := p.PreviousRings.PreviousRings(t.Context())
			require.NoError(t, err)
			require.Len(t, previous, 1)
			for _, m := range previous[0].Members {
				members = append(members, m.Identifier)
			}
			return members
		}
		require.Equal(t, []graph.Identifier{number(0), number(1)}, former())
		p.publish(t, &graph.NextPublication{})
		require.Len(t, p.published(t), 1, "a closed ring remains without being published again")
		p.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "R2"})
		require.Empty(t, former(), "a withdrawn report may be all that made them members")
	})
	t.Run("every open ring is published again or closed", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(1)), report("R2", day, number(2)))
		p.publish(t, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", number(1), number(2))}})
		p.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "R1"})
		require.Len(t, p.published(t)["ring-a"].Members, 2, "readers see the last complete publication")
		lease, run := p.begin(t)
		require.ErrorContains(t, p.Publisher.Publish(t.Context(), lease, run, &graph.NextPublication{}),
			"1 published rings are neither published again nor closed")
		require.Equal(t, graph.Running, run.Status)
		require.NoError(t, p.Publisher.Publish(t.Context(), lease, run,
			&graph.NextPublication{Closed: []graph.Ring{{ID: "ring-a", Status: graph.Closed}}}))
		d := graph.Dispute{Identifier: number(1), Agency: graph.Agency{ID: "bank"}}
		_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
		require.ErrorIs(t, err, graph.ErrNotFound, "a member that no record names is removed with its ring")
		require.Equal(t, []graph.Identifier{number(2)}, p.snapshot(t).Identifiers)
	})
	t.Run("a process that lost the lease publishes nothing", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(1)))
		stale, late := p.begin(t)
		require.NoError(t, p.Leases.Release(t.Context(), stale)) // as if it had expired
		lease, run := p.begin(t)
		next := &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", number(1))}}
		require.ErrorIs(t, p.Publisher.Publish(t.Context(), stale, late, next), graph.ErrLeaseLost)
		require.Empty(t, p.published(t))
		require.NoError(t, p.Publisher.Publish(t.Context(), lease, run, next))
		require.Len(t, p.published(t), 1)
	})
	t.Run("a run that published remains succeeded", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(1)))
		run := p.publish(t, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", number(1))}})
		again := *run
		again.Status, again.Reason = graph.Cancelled, "it was stopped"
		require.NoError(t, p.RunLog.EndRun(t.Context(), &again))
		require.Equal(t, graph.Succeeded, again.Status)
		recorded, err := p.Runs.Run(t.Context(), run.ID)
		require.NoError(t, err)
		require.Equal(t, graph.Succeeded, recorded.Status)
		require.Empty(t, recorded.Reason)
	})
	t.Run("members that passed to new holders or were cleared", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0), number(1), number(2)))
		a := ring("ring-a", number(0), number(1), number(2))
		a.FirstSeen = day
		p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a}})
		alone := release("telco's alone", number(1), day.AddDate(0, 0, 3))
		for _, agency := range []string{"telco", "police"} {
			p.save(t, agency, release("RL", number(0), day.AddDate(0, 0, 3)), release("of before", number(2), day.AddDate(0, 0, -3)))
		}
		p.save(t, "telco", alone)
		previous, err := p.PreviousRings.PreviousRings(t.Context())
		require.NoError(t, err)
		require.Len(t, previous[0].Members, 2, "what one agency says of what another reported counts once it is confirmed")
		p.clear(t, number(1))
		previous, err = p.PreviousRings.PreviousRings(t.Context())
		require.NoError(t, err)
		require.Equal(t, []graph.Identifier{number(0)}, previous[0].Released)
		require.Equal(t, []graph.Identifier{number(1)}, previous[0].Cleared)
		require.Equal(t, []graph.Member{{Identifier: number(2), Strength: 1}}, previous[0].Members)
		require.Len(t, p.published(t)["ring-a"].Members, 3)
	})
	t.Run("members that are merged", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, later(2, 0), number(1)))
		a := ring("ring-a", later(2, 0), number(1))
		p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a}})
		d := graph.Dispute{Identifier: later(2, 0), Agency: graph.Agency{ID: "axis"}, Reason: "other"}
		_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
		require.NoError(t, err)
		p.agree(t, equivalence("E", token(1, 0), token(2, 0)))
		p.begin(t)
		merged := []graph.Member{{Identifier: number(0), Strength: 1}, {Identifier: number(1), Strength: 1}}
		require.Equal(t, merged, p.published(t)["ring-a"].Members)
		previous, err := p.PreviousRings.PreviousRings(t.Context())
		require.NoError(t, err)
		require.Equal(t, merged, previous[0].Members, "what was cached before is not returned")
		disputes, err := p.Disputes.ListDisputes(t.Context(), graph.DisputeQuery{Limit: 9})
		require.NoError(t, err)
		require.Equal(t, number(0), disputes[0].Identifier)
	})
	t.Run("later tokens", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0), number(1)))
		next := &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", number(0), number(1))}}
		p.publish(t, next)
		p.agree(t, equivalence("E", token(1, 0), token(2, 0)), equivalence("F", token(2, 0), token(3, 0)))
		p.save(t, "police", equivalence("G", token(1, 1), token(2, 1)))
		p.save(t, "liar", equivalence("G", token(1, 7), token(2, 1))) // neither counts: nobody else says so
		before, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		p.publish(t, next)
		after, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int64{before.Sequence, before.Revision + 1}, []int64{after.Sequence, after.Revision})
		require.ElementsMatch(t, []graph.Token{token(2, 0), token(3, 0)}, p.published(t)["ring-a"].LaterTokens)
		p.publish(t, next)
		again, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.Equal(t, after, again)
	})
	t.Run("later tokens that one agency claims", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0), number(1)), report("R2", day, later(2, 2)))
		p.save(t, "bank", report("R1", day, number(1)))
		next := &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", number(0), number(1))}}
		p.publish(t, next)
		p.save(t, "police", equivalence("E", token(1, 0), token(2, 0)), equivalence("F", token(1, 1), token(2, 1)))
		p.publish(t, next)
		require.Equal(t, []graph.Token{token(2, 0)}, p.published(t)["ring-a"].LaterTokens, "of what it alone reported")
		p.save(t, "bank", report("R3", day, later(2, 0)))
		require.Empty(t, p.published(t)["ring-a"].LaterTokens, "it is not alone any more")
		p.save(t, "bank", equivalence("E", token(1, 0), token(2, 0)), equivalence("F", token(1, 1), token(2, 1)))
		p.publish(t, next)
		require.ElementsMatch(t, []graph.Token{token(2, 0), token(2, 1)}, p.published(t)["ring-a"].LaterTokens)
		p.save(t, "bank", &graph.Withdrawal{ID: "W", Withdraws: "F"})
		p.publish(t, next)
		require.Equal(t, []graph.Token{token(2, 0)}, p.published(t)["ring-a"].LaterTokens)
	})
}

// TestLineage is the contract of graph.Publisher for events and lineage, and of
// graph.HistoryReader.
func TestLineage(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	p.save(t, "police", report("R1", day, number(0), number(1), number(2)))
	a, b := ring("ring-a", number(0), number(1)), ring("ring-b", number(2))
	first := p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, b}, Events: []graph.Event{
		{
			RingID: "ring-a", Kind: graph.EventCreated, Day: day, Members: graph.Change{After: 2},
			Reports: graph.Change{After: 1}, BandAfter: graph.High, Reason: "it was found",
		},
		{RingID: "ring-b", Kind: graph.EventCreated},
	}})
	_, _, err := p.Feedback.AddFeedback(t.Context(),
		&graph.Feedback{
			RingID: "ring-a", Agency: graph.Agency{ID: "ksp", Kind: graph.Police}, Verdict: graph.Dismisses,
			Reason: "shared_equipment",
		})
	require.NoError(t, err)

	a = ring("ring-a", number(0), number(2))
	c := ring("ring-c", number(1))
	b.Status, b.MergedInto = graph.Closed, "ring-a"
	p.publish(t, &graph.NextPublication{
		Rings: []graph.Ring{a, c}, Closed: []graph.Ring{b},
		Events: []graph.Event{
			{RingID: "ring-a", Kind: graph.EventMerged, Others: []string{"ring-b"}},
			{
				RingID: "ring-a",
				Kind:   graph.EventSplit, Others: []string{"ring-c"},
			},
			{RingID: "ring-c", Kind: graph.EventCreated, Others: []string{"ring-a"}},
			{
				RingID: "ring-b",
				Kind:   graph.EventClosed, Others: []string{"ring-a"},
			},
		},
		Lineage: []graph.Lineage{{RingID: "ring-a", Predecessor: "ring-b"}, {RingID: "ring-c", Predecessor: "ring-a", SplitOff: true}},
	})
	rings := p.published(t)
	require.Equal(t, []string{"ring-b"}, rings["ring-a"].CameFrom)
	require.Equal(t, []string{"ring-c"}, rings["ring-a"].LedTo)
	require.Equal(t, []string{"ring-a"}, rings["ring-c"].CameFrom)
	require.Equal(t, []string{"ring-a"}, rings["ring-b"].LedTo)
	require.Equal(t, "ring-a", rings["ring-b"].MergedInto)
	require.Equal(t, graph.Tally{Dismissed: 1}, rings["ring-c"].Feedback, "a ring that split off inherits feedback")
	require.Equal(t, graph.Tally{Dismissed: 1}, rings["ring-a"].Feedback)

	history := func(id string, before int64, limit int) (lines []string) {
		t.Helper()
		events, err := p.History.History(t.Context(), id, before, limit)
		require.NoError(t, err)
		for _, e := range events {
			lines = append(lines, fmt.Sprint(e.Number, " ", e.Kind, " ", e.Others))
		}
		return lines
	}
	require.Equal(t, []string{"4 split [ring-c]", "3 merged [ring-b]", "2 feedback []", "1 created []"}, history("ring-a", 0, 9))
	require.Equal(t, []string{"3 merged [ring-b]", "2 feedback []"}, history("ring-a", 4, 2))
	require.Equal(t, []string{"2 closed [ring-a]", "1 created []"}, history("ring-b", 0, 9))
	_, err = p.History.History(t.Context(), "ring-x", 0, 9)
	require.ErrorIs(t, err, graph.ErrNotFound)

	events, err := p.History.History(t.Context(), "ring-a", 2, 1)
	require.NoError(t, err)
	got := events[0]
	require.WithinDuration(t, time.Now(), got.At, time.Hour)
	require.Empty(t, got.Others)
	got.At, got.Others = time.Time{}, nil
	require.Equal(t, graph.Event{
		RingID: "ring-a", Number: 1, Kind: graph.EventCreated, Day: day.Truncate(24 * time.Hour), RunID: first.ID,
		Members: graph.Change{After: 2}, Reports: graph.Change{After: 1}, BandAfter: graph.High, Reason: "it was found",
	}, got)

	a.Score = 0.91 // changing a ring again moves all of it along
	p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, c}})
	rings = p.published(t)
	require.Equal(t, []string{"ring-b"}, rings["ring-a"].CameFrom)
	require.Equal(t, []string{"ring-c"}, rings["ring-a"].LedTo)
	require.Equal(t, graph.Tally{Dismissed: 1}, rings["ring-a"].Feedback)
	require.Len(t, history("ring-a", 0, 9), 4)
}
