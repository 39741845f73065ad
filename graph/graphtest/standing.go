package graphtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// TestStanding is the contract of evidence.Source for known businesses, verified numbers, and how
// what agencies filed turned out.
func TestStanding(t *testing.T, open func(*testing.T) *Ports) {
	known := func(id string, of graph.Identifier, until time.Time) *graph.Known {
		return &graph.Known{ID: id, Identifier: of, Business: "delivery", ValidUntil: until}
	}
	t.Run("known businesses", func(t *testing.T) {
		p := open(t)
		p.save(t, "operator", known("K1", number(0), day), known("K2", number(1), day.AddDate(0, 1, 0)), known("K1", number(2), day))
		require.Equal(t, []graph.Outcome{graph.Unchanged, graph.Created},
			p.save(t, "operator", known("K1", number(2), day), known("K3", number(0), day.AddDate(0, 2, 0))))
		p.save(t, "police", report("R1", day, number(0), number(1), number(2)))
		at := func(moment time.Time) (tokens []graph.Token) {
			s := p.snapshot(t)
			for i, known := range s.KnownAt(evidence.SecondOf(moment)) {
				if known {
					tokens = append(tokens, s.Identifiers[i].Token)
				}
			}
			return tokens
		}
		require.ElementsMatch(t, []graph.Token{number(0).Token, number(1).Token}, at(day))
		require.Equal(t, []graph.Token{number(0).Token}, at(day.AddDate(0, 1, 0)), "an entry counts before the end of its time")
		p.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "K3"})
		require.Len(t, at(day), 2, "an agency cannot withdraw the record of another")
		p.save(t, "operator", &graph.Withdrawal{ID: "W", Withdraws: "K3"})
		require.Nil(t, at(day.AddDate(0, 1, 0)))
		require.Equal(t, []graph.Outcome{graph.Withdrawn}, p.save(t, "operator", known("K3", number(0), day)))
	})
	t.Run("a known business with a later token", func(t *testing.T) {
		p := open(t)
		p.save(t, "operator", known("K1", later(2, 0), day))
		p.save(t, "police", report("R1", day, number(0), number(1)))
		p.agree(t, equivalence("E", token(1, 0), token(2, 0)))
		p.save(t, "operator", known("K2", later(2, 0), day))
		p.begin(t)
		for _, k := range p.snapshot(t).Standing.Known {
			require.Equal(t, token(1, 0), k.Token, k.ID)
		}
		require.Len(t, p.snapshot(t).Identifiers, 2)
	})
	t.Run("verified numbers", func(t *testing.T) { testVerifiedNumbers(t, open) })
	t.Run("what was filed in error", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0)), report("R2", day, number(0)), report("R3", day, number(0)))
		p.save(t, "police", &graph.Withdrawal{ID: "W1", Withdraws: "R1", Reason: evidence.FiledInError},
			&graph.Withdrawal{ID: "W2", Withdraws: "R1"}, &graph.Withdrawal{ID: "W3", Withdraws: "R2"},
			&graph.Withdrawal{ID: "W4", Withdraws: "R3", Reason: "duplicate"})
		p.save(t, "bank", &graph.Withdrawal{ID: "W1", Withdraws: "R1", Reason: "duplicate"})
		require.Equal(t, []evidence.Outcomes{{Agency: "police", Withdrawn: 2}}, p.snapshot(t).Standing.Agencies)
	})
	t.Run("verdicts and upheld disputes", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0), number(1)), report("R2", day, number(0)))
		p.save(t, "bank", report("R3", day, number(0)))
		rings := []graph.Ring{}
		for i := range 3 {
			r := ring(fmt.Sprint("ring-", i), number(i))
			r.ReportIDs = []string{"police/R1", "police/R2", "bank/R3"}
			rings = append(rings, r)
		}
		rings[2].ReportIDs = []string{"bank/R3"}
		p.publish(t, &graph.NextPublication{Rings: rings})
		judge := func(ring, agency string, verdict graph.Verdict) {
			t.Helper()
			f := &graph.Feedback{RingID: ring, Agency: graph.Agency{ID: agency}, Verdict: verdict, Reason: "other"}
			_, _, err := p.Feedback.AddFeedback(t.Context(), f)
			require.NoError(t, err)
		}
		judge("ring-0", "telco", graph.Confirms) // not the latest
		judge("ring-0", "telco", graph.Dismisses)
		judge("ring-1", "telco", graph.Dismisses)
		judge("ring-1", "police", graph.Confirms) // does not count for itself
		judge("ring-2", "bank", graph.Confirms)
		judge("ring-2", "police", graph.Confirms)
		p.clear(t, number(0))
		got := p.snapshot(t).Standing.Agencies
		third := 1. / 3
		counts := func(x float64) float64 { return 5 * x / (5 + x) }
		require.Len(t, got, 2)
		for i, want := range []evidence.Outcomes{
			{Agency: "bank", Confirmed: counts(4 * third), Dismissed: counts(2 * third), Overturned: third},
			{Agency: "police", Dismissed: counts(4 * third), Overturned: 2 * third},
		} {
			require.Equal(t, want.Agency, got[i].Agency)
			require.InDelta(t, want.Confirmed, got[i].Confirmed, 1e-9, want.Agency)
			require.InDelta(t, want.Dismissed, got[i].Dismissed, 1e-9, want.Agency)
			require.InDelta(t, want.Overturned, got[i].Overturned, 1e-9, want.Agency)
		}
		require.Equal(t, got, p.snapshot(t).Standing.Agencies, "to the last bit")

		// Rings split, get other reports and are closed: a verdict counts as it was given.
		split := ring("ring-3", number(3))
		rings[0].ReportIDs, split.ReportIDs = []string{"police/R1"}, []string{"bank/R3"}
		rings[1].Status, rings[1].Closing = graph.Closed, "for a test"
		p.publish(t, &graph.NextPublication{
			Rings:   []graph.Ring{rings[0], rings[2], split},
			Closed:  rings[1:2],
			Lineage: []graph.Lineage{{RingID: "ring-3", Predecessor: "ring-0", SplitOff: true}},
		})
		require.Equal(t, got, p.snapshot(t).Standing.Agencies)
	})
}

