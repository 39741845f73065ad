package neo

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDraftBatches(t *testing.T) {
	for name, c := range map[string]struct{ members, want []int }{
		"none":            {nil, nil},
		"few":             {[]int{3, 4, 5}, []int{3}},
		"many members":    {[]int{6_000, 5_000, 5_000, 1}, []int{1, 2, 1}},
		"one too large":   {[]int{1, membersAtOnce + 1, 1}, []int{1, 1, 1}},
		"many of no size": {slices.Repeat([]int{0}, draftsAtOnce+1), []int{draftsAtOnce, 1}},
	} {
		var rows []map[string]any
		for _, members := range c.members {
			rows = append(rows, map[string]any{"tokens": make([]string, members)})
		}
		var sizes []int
		var all []any
		for some := range draftBatches(rows) {
			sizes, all = append(sizes, len(some)), append(all, some...)
		}
		require.Equal(t, c.want, sizes, name)
		require.Len(t, all, len(rows), name)
	}
}
