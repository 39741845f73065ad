package analysis

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// setupConnectivity returns the levels of the nodes and of the pairs of nodes of the paths 0-1-4-5
// and 2-3.
func setupConnectivity(t *testing.T) (*pool, *connectivity[uint32], *objective) {
	g, err := NewNetwork(6, []uint32{0, 2, 4, 1}, []uint32{1, 3, 5, 4}, nil)
	require.NoError(t, err)
	p := newPool(t.Context(), 2)
	t.Cleanup(p.close)
	l, err := networkLevel[uint32](p, g, nil, ByModularity)
	require.NoError(t, err)
	pairs := []uint32{0, 0, 1, 1, 2, 2}
	ps := parts{of: pairs, groups: groupByLabel(pairs, 3), community: []uint32{0, 1, 2}}
	up, _, err := aggregate(p, l, ps, newLabelSums[uint32](2, 6), new(rowBuffer[uint32]))
	require.NoError(t, err)
	b := newObjective(l, LeidenOptions{Resolution: 1})
	return p, newConnectivity([]*level[uint32]{l, up}, 3), &b
}

func TestConnectivity_Split(t *testing.T) {
	pairs := []uint32{0, 0, 1, 1, 2, 2}
	for name, test := range map[string]struct {
		above, community []uint32
		want             []uint32 // numbered by first node
		inside           float64
	}{
		"all connected above":       {[]uint32{0, 1, 0}, []uint32{0, 0, 1, 1, 0, 0}, []uint32{0, 0, 1, 1, 0, 0}, 8},
		"one split above":           {[]uint32{0, 0, 1}, []uint32{0, 0, 0, 0, 1, 1}, []uint32{0, 0, 1, 1, 2, 2}, 6},
		"one split by a move below": {[]uint32{0, 1, 0}, []uint32{0, 2, 1, 1, 0, 0}, []uint32{0, 1, 2, 2, 3, 3}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			p, c, b := setupConnectivity(t)
			c.community[1], c.community[0] = test.above, test.community
			require.NoError(t, c.noteChanges(p, 0, pairs))
			part, inside, _, err := c.split(p, b)
			require.NoError(t, err)
			part = slices.Clone(part)
			numberByFirstNode(part, 6)
			require.Equal(t, test.want, part)
			require.Equal(t, test.inside, inside)
		})
	}
}
