package analysis

import (
	"fmt"
	"math/rand/v2"
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
func climber(b *testing.B, g *Network) (*hierarchy[float32], *level[float32]) {
	b.Helper()
	o, err := LeidenOptions{}.withDefaults()
	if err != nil {
		b.Fatal(err)
	}
	l := networkLevel[float32](g, nil, ByModularity)
	c := newCrew(b.Context(), 0)
	return &hierarchy[float32]{
		crew: c, LeidenOptions: o, objective: newObjective(l, o),
		rnd: rand.New(rand.NewPCG(1, 0)), scratch: newSums(c.workers, l.order()),
	}, l
}

func BenchmarkMove(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, l := climber(b, g)
		for b.Loop() {
			if moves, err := h.move(l, singles(l.order()), firstTolerance); err != nil || moves == 0 {
				b.Fatal(moves, err)
			}
		}
	})
}

// moved is a level whose nodes have moved: what refinement starts from.
func moved(b *testing.B, g *Network) (h *hierarchy[float32], l *level[float32], community []uint32, by grouping, total []float64) {
	b.Helper()
	h, l = climber(b, g)
	community = singles(l.order())
	if _, err := h.move(l, community, firstTolerance); err != nil {
		b.Fatal(err)
	}
	count := renumber(community, l.order())
	return h, l, community, group(community, count), l.totals(community, count)
}

func BenchmarkRefine(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, l, community, by, total := moved(b, g)
		b.ResetTimer()
		for b.Loop() {
			if _, err := refine(h.crew, l, h.penalty, community, by, total, h.scratch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAggregate(b *testing.B) {
	forSizes(b, func(b *testing.B, g *Network) {
		h, l, community, by, total := moved(b, g)
		part, belongs, err := h.split(l, community, by, total)
		if err != nil {
			b.Fatal(err)
		}
		parts := group(part, len(belongs))
		b.ResetTimer()
		for b.Loop() {
			if up, err := aggregate(h.crew, l, part, parts, h.scratch); err != nil || up.order() == 0 {
				b.Fatal(err)
			}
		}
	})
}
