package world_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

func TestGenerate_RingsHaveHabits(t *testing.T) {
	records, truth := generateByDay(t, world.Options{Reports: 125_000, Seed: 1})
	about := groupRecords(records, truth.Rings)
	kindOf := map[graph.Token]graph.Kind{}
	released := map[graph.Token]bool{}
	for _, r := range records {
		switch r := r.record.(type) {
		case *graph.Report:
			for _, id := range r.Identifiers {
				kindOf[id.Token] = id.Kind
			}
		case *graph.Link:
			kindOf[r.From.Token], kindOf[r.To.Token] = r.From.Kind, r.To.Kind
		case *graph.Release:
			released[r.Identifier.Token] = true
			require.NotZero(t, r.ReleasedAt)
		}
	}
	require.NotEmpty(t, released)
	kinds := map[world.Kind]int{}
	for i, r := range truth.Rings {
		kinds[r.Kind]++
		members := map[graph.Kind]int{}
		for _, token := range r.Members {
			require.False(t, released[token], "a number that passed to somebody else is no member")
			members[kindOf[token]]++
		}
		switch r.Kind {
		case world.QuietBox:
			require.Equal(t, 1, members[graph.Device])
			require.Less(t, float64(len(about[i].reports)), 0.7*float64(len(r.Members)))
		case world.NumbersOnly:
			require.Equal(t, len(r.Members), members[graph.Number])
		case world.AccountsOnly:
			require.Equal(t, len(r.Members), members[graph.Account])
		case world.Migrating:
			require.Positive(t, members[graph.Account])
			require.Greater(t, members[graph.Number], members[graph.Account])
		case world.Large:
			require.Greater(t, len(r.Members), 800)
		case world.Blank:
			for _, report := range about[i].reports {
				require.True(t, report.OccurredAt.IsZero() && report.Category == "" && report.Region == "")
			}
		}
	}
	for _, kind := range append(world.Habits[:], world.Large) {
		require.Positive(t, kinds[kind], kind)
	}
}
