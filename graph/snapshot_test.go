package graph_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ringwatch/graph"
)

func identifier(kind graph.Kind, letter string) graph.Identifier {
	return graph.Identifier{Kind: kind, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
}

func TestFiled_Snapshot(t *testing.T) {
	a, b, d := identifier(graph.Number, "a"), identifier(graph.Number, "b"), identifier(graph.Device, "a")
	may, june, july := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	records := []graph.Record{
		&graph.Report{ID: "2", Agency: "x", OccurredAt: may, Identifiers: []graph.Identifier{b, a}},
		&graph.Report{ID: "1", Agency: "x", OccurredAt: july, Identifiers: []graph.Identifier{a}},
		&graph.Link{ID: "1", Agency: "x", Relation: graph.UsedIn, From: a, To: d, ObservedAt: may},
	}
	plain := snapshotOf(t, records)
	require.Equal(t, []graph.Identifier{a, b, d}, plain.Identifiers)
	require.Equal(t, []string{"x/1", "x/2"}, plain.ReportIDs)
	require.Equal(t, []uint32{4, 4, 3, 0}, plain.From)
	require.Equal(t, []uint32{1, 0, 0, 2}, plain.To)

	doubled := snapshotOf(t, append(slices.Clone(records), records...))
	require.Equal(t, plain, doubled, "a record filed twice is one")

	withdrawn := snapshotOf(t, append([]graph.Record{&graph.Withdrawal{ID: "W", Agency: "x", Withdraws: "2"}}, records...))
	require.Equal(t, snapshotOf(t, records[1:]), withdrawn, "a withdrawn record is as if never filed")
	other := snapshotOf(t, append([]graph.Record{&graph.Withdrawal{ID: "W", Agency: "y", Withdraws: "2"}}, records...))
	require.Equal(t, plain, other, "another agency's withdrawal takes nothing back")

	released := snapshotOf(t, append([]graph.Record{&graph.Release{ID: "R", Agency: "y", Identifier: a, ReleasedAt: june}}, records...))
	require.Equal(t, []uint32{4, 3}, released.From, "what came before a release joins nothing")
	require.Equal(t, []uint32{1, 0}, released.To)
}

func snapshotOf(t *testing.T, records []graph.Record) *graph.Snapshot {
	t.Helper()
	s, err := graph.NewFiled(records).Snapshot(t.Context())
	require.NoError(t, err)
	return s
}
