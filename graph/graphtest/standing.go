package graphtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// TestStanding is the contract of evidence.Source for known businesses and for how what agencies
// filed turned out.
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
