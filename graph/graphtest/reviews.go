package graphtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// TestFeedback is the contract of graph.FeedbackStore.
func TestFeedback(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	p.save(t, "police", report("R1", day, number(0), number(1)))
	a, b := ring("ring-a", number(0), number(1)), ring("ring-b")
	b.Status = graph.Closed
	p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a}, Closed: []graph.Ring{b}})
	before, err := p.Rings.Publication(t.Context())
	require.NoError(t, err)
	give := func(ring, agency string, kind graph.AgencyKind, verdict graph.Verdict) (bool, graph.Tally, error) {
		f := &graph.Feedback{
			RingID: ring, Agency: graph.Agency{ID: agency, Kind: kind}, Verdict: verdict,
			Reason: "shared_equipment", Note: "n", Author: "an officer",
		}
		created, tally, err := p.Feedback.AddFeedback(t.Context(), f)
		if err == nil {
			require.WithinDuration(t, time.Now(), f.At, time.Hour)
		}
		return created, tally, err
	}
	for _, step := range []struct {
		agency  string
		kind    graph.AgencyKind
		verdict graph.Verdict
		created bool
		tally   graph.Tally
	}{
		{"axis", graph.Bank, graph.Confirms, true, graph.Tally{Confirmed: 1}},
		{"ksp", graph.Police, graph.Dismisses, true, graph.Tally{Confirmed: 1, Dismissed: 1}},
		{"axis", graph.Bank, graph.Dismisses, true, graph.Tally{Dismissed: 2}}, // the latest of an agency counts
		{"axis", graph.Bank, graph.Dismisses, false, graph.Tally{Dismissed: 2}},
	} {
		created, tally, err := give("ring-a", step.agency, step.kind, step.verdict)
		require.NoError(t, err)
		require.Equal(t, step.created, created, step)
		require.Equal(t, step.tally, tally, step)
	}
	_, _, err = give("ring-x", "axis", graph.Bank, graph.Confirms)
	require.ErrorIs(t, err, graph.ErrNotFound)
	_, _, err = give("ring-b", "axis", graph.Bank, graph.Confirms)
	require.ErrorIs(t, err, graph.ErrConflict, "it is closed")
	after, err := p.Rings.Publication(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int64{before.Sequence, before.Revision + 3}, []int64{after.Sequence, after.Revision}, "readers learn of it")
	require.Equal(t, graph.Tally{Dismissed: 2}, p.published(t)["ring-a"].Feedback)

	events, err := p.History.History(t.Context(), "ring-a", 0, 9)
	require.NoError(t, err)
	require.Len(t, events, 3)
	require.Equal(t, graph.EventFeedback, events[1].Kind)
	require.Equal(t, "the police dismissed it: shared equipment", events[1].Reason)
	require.Equal(t, graph.Change{Before: 2, After: 2}, events[1].Members)
	require.Equal(t, graph.Change{Before: 1, After: 1}, events[1].Reports)
	require.Equal(t, graph.High, events[1].BandAfter)
	require.Empty(t, events[1].RunID)
	previous, err := p.PreviousRings.PreviousRings(t.Context())
	require.NoError(t, err)
	verdict := graph.LatestVerdict{Verdict: graph.Dismisses, Members: 2, Reports: 1, Band: graph.VeryHigh} // by the evidence alone
	require.Equal(t, []graph.LatestVerdict{verdict, verdict}, previous[0].Verdicts)
}

// finding returns a finding of a telco on the nth number.
func finding(n int, f graph.Finding, at time.Time) *graph.Verification {
	reasons := map[graph.Finding]string{
		graph.Disconnected: "false_documents", graph.Verified: "holder_appeared",
		graph.Unverified: "holder_not_reached",
	}
	return &graph.Verification{
		Identifier: number(n), Agency: graph.Agency{ID: "telco"}, Finding: f, Reason: reasons[f],
		Day: at, Note: "ticket 7", Regions: []string{"KA"},
	}
}

