package jobs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func handset(letter string) graph.Identifier {
	return graph.Identifier{Kind: graph.Device, Token: number(letter).Token}
}

// retention deletes what is older than April, as of the first of June.
func (p *publishing) retention() *Retention {
	return &Retention{Store: p.Store.Retention, MaxAge: 60 * 24 * time.Hour, Now: func() time.Time { return june }}
}

func TestRetention(t *testing.T) {
	old, late := june.AddDate(0, 0, -61), june.AddDate(0, 0, -59)
	expiring := []graph.Record{
		&graph.Report{ID: "R1", OccurredAt: old, Identifiers: []graph.Identifier{number("A"), number("B")}},
		&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number("B"), To: handset("X"), ObservedAt: old},
		&graph.Link{ID: "R2", Relation: graph.UsedIn, From: number("C"), To: handset("X"), ObservedAt: old},
	}
	remaining := []graph.Record{
		&graph.Report{ID: "R2", OccurredAt: late, Identifiers: []graph.Identifier{number("B"), number("C")}},
		&graph.Report{ID: "R3", Identifiers: []graph.Identifier{number("D")}}, // its age is that of its receipt
		&graph.Link{ID: "L2", Relation: graph.UsedIn, From: number("D"), To: handset("Y"), ObservedAt: late},
		&graph.Release{ID: "RL2", Identifier: number("D"), ReleasedAt: old}, // voids R3
		&graph.Withdrawal{ID: "W", Withdraws: "R9"},
	}
	p := onStore(t)
	p.save(remaining...)
	want := p.everything()

	p = onStore(t)
	p.save(append(expiring, remaining...)...)
	deleted, err := p.retention().RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Reports: 1, Links: 2, Identifiers: 2}, deleted)
	require.Equal(t, want, p.everything(), "as if the expired records had never been filed")
	deleted, err = p.retention().RunOnce(t.Context())
	require.NoError(t, err)
	require.Zero(t, deleted)

	// In time everything expires, a release after the records that it voids.
	r := p.retention()
	r.Now = func() time.Time { return time.Now().AddDate(1, 0, 0) }
	deleted, err = r.RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Reports: 2, Links: 1, Withdrawals: 1, Releases: 1, Identifiers: 4}, deleted)
	require.Empty(t, p.everything())
}

// save files records of an agency.
func (p *publishing) save(records ...graph.Record) {
	p.Helper()
	_, err := p.Intake.Save(p.Context(), "x", records)
	require.NoError(p, err)
}

// everything returns the evidence as it is stored, without the times of receipt.
func (p *publishing) everything() (all []string) {
	p.Helper()
	for _, r := range query(p.T, `MATCH (n:Report|Identifier|Release|Withdrawal)
		OPTIONAL MATCH (n)-[l]->(m)
		RETURN labels(n), n {.*, received_at: null} AS properties, type(l), l {.*, received_at: null} AS on, coalesce(m.token, m.id) AS to
		ORDER BY coalesce(n.id, n.token), to, type(l)`) {
		all = append(all, fmt.Sprint(r.Values...))
	}
	return all
}

func TestRetention_RingsFollow(t *testing.T) {
	p := onStore(t)
	p.file("ABCD", "ABCD")
	id := p.find("ABCD")["ABCD"]
	p.give(id, "axis", graph.Bank, graph.Confirms, "investigated")
	r := p.retention()
	r.Now = func() time.Time { return june.AddDate(0, 0, 90) }
	deleted, err := r.RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Reports: 1}, deleted, "members stay until the next run")
	p.find()
	require.Equal(t, "its 1 report is past its retention", p.ring(id).Closing)
	require.Empty(t, p.everything(), "an orphan is not stored as a former member")

	r.Now = func() time.Time { return time.Now().AddDate(1, 0, 0) }
	deleted, err = r.RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Rings: 1}, deleted)
	require.Empty(t, query(t, "MATCH (n:Ring|RingEvent|Feedback) RETURN n"))
}

// An equivalence is deleted with the identifier that it is of.
func TestRetention_Equivalences(t *testing.T) {
	p := onStore(t)
	p.file("ABCD", "ABCD")
	before := string(number("A").Token)
	_, err := p.Intake.Save(t.Context(), "axis", []graph.Record{&graph.Equivalence{
		ID: "E", Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(before)}, SameAs: graph.Token("tk9_" + before[len("tk1_"):]),
	}})
	require.NoError(t, err)
	r := p.retention()
	r.Now = func() time.Time { return time.Now().AddDate(1, 0, 0) }
	deleted, err := r.RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Reports: 1, Identifiers: 4, Equivalences: 1}, deleted)
	require.Empty(t, query(t, "MATCH (n:Claim|Equivalence) RETURN n"))
}

func TestRetention_UnderItsLease(t *testing.T) {
	p := onStore(t)
	p.file("ABCD", "ABCD")
	r := p.retention()
	r.Now = func() time.Time { return june.AddDate(1, 0, 0) }
	_, err := (&Retention{Store: p.Store.Retention, MaxAge: time.Hour}).RunOnce(t.Context())
	require.ErrorContains(t, err, "24h")

	lease, err := p.Leases.Acquire(t.Context(), retentionLease, "another process", time.Minute)
	require.NoError(t, err)
	_, err = r.RunOnce(t.Context())
	require.ErrorIs(t, err, graph.ErrConflict)
	require.NoError(t, p.Leases.Release(t.Context(), lease))
	_, err = p.Retention.Expire(t.Context(), lease, r.Now())
	require.ErrorIs(t, err, graph.ErrLeaseLost)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err = r.RunOnce(stopped)
	require.ErrorIs(t, err, context.Canceled)
	deleted, err := r.RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Reports: 1, Identifiers: 4}, deleted, "it continues where it was stopped")
}

func TestSchedule_Retains(t *testing.T) {
	s, store, hook := onNeo4j(t, &Detection{})
	p := &publishing{t, store, s.detection}
	p.file("ABCD", "ABCD")
	now := june.AddDate(1, 0, 0)
	s.Retention = &Retention{Store: store.Retention, MaxAge: MinRetention, Now: func() time.Time { return now }}
	last := func() *logrus.Entry { return hook.LastEntry() }
	s.tick()
	require.Equal(t, "expired records were deleted", last().Message)
	require.Equal(t, 1, last().Data["reports"])
	p.file("EF", "EF")
	s.tick()
	require.Equal(t, "the detection run succeeded", last().Message, "once a day")
	now = now.Add(retainEvery)
	s.tick()
	require.Equal(t, 1, last().Data["reports"])
}
