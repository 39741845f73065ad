package analysis

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Three pairs in a row: 0-1 1-4 4-5, and 2-3 apart.
func setupSettling(t *testing.T) (*crew, *settling[uint32], *objective) {
	g, err := NewNetwork(6, []uint32{0, 2, 4, 1}, []uint32{1, 3, 5, 4}, nil)
	require.NoError(t, err)
	c := newCrew(t.Context(), 2)
	t.Cleanup(c.close)
	l, err := networkLevel[uint32](c, g, nil, ByModularity)
	require.NoError(t, err)
	pairs := []uint32{0, 0, 1, 1, 2, 2}
	up, _, err := aggregate(c, l, parts{of: pairs, by: group(pairs, 3), belongs: []uint32{0, 1, 2}}, newSums[uint32](2, 6), new(room[uint32]))
	require.NoError(t, err)
	b := newObjective(l, LeidenOptions{Resolution: 1})
	return c, newSettling([]*level[uint32]{l, up}, 3), &b
}

func TestSettling_Cut(t *testing.T) {
	pairs := []uint32{0, 0, 1, 1, 2, 2}
	for name, test := range map[string]struct {
		above, community []uint32
		want             []uint32 // renumbered
		inside           float64
	}{
		"all connected above":           {[]uint32{0, 1, 0}, []uint32{0, 0, 1, 1, 0, 0}, []uint32{0, 0, 1, 1, 0, 0}, 8},
		"one in pieces above":           {[]uint32{0, 0, 1}, []uint32{0, 0, 0, 0, 1, 1}, []uint32{0, 0, 1, 1, 2, 2}, 6},
		"one in pieces by a move below": {[]uint32{0, 1, 0}, []uint32{0, 2, 1, 1, 0, 0}, []uint32{0, 1, 2, 2, 3, 3}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			c, s, b := setupSettling(t)
			s.community[1], s.community[0] = test.above, test.community
			require.NoError(t, s.changed(c, 0, pairs))
			part, inside, _, err := s.cut(c, b)
			require.NoError(t, err)
			part = slices.Clone(part)
			renumber(part, 6)
			require.Equal(t, test.want, part)
			require.Equal(t, test.inside, inside)
		})
	}
}