// clear opens a dispute about an identifier and upholds it.
func (p *Ports) clear(t *testing.T, id graph.Identifier) {
	t.Helper()
	d := graph.Dispute{Identifier: id, Agency: graph.Agency{ID: "axis"}, Reason: "other"}
	_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
	require.NoError(t, err)
	upheld := graph.Decision{Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police"}, Reason: "other"}
	_, _, err = p.Disputes.DecideDispute(t.Context(), d.Number, upheld, p.entry(t, graph.AuditDisputeDecided), allow)
	require.NoError(t, err)
}

func allow(*graph.Dispute) error { return nil }

// TestVerifications is the contract of graph.VerificationStore.
func TestVerifications(t *testing.T, open func(*testing.T) *Ports) {
	today := time.Now().UTC().Truncate(24 * time.Hour)
	add := func(t *testing.T, p *Ports, v *graph.Verification, requested bool) (bool, error) {
		t.Helper()
		return p.Verifications.AddVerification(t.Context(), v, requested, p.entry(t, graph.AuditFindingGiven))
	}
	mustAdd := func(t *testing.T, p *Ports, v *graph.Verification) bool {
		t.Helper()
		created, err := add(t, p, v, true)
		require.NoError(t, err)
		require.WithinDuration(t, time.Now(), v.At, time.Minute)
		return created
	}
	revoked := func(t *testing.T, p *Ports, q graph.RevocationQuery) (tokens []graph.Token) {
		t.Helper()
		if q.Limit == 0 {
			q.Limit = 9
		}
		all, err := p.Verifications.Revocations(t.Context(), q)
		require.NoError(t, err)
		for _, v := range all {
			require.Equal(t, graph.Disconnected, v.Finding)
			tokens = append(tokens, v.Identifier.Token)
		}
		return tokens
	}

	t.Run("findings and revocations", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0), number(1), number(2), device(9)}})
		require.True(t, mustAdd(t, p, finding(1, graph.Disconnected, today)))
		require.False(t, mustAdd(t, p, finding(1, graph.Disconnected, today)), "the same again")
		require.True(t, mustAdd(t, p, finding(0, graph.Disconnected, today.AddDate(0, 0, -3))))
		require.Equal(t, []graph.Token{token(1, 0)}, revoked(t, p, graph.RevocationQuery{Limit: 1}))
		require.Equal(t, []graph.Token{token(1, 1)}, revoked(t, p, graph.RevocationQuery{After: token(1, 0)}))
		require.Len(t, revoked(t, p, graph.RevocationQuery{Regions: []string{"TN", "KA"}}), 2)
		require.Empty(t, revoked(t, p, graph.RevocationQuery{Regions: []string{"MH"}}))
		require.Len(t, revoked(t, p, graph.RevocationQuery{Since: time.Now().Add(-time.Minute)}), 2)
		require.Empty(t, revoked(t, p, graph.RevocationQuery{Since: time.Now().Add(time.Minute)}))
		all, err := p.Verifications.Verifications(t.Context(), []graph.Token{token(1, 0), token(1, 1), token(1, 2), token(1, 9)})
		require.NoError(t, err)
		require.Len(t, all, 2)
		got := all[token(1, 1)][0]
		got.At = time.Time{}
		require.Equal(t, *finding(1, graph.Disconnected, today), got)

		_, err = add(t, p, finding(2, graph.Verified, today), false)
		require.ErrorIs(t, err, graph.ErrNotFound, "it was not requested")
		for _, id := range []graph.Identifier{device(9), number(7)} {
			v := finding(0, graph.Verified, today)
			v.Identifier = id
			_, err = add(t, p, v, true)
			require.ErrorIs(t, err, graph.ErrNotFound, "there is no such number")
		}
		require.Equal(t, 2, p.count(t, graph.AuditFindingGiven))
		all, err = p.Verifications.Verifications(t.Context(),
			[]graph.Token{token(1, 0), token(1, 1), token(1, 2), token(1, 7), token(1, 9)})
		require.NoError(t, err)
		require.Len(t, all, 2)

		other := finding(1, graph.Unverified, today)
		other.Agency.ID, other.Reason = "other", "not_a_subscriber"
		require.False(t, other.Decides())
		_, err = add(t, p, other, false)
		require.ErrorIs(t, err, graph.ErrNotFound)
		require.True(t, mustAdd(t, p, other))
		require.Len(t, revoked(t, p, graph.RevocationQuery{}), 2, "what another telco finds revokes nothing")
		all, err = p.Verifications.Verifications(t.Context(), []graph.Token{token(1, 1)})
		require.NoError(t, err)
		require.Equal(t, []string{"other", "telco"}, []string{all[token(1, 1)][0].Agency.ID, all[token(1, 1)][1].Agency.ID},
			"the latest first")
		correction := finding(1, graph.Verified, today)
		correction.Regions = nil
		created, err := add(t, p, correction, false)
		require.NoError(t, err)
		require.True(t, created, "a correction needs no request")
		require.Equal(t, []string{"KA"}, correction.Regions, "it has the regions of the finding that it corrects")
		require.Equal(t, []graph.Token{token(1, 0)}, revoked(t, p, graph.RevocationQuery{}))
		require.Equal(t, []graph.Token{token(1, 0)},
			revoked(t, p, graph.RevocationQuery{Regions: []string{"MH"}, Caller: "telco"}), "its own")
		require.Equal(t, 4, p.expire(t, future()).Findings, "none of those refused was stored")
	})
	t.Run("a number that passed to a new holder, or was cleared", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0), number(1), number(2)}})
		for n, at := range []time.Time{
			today.AddDate(0, 0, -3), today.AddDate(0, 0, 1),
			today.AddDate(0, 0, -3),
		} { // tomorrow has begun in the east
			require.True(t, mustAdd(t, p, finding(n, graph.Disconnected, at)))
		}
		p.save(t, "telco", &graph.Release{ID: "RL", Identifier: number(0), ReleasedAt: today.AddDate(0, 0, -3).Add(12 * time.Hour)})
		p.clear(t, number(1))
		p.save(t, "telco", &graph.Release{ID: "next year's", Identifier: number(2), ReleasedAt: today.AddDate(1, 0, 0)})
		require.Equal(t, []graph.Token{token(1, 2)}, revoked(t, p, graph.RevocationQuery{}),
			"a release in the future makes nothing void yet")
		counting, err := p.Verifications.Verifications(t.Context(), []graph.Token{token(1, 0), token(1, 1)})
		require.NoError(t, err)
		require.Empty(t, counting)
		for n := range 2 {
			_, err := add(t, p, finding(n, graph.Disconnected, today.AddDate(0, 0, -4)), true)
			require.ErrorIs(t, err, graph.ErrConflict)
		}
		since := finding(0, graph.Disconnected, today)
		since.Reason = "holder_asked"
		require.True(t, mustAdd(t, p, since))
		require.False(t, mustAdd(t, p, since))
		require.Equal(t, []graph.Token{token(1, 0), token(1, 2)}, revoked(t, p, graph.RevocationQuery{}))

		p.expire(t, past())
		require.Len(t, revoked(t, p, graph.RevocationQuery{}), 2)
		require.Equal(t, 2, p.expire(t, future()).Releases)
		require.Empty(t, revoked(t, p, graph.RevocationQuery{}), "a release remains while what it makes void does")
		require.Equal(t, graph.Expired{Releases: 1, Identifiers: 1}, p.expire(t, today.AddDate(2, 0, 0)), "next year's remained")
	})
	t.Run("by any token of the number", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0), later(2, 1)}})
		early := finding(0, graph.Disconnected, today)
		early.Identifier = later(2, 1)
		require.True(t, mustAdd(t, p, early), "before the equivalence is filed")
		p.save(t, "police", &graph.Report{ID: "2", Identifiers: []graph.Identifier{number(1)}})
		p.agree(t, equivalence("E", token(1, 1), token(2, 1)), equivalence("F", token(1, 0), token(2, 0)))
		p.begin(t)
		require.Equal(t, []graph.Token{token(1, 1)}, revoked(t, p, graph.RevocationQuery{}))
		v := finding(0, graph.Disconnected, today)
		v.Identifier = later(2, 0)
		require.True(t, mustAdd(t, p, v))
		require.Equal(t, token(1, 0), v.Identifier.Token)
		require.False(t, mustAdd(t, p, finding(0, graph.Disconnected, today)))
		require.Len(t, revoked(t, p, graph.RevocationQuery{}), 2)
		counting, err := p.Verifications.Verifications(t.Context(), []graph.Token{token(2, 0), token(1, 0)})
		require.NoError(t, err)
		require.Len(t, counting, 2)
	})
	t.Run("a finding outlives the report", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0), number(1)}})
		require.True(t, mustAdd(t, p, finding(0, graph.Disconnected, today)))
		p.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "1"})
		require.Equal(t, []graph.Token{token(1, 0)}, revoked(t, p, graph.RevocationQuery{}))
		require.Equal(t, graph.Expired{Withdrawals: 1, Findings: 1, Identifiers: 1}, p.expire(t, future()),
			"only the identifier of the finding remained")
		require.Zero(t, p.expire(t, future()))
		all, err := p.Verifications.Verifications(t.Context(), []graph.Token{token(1, 0), token(1, 1)})
		require.NoError(t, err)
		require.Empty(t, all)
		for n := range 2 {
			d := graph.Dispute{Identifier: number(n), Agency: graph.Agency{ID: "bank"}}
			_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
			require.ErrorIs(t, err, graph.ErrNotFound, "the identifier is removed")
		}
	})
}

