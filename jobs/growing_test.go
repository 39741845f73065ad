package jobs

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
)

// TestLives_OfAGrowingWorld makes twenty runs over a synthetic world that grows, and
// follows the rings that are planted in it.
func TestLives_OfAGrowingWorld(t *testing.T) {
	if testing.Short() {
		t.Skip("makes twenty detection runs")
	}
	var records []graph.Record
	planted, err := world.Generate(world.Options{Reports: 6000, Seed: 7}, func(r graph.Record) error {
		records = append(records, graph.WithAgency(r, "x"))
		return nil
	})
	require.NoError(t, err)
	const runs = 20
	var before []graph.PreviousRing
	ids := map[int]string{} // of the ring that was found of each planted one
	continuing, kept := 0, 0
	for run := range runs {
		filed := evidence.FromRecords(records[:len(records)*(run+runs)/(2*runs-1)])
		r := &running{Detection: &Detection{Evidence: filed}, ctx: t.Context(), asOf: filed.Newest()}
		found, err := r.find()
		require.NoError(t, err)
		l := lives{before: before, found: found, asOf: r.asOf}
		l.kin = keepIDs(ringsOf(before), found)
		edition := l.edition()
		now := foundOf(planted, edition.Rings)
		for i, ring := range now {
			was, known := ids[i]
			if known {
				continuing++
				if was == ring.ID {
					kept++
				}
			}
		}
		maps.DeleteFunc(ids, func(i int, _ string) bool { _, still := now[i]; return !still })
		for i, ring := range now {
			ids[i] = ring.ID
		}
		before = remembered(before, edition)
	}
	t.Logf("%d of %d continuing rings kept their ids", kept, continuing)
	require.Greater(t, continuing, 200)
	require.GreaterOrEqual(t, float64(kept), 0.99*float64(continuing))
}

// foundOf is the ring found of each planted one: the one with half of both in common.
func foundOf(planted []world.Ring, rings []graph.Ring) map[int]*graph.Ring {
	in := map[graph.Token]*graph.Ring{}
	for i := range rings {
		for _, m := range rings[i].Members {
			in[m.Token] = &rings[i]
		}
	}
	found := map[int]*graph.Ring{}
	for i := range planted {
		shared := map[*graph.Ring]int{}
		for _, token := range planted[i].Members {
			if ring := in[token]; ring != nil {
				shared[ring]++
			}
		}
		for ring, n := range shared {
			if 2*n >= len(planted[i].Members)+len(ring.Members)-n {
				found[i] = ring
			}
		}
	}
	return found
}

// remembered is what the next run knows of rings.
func remembered(before []graph.PreviousRing, edition *graph.NextPublication) []graph.PreviousRing {
	all := map[string]graph.Ring{}
	for _, k := range before {
		if k.Status == graph.Closed {
			all[k.ID] = k.Ring
		}
	}
	for _, r := range slices.Concat(edition.Rings, edition.Closed) {
		all[r.ID] = r
	}
	var next []graph.PreviousRing
	for _, id := range slices.Sorted(maps.Keys(all)) {
		next = append(next, graph.PreviousRing{Ring: all[id]})
	}
	return next
}
