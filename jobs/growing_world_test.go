package jobs

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/lifecycle"
)

// TestAdvance_OverAGrowingWorld makes twenty runs over a synthetic world that grows, and follows
// the rings that are planted in it, and the bands of all. bench/stability measures.
func TestAdvance_OverAGrowingWorld(t *testing.T) {
	if testing.Short() {
		t.Skip("makes twenty detection runs")
	}
	var records []graph.Record
	planted, err := world.Generate(world.Options{Reports: 6000, Seed: 7}, func(r graph.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	const runs = 20
	var previous []graph.PreviousRing
	ids := map[int]string{} // of the ring found for each planted one
	continuing, sameID := 0, 0
	published, highest, flaps := 0, 0, 0
	left := map[string]map[graph.Band]bool{} // bands that a ring has left
	for i := range runs {
		filed := evidence.FromRecords(records[:len(records)*(i+runs)/(2*runs-1)])
		r := &run{Detection: &Detection{Evidence: filed}, ctx: t.Context(), asOf: filed.Newest()}
		f, err := r.find()
		require.NoError(t, err)
		next := lifecycle.Advance(lifecycle.Input{Matching: lifecycle.Match(previous, f.rings), AsOf: r.asOf})
		before := map[string]*graph.PreviousRing{}
		for i := range previous {
			before[previous[i].ID] = &previous[i]
		}
		for _, ring := range next.Rings {
			published++
			if ring.Band == graph.VeryHigh {
				highest++
				require.True(t, ring.Corroborated || ring.Agencies.Number == 0, "%s is in the highest band by the word of one agency", ring.ID)
			}
			// Age is a reason to change the band.
			if old := before[ring.ID]; old != nil && old.Band != ring.Band && old.Status == graph.Active && ring.Status == graph.Active {
				if left[ring.ID][ring.Band] {
					flaps++
				}
				if left[ring.ID] == nil {
					left[ring.ID] = map[graph.Band]bool{}
				}
				left[ring.ID][old.Band] = true
			}
		}
		now := foundOf(planted, next.Rings)
		for i, ring := range now {
			before, ok := ids[i]
			if ok {
				continuing++
				if before == ring.ID {
					sameID++
				}
			}
		}
		maps.DeleteFunc(ids, func(i int, _ string) bool { _, still := now[i]; return !still })
		for i, ring := range now {
			ids[i] = ring.ID
		}
		previous = previousAfter(previous, next)
	}
	t.Logf("%d of %d continuing rings have the same id", sameID, continuing)
	t.Logf("%d of %d published rings, %d in the highest band, came back to a band", flaps, published, highest)
	require.Positive(t, highest)
	require.LessOrEqual(t, flaps, published/100)
	require.Greater(t, continuing, 200)
	require.GreaterOrEqual(t, float64(sameID), 0.99*float64(continuing))
}

// foundOf returns the ring found for each planted one: the one with at least half of both in
// common.
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

// previousAfter returns the previous rings of the run after the one that published.
func previousAfter(previous []graph.PreviousRing, published *graph.NextPublication) []graph.PreviousRing {
	all := map[string]graph.Ring{}
	for _, k := range previous {
		if k.Status == graph.Closed {
			all[k.ID] = k.Ring
		}
	}
	for _, r := range slices.Concat(published.Rings, published.Closed) {
		all[r.ID] = r
	}
	var next []graph.PreviousRing
	for _, id := range slices.Sorted(maps.Keys(all)) {
		next = append(next, graph.PreviousRing{Ring: all[id]})
	}
	return next
}
