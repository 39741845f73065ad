package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// benchNetwork draws n nodes in groups of 50, with about 10 neighbours each, two in
// three of them in the group.
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

// climber is a climb at its start, for the benchmarks of its phases.
func climber(b *testing.B, g *Network) (*hierarchy[uint32], *level[uint32]) {
	b.Helper()
	o, err := LeidenOptions{}.withDefaults()
	if err != nil {
		b.Fatal(err)
	}
	c := newCrew(b.Context(), 0)
	b.Cleanup(c.close)
	l, err := networkLevel[uint32](c, g, nil, ByModularity)
	if err != nil {
		b.Fatal(err)
	}
	return newHierarchy(c, l, o), l
}

// move moves the nodes from communities of one.
func move(b *testing.B, h *hierarchy[uint32], l *level[uint32]) *mover[uint32] {
	b.Helper()
	community := singles(l.order())
	m := newMover(l, h.penalty, community, l.totals(community, l.order()), h.scratch)
	m.markAll()
	if moves, _, err := h.rounds(m, firstTolerance, 0); err != nil || moves == 0 {
		b.Fatal(moves, err)
	}
	return m
}

func BenchmarkMove(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, l := climber(b, g)
		for b.Loop() {
			move(b, h, l)
		}
	})
}

// moved is a level whose nodes have moved: what grouping and refinement start from.
func moved(b *testing.B, g *Network) (h *hierarchy[uint32], l *level[uint32], community []uint32, total []uint32) {
	b.Helper()
	h, l = climber(b, g)
	m := move(b, h, l)
	total, err := m.number(h.crew)
	if err != nil {
		b.Fatal(err)
	}
	return h, l, m.community, total
}

func BenchmarkGroup(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, _, community, total := moved(b, g)
		b.ResetTimer()
		for b.Loop() {
			if _, err := groupBy(h.crew, community, len(total)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRefine(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, l, community, total := moved(b, g)
		by, err := groupBy(h.crew, community, len(total))
		if err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for b.Loop() {
			list := grouping{by.starts, slices.Clone(by.nodes)}
			if _, err := refine(h.crew, l, h.penalty, community, list, total, h.scratch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAggregate(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, l, community, total := moved(b, g)
		p, err := h.split(l, community, total)
		if err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for b.Loop() {
			if up, _, err := aggregate(h.crew, l, p, h.scratch, &h.room); err != nil || up.order() == 0 {
				b.Fatal(err)
			}
		}
	})
}