func testVerifiedNumbers(t *testing.T, open func(*testing.T) *Ports) {
	today := time.Now().UTC().Truncate(24 * time.Hour)
	setup := func(t *testing.T) *Ports {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0), number(1), device(9)))
		return p
	}
	find := func(t *testing.T, p *Ports, telco string, n int, f graph.Finding, at time.Time) {
		t.Helper()
		v := finding(n, f, at)
		v.Agency.ID = telco
		_, err := p.Verifications.AddVerification(t.Context(), v, true, p.entry(t, graph.AuditFindingGiven))
		require.NoError(t, err)
	}
	of := func(n int, at time.Time) evidence.Verified {
		return evidence.Verified{Token: number(n).Token, Day: evidence.SecondOf(at).Day()}
	}
	verified := func(t *testing.T, p *Ports) []evidence.Verified {
		t.Helper()
		return p.snapshot(t).Standing.Verified
	}
	t.Run("the latest finding of each telco counts", func(t *testing.T) {
		p := setup(t)
		find(t, p, "telco", 0, graph.Verified, today.AddDate(0, 0, -9))
		find(t, p, "telco", 1, graph.Unverified, today)
		require.Equal(t, []evidence.Verified{of(0, today.AddDate(0, 0, -9))}, verified(t, p))
		find(t, p, "other", 0, graph.Verified, today.AddDate(0, 0, -2))
		find(t, p, "telco", 1, graph.Verified, today)
		require.Equal(t, []evidence.Verified{of(0, today.AddDate(0, 0, -2)), of(1, today)}, verified(t, p))
		require.Nil(t, p.snapshot(t).KnownAt(evidence.SecondOf(today)))
		find(t, p, "telco", 0, graph.Disconnected, today)
		require.Equal(t, []evidence.Verified{of(1, today)}, verified(t, p), "the word of another telco outweighs nothing")
		find(t, p, "telco", 0, graph.Verified, today)
		require.Equal(t, []evidence.Verified{of(0, today), of(1, today)}, verified(t, p), "a correction")
		p.expire(t, future())
		require.Empty(t, verified(t, p))
	})
	t.Run("a number that passed to a new holder, or was cleared", func(t *testing.T) {
		p := setup(t)
		find(t, p, "telco", 0, graph.Verified, today.AddDate(0, 0, -3))
		find(t, p, "telco", 1, graph.Verified, today.AddDate(0, 0, -3))
		p.save(t, "bank", release("RL", number(0), today.AddDate(0, 0, -1)))
		require.Len(t, verified(t, p), 2, "the release does not bind")
		p.save(t, "telco", release("RL", number(0), today.AddDate(0, 0, -1)))
		require.Equal(t, []evidence.Verified{of(1, today.AddDate(0, 0, -3))}, verified(t, p))
		p.save(t, "telco", &graph.Withdrawal{ID: "W", Withdraws: "RL"})
		require.Len(t, verified(t, p), 2, "the release was taken back")
		for i, agency := range []string{"police", "other"} {
			p.save(t, agency, release("RL1", number(1), today.AddDate(0, 0, -i)))
		}
		require.Equal(t, []evidence.Verified{of(0, today.AddDate(0, 0, -3))}, verified(t, p), "two agencies confirm each other")
		p.clear(t, number(0))
		require.Empty(t, verified(t, p))
		find(t, p, "telco", 0, graph.Verified, today)
		require.Equal(t, []evidence.Verified{of(0, today)}, verified(t, p), "the new holder")
	})
	t.Run("a disputed number", func(t *testing.T) {
		p := setup(t)
		find(t, p, "telco", 0, graph.Verified, today)
		d := graph.Dispute{Identifier: number(0), Agency: graph.Agency{ID: "axis"}, Reason: "other"}
		_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
		require.NoError(t, err)
		require.Empty(t, verified(t, p), "nothing is decided")
		rejected := graph.Decision{Status: graph.DisputeRejected, Agency: graph.Agency{ID: "police"}, Reason: "holder_not_verified"}
		_, _, err = p.Disputes.DecideDispute(t.Context(), d.Number, rejected, p.entry(t, graph.AuditDisputeDecided), allow)
		require.NoError(t, err)
		require.Empty(t, verified(t, p))
		find(t, p, "telco", 0, graph.Verified, today.AddDate(0, 0, -1))
		require.Equal(t, []evidence.Verified{of(0, today.AddDate(0, 0, -1))}, verified(t, p), "a later finding counts")
	})
	t.Run("by any token of the number", func(t *testing.T) {
		p := setup(t)
		p.save(t, "police", report("R2", day, later(2, 1)))
		v := finding(1, graph.Verified, today)
		v.Identifier = later(2, 1)
		_, err := p.Verifications.AddVerification(t.Context(), v, true, p.entry(t, graph.AuditFindingGiven))
		require.NoError(t, err)
		require.Equal(t, token(2, 1), verified(t, p)[0].Token)
		p.agree(t, equivalence("E", token(1, 1), token(2, 1)))
		p.begin(t)
		require.Equal(t, []evidence.Verified{of(1, today)}, verified(t, p))
	})
}
