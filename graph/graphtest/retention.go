package graphtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func past() time.Time { return time.Now().Add(-time.Hour) }

func future() time.Time { return time.Now().Add(time.Hour) }

// expire deletes what is older than a time, under a lease of its own.
func (p *Ports) expire(t *testing.T, before time.Time) graph.Expired {
	t.Helper()
	lease, err := p.Retention.Acquire(t.Context(), "retention", "here", time.Minute)
	require.NoError(t, err)
	expired, err := p.Retention.Expire(t.Context(), lease, before)
	require.NoError(t, err)
	require.NoError(t, p.Retention.Release(t.Context(), lease))
	_, err = p.Retention.Expire(t.Context(), lease, before)
	require.ErrorIs(t, err, graph.ErrLeaseLost)
	return expired
}

// TestRetention is the contract of graph.RetentionStore.
func TestRetention(t *testing.T, open func(*testing.T) *Ports) {
	t.Run("records", func(t *testing.T) {
		p := open(t)
		old, recent := day.AddDate(-2, 0, 0), day
		p.save(t, "police", report("R1", old, number(0), number(1)), report("R2", recent, number(1)), report("R3", time.Time{}, number(1)),
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number(1), To: device(3), ObservedAt: old},
			&graph.Link{ID: "L2", Relation: graph.LinkedTo, From: number(1), To: account(4), ObservedAt: recent},
			&graph.Withdrawal{ID: "W", Withdraws: "X"}, equivalence("E", token(1, 7), token(2, 7)))
		require.Equal(t, graph.Expired{Reports: 1, Links: 1, Identifiers: 2}, p.expire(t, day.AddDate(-1, 0, 0)),
			"a record without a time is as old as its receipt")
		s := p.snapshot(t)
		require.ElementsMatch(t, []string{"police/R2", "police/R3"}, s.ReportIDs)
		require.Equal(t, []string{"police/L2"}, s.Links.ID)
		require.Equal(t, graph.Expired{}, p.expire(t, day.AddDate(-1, 0, 0)), "again")
		require.Equal(t, graph.Expired{Reports: 2, Links: 1, Identifiers: 2, Withdrawals: 1, Equivalences: 1}, p.expire(t, future()))
		require.Zero(t, p.snapshot(t).Order())
	})
	t.Run("known businesses", func(t *testing.T) {
		p := open(t)
		p.save(t, "operator",
			&graph.Known{ID: "K1", Identifier: number(0), Business: "shop", ValidUntil: day},
			&graph.Known{ID: "K2", Identifier: number(1), Business: "shop", ValidUntil: day.AddDate(0, 0, 1)},
			&graph.Known{ID: "K3", Identifier: number(1), Business: "shop", ValidUntil: day})
		require.Equal(t, graph.Expired{}, p.expire(t, day))
		require.Equal(t, graph.Expired{Known: 2, Identifiers: 1}, p.expire(t, day.Add(time.Second)))
		require.Len(t, p.snapshot(t).Standing.Known, 1)
	})
	t.Run("a release remains while it makes evidence void", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(0)))
		p.save(t, "telco", &graph.Release{ID: "RL", Identifier: number(0), ReleasedAt: day.AddDate(0, 1, 0)})
		require.Equal(t, graph.Expired{}, p.expire(t, day))
		require.Equal(t, graph.Expired{Reports: 1, Releases: 1, Identifiers: 1}, p.expire(t, future()))
	})
	t.Run("a release remains while evidence without a time does", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Release{ID: "RL", Identifier: number(0), ReleasedAt: day})
		_, run := p.begin(t)
		p.save(t, "police", report("R1", time.Time{}, number(0), number(1)))
		require.Equal(t, graph.Expired{}, p.expire(t, run.StartedAt))
		require.Equal(t, []graph.Identifier{number(1)}, p.snapshot(t).Identifiers)
		p.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "R1"})
		require.Equal(t, graph.Expired{Releases: 1, Identifiers: 1}, p.expire(t, run.StartedAt))
	})
	t.Run("findings and disputes", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{number(0), number(1)}})
		_, err := p.Verifications.AddVerification(t.Context(), finding(0, graph.Disconnected, day.Truncate(24*time.Hour)),
			true, p.entry(t, graph.AuditFindingGiven))
		require.NoError(t, err)
		d := graph.Dispute{Identifier: number(1), Agency: graph.Agency{ID: "bank"}, Reason: "other"}
		_, err = p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
		require.NoError(t, err)
		p.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "1"})
		require.Equal(t, graph.Expired{}, p.expire(t, past()))
		require.Equal(t, graph.Expired{Withdrawals: 1, Findings: 1, Disputes: 1, Identifiers: 2}, p.expire(t, future()))
	})
	t.Run("closed rings", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day.AddDate(10, 0, 0), number(0), number(1)))
		a, b := ring("ring-a", number(0)), ring("ring-b", number(1))
		p.publish(t, &graph.NextPublication{Rings: []graph.Ring{a, b}, Events: []graph.Event{{RingID: "ring-b", Kind: graph.EventCreated}}})
		b.Status = graph.Closed
		p.publish(t, &graph.NextPublication{
			Rings: []graph.Ring{a}, Closed: []graph.Ring{b},
			Lineage: []graph.Lineage{{RingID: "ring-a", Predecessor: "ring-b"}},
		})
		before, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.Equal(t, graph.Expired{}, p.expire(t, past()))
		require.Equal(t, graph.Expired{Rings: 1}, p.expire(t, future()))
		after, err := p.Rings.Publication(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int64{before.Sequence, before.Revision + 1}, []int64{after.Sequence, after.Revision})
		rings := p.published(t)
		require.Len(t, rings, 1)
		require.Empty(t, rings["ring-a"].CameFrom)
		_, err = p.History.History(t.Context(), "ring-b", 0, 9)
		require.ErrorIs(t, err, graph.ErrNotFound)
	})
}
