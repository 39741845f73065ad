package neo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// Rings that were stored before it was known who supports them are read, with zero values. So is a
// kind of agency that this version does not know: it is left out.
func TestPublished_Support(t *testing.T) {
	neotest.SkipIfShort(t)
	w := newTown(t)
	w.execute(t, `MATCH (r:Ring {id: 'ring-a'}) SET r.sources = 2, r.agencies = 3, r.agency_kinds = ['bank', 'new'], r.corroborated = true,
		r.score_without_strongest = 1`)
	w.execute(t, `MATCH (r:Ring {id: 'ring-b'})
		REMOVE r.sources, r.agencies, r.agency_kinds, r.corroborated, r.score_without_strongest, r.content`)
	_, rings, err := open(t).Publications.Published(t.Context())
	require.NoError(t, err)
	support := func(id string) graph.Ring {
		t.Helper()
		i, ok := graph.FindRing(rings, id)
		require.True(t, ok)
		r := rings[i]
		return graph.Ring{
			Sources: r.Sources, Agencies: r.Agencies, Corroborated: r.Corroborated, ScoreWithoutStrongest: r.ScoreWithoutStrongest,
		}
	}
	require.Equal(t, graph.Ring{
		Sources: 2, Agencies: graph.AgencyCount{Number: 3, Kinds: []graph.AgencyKind{graph.Bank}}, Corroborated: true, ScoreWithoutStrongest: 1,
	}, support("ring-a"))
	require.Equal(t, graph.Ring{}, support("ring-b"))
}
