package evidence_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

func identifier(kind graph.Kind, letter string) graph.Identifier {
	return graph.Identifier{Kind: kind, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
}

func TestFromRecords(t *testing.T) {
	a, b, d := identifier(graph.Number, "a"), identifier(graph.Number, "b"), identifier(graph.Device, "d")
	may, june, july := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0,
		time.UTC), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	records := []graph.Record{
		&graph.Report{ID: "2", Agency: "x", OccurredAt: may, Identifiers: []graph.Identifier{b, a}},
		&graph.Report{ID: "1", Agency: "x", OccurredAt: july, Identifiers: []graph.Identifier{a}},
		&graph.Link{ID: "1", Agency: "x", Relation: graph.UsedIn, From: a, To: d, ObservedAt: may},
	}
	plain := snapshotOf(t, records)
	require.ElementsMatch(t, []graph.Identifier{a, b, d}, plain.Identifiers)
	require.ElementsMatch(t, []string{"x/1", "x/2"}, plain.ReportIDs)
	require.ElementsMatch(t, []string{"x/2 b", "x/2 a", "x/1 a", "a d"}, edges(plain))

	doubled := snapshotOf(t, append(slices.Clone(records), records...))
	require.Equal(t, plain, doubled, "a record that was filed twice counts once")

	withdrawn := snapshotOf(t, append([]graph.Record{&graph.Withdrawal{ID: "W", Agency: "x", Withdraws: "2", Reason: "duplicate"}}, records...))
	require.Equal(t, snapshotOf(t, records[1:]), withdrawn, "a withdrawn record counts as never filed")
	other := snapshotOf(t, append([]graph.Record{&graph.Withdrawal{ID: "W", Agency: "y", Withdraws: "2", Reason: "duplicate"}}, records...))
	require.Equal(t, plain, other, "an agency cannot withdraw the record of another")

	release := func(agency string, at time.Time) graph.Record {
		return &graph.Release{ID: "R" + agency, Agency: agency, Identifier: a, ReleasedAt: at}
	}
	own := snapshotOf(t, append([]graph.Record{release("x", june)}, records...))
	require.ElementsMatch(t, []string{"x/2 b", "x/1 a"}, edges(own), "evidence of before a release does not count")
	others := snapshotOf(t, append([]graph.Record{release("y", june)}, records...))
	require.Equal(t, plain, others, "a release alone binds its own agency's evidence")
	confirmed := snapshotOf(t, append([]graph.Record{release("y", june), release("z", june.AddDate(0, 0, 7))}, records...))
	require.Equal(t, own, confirmed)
	withdrawnOne := append([]graph.Record{release("y", june), release("z", june), &graph.Withdrawal{ID: "W", Agency: "z", Withdraws: "Rz", Reason: "superseded"}}, records...)
	require.Equal(t, plain, snapshotOf(t, withdrawnOne), "a withdrawn release counts as never filed")
	future := append([]graph.Record{release("x", july.AddDate(0, 1, 0))}, records...)
	require.Equal(t, plain, snapshotOf(t, future), "no record is as late as the release")
	asOf, err := evidence.FromRecordsAsOf(future, july.AddDate(0, 2, 0)).Snapshot(t.Context())
	require.NoError(t, err)
	require.Zero(t, len(asOf.Links.ID)+len(asOf.Mentions.Report)-1, "its day has come")
}

func snapshotOf(t *testing.T, records []graph.Record) *evidence.Snapshot {
	t.Helper()
	s, err := evidence.FromRecords(records).Snapshot(t.Context())
	require.NoError(t, err)
	return s
}

// edges returns the ends of a snapshot's mentions and links: reports by their ids, identifiers by a
// letter of their tokens, the device by d.
func edges(s *evidence.Snapshot) (edges []string) {
	name := func(node uint32) string {
		if report, ok := s.Report(int(node)); ok {
			return s.ReportIDs[report]
		}
		if s.Identifiers[node].Kind == graph.Device {
			return "d"
		}
		return string(s.Identifiers[node].Token[4])
	}
	for i := range s.Mentions.Report {
		edges = append(edges, name(s.Mentions.Report[i])+" "+name(s.Mentions.Identifier[i]))
	}
	for i := range s.Links.From {
		edges = append(edges, name(s.Links.From[i])+" "+name(s.Links.To[i]))
	}
	return edges
}

func TestNewSnapshot(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	reports := []evidence.ReportRow{{
		Key: 9, ID: "x/1",
		Attributes: evidence.Attributes{Second: 7, Category: "upi_fraud", Region: "KA", Loss: "1.00", Currency: "INR"},
	}}
	identifiers := []evidence.IdentifierRow{{Key: 4, Identifier: a}, {Key: 0, Identifier: b}}
	mentions := func(pairs ...[2]int64) (m evidence.Mentions[int64]) {
		for _, p := range pairs {
			m.Add(p[0], p[1])
		}
		return m
	}
	want := evidence.NewSnapshot(&evidence.Rows{
		Identifiers: slices.Clone(identifiers), Reports: reports,
		Mentions: mentions([2]int64{9, 4}, [2]int64{9, 0}, [2]int64{9, 7}, [2]int64{9, 99}, [2]int64{-1, 4}),
	})
	require.ElementsMatch(t, []string{"x/1 a", "x/1 b"}, edges(want), "mentions of missing rows are left out")
	require.Equal(t, []evidence.Second{7}, want.Second)
	require.Equal(t, []graph.Amount{"1.00"}, want.Loss)
	require.Equal(t, []string{"", "INR", "KA", "upi_fraud"}, want.Dictionary)
	require.Equal(t, [][]uint32{{3}, {0}, {2}, {1}}, [][]uint32{want.Category, want.Channel, want.Region, want.Currency})
	slices.Reverse(identifiers)
	got := evidence.NewSnapshot(&evidence.Rows{
		Identifiers: identifiers, Reports: reports,
		Mentions: mentions([2]int64{9, 4}, [2]int64{9, 0}),
	})
	require.Equal(t, want, got, "the order of the rows does not matter")
	twice := evidence.NewSnapshot(&evidence.Rows{
		Identifiers: slices.Concat(identifiers, identifiers),
		Reports:     slices.Concat(reports, reports),
		Mentions:    mentions([2]int64{9, 4}, [2]int64{9, 0}),
	})
	require.Equal(t, want, twice, "of a row that was read twice the first counts")
	require.Zero(t, evidence.NewSnapshot(&evidence.Rows{Mentions: mentions([2]int64{1, 2})}).Order())
}

func TestSecond(t *testing.T) {
	require.Equal(t, evidence.NoSecond, evidence.SecondOf(time.Time{}))
	require.True(t, evidence.NoSecond.Time().IsZero())
	require.Equal(t, evidence.NoDay, evidence.NoSecond.Day())
	require.Equal(t, evidence.Day(0), evidence.Second(86399).Day())
	require.Equal(t, evidence.Day(1), evidence.Second(86400).Day())
	require.Equal(t, evidence.Day(-1), evidence.Second(-1).Day())
	require.Equal(t, evidence.Day(-1), evidence.Second(-86400).Day())
	require.Equal(t, evidence.Day(-2), evidence.Second(-86401).Day())
	moment := time.Date(2026, 5, 1, 23, 0, 0, 0, time.UTC)
	require.Equal(t, moment, evidence.SecondOf(moment).Time())
	require.Equal(t, evidence.Day(20574), evidence.SecondOf(moment).Day())
}
