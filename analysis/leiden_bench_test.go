package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// benchNetwork returns a random network of n nodes in groups of 50, with about 10 neighbours each,
// two in three of them in the group.
func benchNetwork(b *testing.B, n int) *Network {
	b.Helper()
	rnd := rand.New(rand.NewPCG(1, 1))
	var from, to []uint32
	for u := range n {
		for range 5 {
			v := rnd.IntN(n)
			if rnd.IntN(3) > 0 {
				v = min(u/50*50+rnd.IntN(50), n-1)
			}
			from, to = append(from, uint32(u)), append(to, uint32(v))
		}
	}
	g, err := NewNetwork(n, from, to, nil)
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// forSizes runs a benchmark of a phase of Leiden, with its edges per second.
func forSizes(b *testing.B, phase func(b *testing.B, g *Network)) {
	for _, n := range []int{1e4, 1e6} {
		b.Run(fmt.Sprintf("nodes=%.0e/deg=10", float64(n)), func(b *testing.B) {
			g := benchNetwork(b, n)
			b.ReportAllocs()
			b.ResetTimer()
			phase(b, g)
			b.ReportMetric(float64(len(g.targets)/2)*float64(b.N)/b.Elapsed().Seconds(), "edges/s")
		})
	}
}

func BenchmarkLeiden(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		for b.Loop() {
			p, err := Leiden(b.Context(), g, LeidenOptions{})
			if err != nil || p.Quality < 0.5 {
				b.Fatal(p, err)
			}
		}
	})
}

// newRun returns a run of Leiden at its start, for the benchmarks of its phases.
func newRun(b *testing.B, g *Network) (*leidenRun[uint32], *level[uint32]) {
	b.Helper()
	p := newPool(b.Context(), 0)
	b.Cleanup(p.close)
	l, err := networkLevel[uint32](p, g, nil, ByModularity)
	if err != nil {
		b.Fatal(err)
	}
	return newLeidenRun(p, l, LeidenOptions{}.withDefaults()), l
}

// move makes the local moving phase of a level, from single nodes.
func move(b *testing.B, r *leidenRun[uint32], l *level[uint32]) *mover[uint32] {
	b.Helper()
	community := singletons(l.order())
	m := newMover(l, r.objective.penalty, community, l.communityMass(community, l.order()), r.scratch)
	m.markAll()
	if moves, _, err := r.moveNodes(m, defaultCoarsenTolerance, 0); err != nil || moves == 0 {
		b.Fatal(moves, err)
	}
	return m
}

func BenchmarkMove(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		r, l := newRun(b, g)
		for b.Loop() {
			move(b, r, l)
		}
	})
}

// moved returns a level whose nodes have moved, from which grouping and refinement start.
func moved(b *testing.B, g *Network) (r *leidenRun[uint32], l *level[uint32], community []uint32, total []uint32) {
	b.Helper()
	r, l = newRun(b, g)
	m := move(b, r, l)
	total, err := m.compact(r.pool)
	if err != nil {
		b.Fatal(err)
	}
	return r, l, m.community, total
}

func BenchmarkGroup(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		r, _, community, total := moved(b, g)
		b.ResetTimer()
		for b.Loop() {
			if _, err := groupInParallel(r.pool, community, len(total)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRefine(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		r, l, community, total := moved(b, g)
		groups, err := groupInParallel(r.pool, community, len(total))
		if err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for b.Loop() {
			list := grouping{groups.starts, slices.Clone(groups.nodes)}
			if _, err := refine(r.pool, l, r.objective.penalty, community, list, total, r.scratch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAggregate(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		r, l, community, total := moved(b, g)
		p, err := r.splitCommunities(l, community, total)
		if err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for b.Loop() {
			if up, _, err := aggregate(r.pool, l, p, r.scratch, &r.buffer); err != nil || up.order() == 0 {
				b.Fatal(err)
			}
		}
	})
}
