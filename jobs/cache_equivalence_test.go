package jobs_test

import (
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs"
)

// A process with caches publishes the same as one without: right after either of them ran, the
// other has nothing to change.
func TestDetection_CachesChangeNothing(t *testing.T) {
	var records []graph.Record
	_, err := world.Generate(world.Options{Reports: 1500, Seed: 3}, func(r graph.Record) error { records = append(records, r); return nil })
	require.NoError(t, err)
	asOf := evidence.FromRecords(records).Newest()
	s := store(t)
	log, hook := logtest.NewNullLogger()
	today := func() time.Time { return asOf }
	var cached *jobs.Detection
	dropCaches := func() {
		cached = &jobs.Detection{
			Evidence: &neo.EvidenceCache{Evidence: s.Evidence, Log: log}, Store: s.Detection, AsOf: today, Cache: &jobs.Cache{Log: log},
		}
	}
	dropCaches()
	run := func(d *jobs.Detection) graph.RunCounts {
		t.Helper()
		result, err := d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
		require.NotEmpty(t, result.Rings)
		return result.Run.Counts
	}
	filed := 0
	file := func(percent int) {
		t.Helper()
		n := len(records) * percent / 100
		load(t, s, records[filed:n]...)
		filed = n
	}
	published := func() []graph.Ring {
		t.Helper()
		_, rings, err := s.Publications.Published(t.Context())
		require.NoError(t, err)
		return rings
	}
	for _, step := range []struct {
		name          string
		change        func()
		uncachedFirst bool // the process without caches runs first
		unchanged     bool // the change has no effect on rings
	}{
		{name: "the first records", change: func() { file(60) }},
		{name: "more", uncachedFirst: true, change: func() { file(70) }},
		{name: "no more", change: func() {}, unchanged: true},
		{name: "reports and links of rings are withdrawn", change: func() {
			for i, ring := range published() {
				if len(ring.ReportIDs) > 0 && i%3 == 0 {
					load(t, s, &graph.Withdrawal{ID: "W" + ring.ID, Withdraws: ring.ReportIDs[0][len("x/"):]})
				}
				if links := linksOf(ring); len(links) > 0 && i%3 == 1 {
					load(t, s, &graph.Withdrawal{ID: "W" + ring.ID, Withdraws: links[0][len("x/"):]})
				}
			}
		}},
		{name: "members passed to new holders", change: func() {
			for i, ring := range published() {
				if len(ring.Members) > 0 && i%4 == 0 {
					load(t, s, &graph.Release{ID: "RL" + ring.ID, Identifier: ring.Members[0].Identifier, ReleasedAt: asOf})
				}
			}
		}},
		{name: "more, after releases", uncachedFirst: true, change: func() { file(80) }},
		{name: "more, and the caches are lost", change: func() { file(85); dropCaches() }},
		{name: "days pass", change: func() { asOf = asOf.AddDate(0, 0, 120+daysToAStep(t, published(), asOf.AddDate(0, 0, 120))) }},
		{name: "a day passes", uncachedFirst: true, change: func() { asOf = asOf.AddDate(0, 0, 1) }},
		{name: "an agency dismisses", change: func() {
			for i, ring := range published() {
				if ring.Status.Flagged() && i%5 == 0 {
					_, _, err := s.Reviews.AddFeedback(t.Context(), &graph.Feedback{
						RingID: ring.ID, Agency: graph.Agency{ID: "bank", Kind: graph.Bank},
						Verdict: graph.Dismisses, Reason: "genuine_subscribers", Note: "n",
					})
					require.NoError(t, err)
				}
			}
		}},
		{name: "expired records are deleted", uncachedFirst: true, change: func() {
			r := jobs.Retention{Store: s.Retention, MaxAge: 300 * 24 * time.Hour, Holder: "test", Now: today}
			deleted, err := r.RunOnce(t.Context())
			require.NoError(t, err)
			require.NotZero(t, deleted.Reports)
		}},
		{name: "the last records", uncachedFirst: true, change: func() { file(100) }},
	} {
		step.change()
		server := neotest.Server(t)
		uncachedStore := another(t, server.BoltURI(), server.User(), server.Password())
		first, second := cached, &jobs.Detection{Evidence: uncachedStore.Evidence, Store: uncachedStore.Detection, AsOf: today}
		if step.uncachedFirst {
			first, second = second, first
		}
		counts := run(first)
		require.Equal(t, step.unchanged, counts.Changed+counts.Closed == 0, step.name)
		counts = run(second)
		require.Zero(t, counts.Changed+counts.Closed, step.name)
	}
	for _, entry := range hook.AllEntries() {
		require.NotEqual(t, logrus.WarnLevel, entry.Level, entry.Message)
	}
}

// daysToAStep returns after how many days the next one is a day on which a flagged ring reaches a
// step: it becomes dormant, or its odds are halved again.
func daysToAStep(t *testing.T, rings []graph.Ring, from time.Time) int {
	t.Helper()
	const day = 24 * time.Hour
	for days := range 30 {
		next := from.AddDate(0, 0, days+1).Truncate(day)
		for _, r := range rings {
			quiet := int(next.Sub(r.LastSeen.Truncate(day)) / day)
			if r.Status.Flagged() && quiet > 90 && quiet <= 365 && (quiet-91)%30 == 0 {
				return days
			}
		}
	}
	require.Fail(t, "no ring is flagged that could fade")
	return 0
}

func linksOf(ring graph.Ring) (ids []string) {
	for _, reason := range ring.Explanation {
		ids = append(ids, reason.Links...)
	}
	return ids
}