// TestDisputes is the contract of graph.DisputeStore.
func TestDisputes(t *testing.T, open func(*testing.T) *Ports) {
	t.Run("opened, read and decided", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0), device(9)}})
		require.NoError(t, p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "Axis", Kind: graph.Bank}, ""))
		contest := func(agency string, of graph.Token) (graph.Dispute, bool) {
			d := graph.Dispute{
				Identifier: graph.Identifier{Token: of}, Agency: graph.Agency{ID: agency, Kind: graph.Bank},
				Reason: "other", Note: "a note", Regions: []string{"KA"},
			}
			created, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
			require.NoError(t, err)
			return d, created
		}
		first, created := contest("axis", token(1, 0))
		require.True(t, created)
		require.Equal(t, "dispute-1", first.ID())
		require.Equal(t, number(0), first.Identifier)
		require.Equal(t, graph.DisputeOpen, first.Status)
		again, created := contest("axis", token(1, 0))
		require.False(t, created)
		require.Equal(t, first, again)
		second, _ := contest("axis", token(1, 9))
		require.Equal(t, device(9), second.Identifier)
		third, created := contest("sbi", token(1, 0))
		require.True(t, created)
		unknown := graph.Dispute{Identifier: graph.Identifier{Token: token(1, 5)}, Agency: graph.Agency{ID: "axis"}}
		_, err := p.Disputes.OpenDispute(t.Context(), &unknown, p.entry(t, graph.AuditDisputeFiled))
		require.ErrorIs(t, err, graph.ErrNotFound)
		require.Equal(t, 3, p.count(t, graph.AuditDisputeFiled))
		log := p.log(t)
		require.Equal(t, "dispute-3: other", log[len(log)-1].Detail)

		list := func(q graph.DisputeQuery) (numbers []int64) {
			t.Helper()
			if q.Limit == 0 {
				q.Limit = 9
			}
			all, err := p.Disputes.ListDisputes(t.Context(), q)
			require.NoError(t, err)
			for _, d := range all {
				numbers = append(numbers, d.Number)
			}
			return numbers
		}
		require.Equal(t, []int64{3, 2, 1}, list(graph.DisputeQuery{}))
		require.Equal(t, []int64{3, 2}, list(graph.DisputeQuery{Limit: 2}))
		require.Equal(t, []int64{1}, list(graph.DisputeQuery{Before: 2}))
		require.Equal(t, []int64{2, 1}, list(graph.DisputeQuery{Agency: "axis"}))
		require.Empty(t, list(graph.DisputeQuery{Regions: []string{"MH"}}))
		require.Equal(t, []int64{3}, list(graph.DisputeQuery{Regions: []string{"MH"}, Caller: "sbi"}))

		forbidden := errors.New("forbidden")
		upheld := graph.Decision{
			Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police", Kind: graph.Police},
			Reason: "other", Note: "a note",
		}
		_, _, err = p.Disputes.DecideDispute(t.Context(), first.Number, upheld, p.entry(t, graph.AuditDisputeDecided),
			func(d *graph.Dispute) error {
				require.Equal(t, number(0), d.Identifier)
				return forbidden
			})
		require.ErrorIs(t, err, forbidden)
		require.Zero(t, p.count(t, graph.AuditDisputeDecided))
		decide := func(number int64, d graph.Decision) (graph.Dispute, bool, error) {
			return p.Disputes.DecideDispute(t.Context(), number, d, p.entry(t, graph.AuditDisputeDecided), allow)
		}
		got, decided, err := decide(first.Number, upheld)
		require.NoError(t, err)
		require.True(t, decided)
		require.True(t, upheld.Same(&got.Decision))
		require.WithinDuration(t, time.Now(), got.Decision.At, time.Hour)
		got, decided, err = decide(first.Number, upheld)
		require.NoError(t, err)
		require.False(t, decided)
		require.Equal(t, graph.DisputeUpheld, got.Status)
		rejected := upheld
		rejected.Status, rejected.Reason = graph.DisputeRejected, "evidence_stands"
		_, _, err = decide(first.Number, rejected)
		require.ErrorIs(t, err, graph.ErrConflict)
		_, _, err = decide(77, rejected)
		require.ErrorIs(t, err, graph.ErrNotFound)
		_, _, err = decide(third.Number, rejected)
		require.NoError(t, err)
		require.Equal(t, []int64{2}, list(graph.DisputeQuery{Status: graph.DisputeOpen}))
		require.Equal(t, 2, p.count(t, graph.AuditDisputeDecided))
		require.Len(t, p.snapshot(t).Mentions.Report, 1, "earlier evidence does not count for the cleared identifier")
		again, created = contest("axis", token(1, 0))
		require.True(t, created, "a decided dispute may be followed by another")
		require.EqualValues(t, 4, again.Number)
		log = p.log(t)
		require.Equal(t, "dispute-4: other", log[len(log)-1].Detail)

		require.Zero(t, p.expire(t, past()))
		expired := p.expire(t, future())
		require.Equal(t, 4, expired.Disputes)
		require.Equal(t, 1, expired.Releases, "a rejected dispute clears no identifier")
		require.Empty(t, list(graph.DisputeQuery{}))
	})
	t.Run("concurrent disputes have numbers of their own", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0)}})
		numbers := make([]int64, 12)
		var work parallel.Group
		for i := range numbers {
			work.Go(func() error {
				d := graph.Dispute{Identifier: number(0), Agency: graph.Agency{ID: fmt.Sprint("agency-", i/2)}, Reason: "other"}
				_, err := p.Disputes.OpenDispute(t.Context(), &d,
					graph.AuditEntry{ID: fmt.Sprint("request-", i), Action: graph.AuditDisputeFiled, Actor: d.Agency.ID})
				numbers[i] = d.Number
				return err
			})
		}
		require.NoError(t, work.Wait())
		slices.Sort(numbers)
		require.Equal(t, []int64{1, 2, 3, 4, 5, 6}, slices.Compact(numbers), "one per agency")
		require.Equal(t, 6, p.count(t, graph.AuditDisputeFiled))
	})
}
