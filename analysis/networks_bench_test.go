package analysis

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// forNetworks runs a benchmark on each of the networks that NETWORKS lists, files that
// bench/graphs.py makes:
//
//	NETWORKS="$CACHE/lfr1m.tsv $CACHE/rmat20.tsv" go test ./analysis -run - -bench _Networks
func forNetworks(b *testing.B, run func(b *testing.B, g *Network)) {
	files := strings.Fields(os.Getenv("NETWORKS"))
	if len(files) == 0 {
		b.Skip("NETWORKS lists no file")
	}
	for _, name := range files {
		b.Run(strings.TrimSuffix(filepath.Base(name), ".tsv"), func(b *testing.B) {
			g := readNetwork(b, name)
			b.ResetTimer()
			run(b, g)
		})
	}
}

// readNetwork reads lines of two nodes and a whole weight.
func readNetwork(b *testing.B, name string) *Network {
	b.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	var from, to []uint32
	var weights []float64
	order, weighted := uint32(0), false
	for len(text) > 0 {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		var fields [3]uint32
		field := 0
		for _, c := range line {
			if c == '\t' {
				field++
				continue
			}
			fields[field] = fields[field]*10 + uint32(c-'0')
		}
		from, to, weights = append(from, fields[0]), append(to, fields[1]), append(weights, float64(fields[2]))
		weighted = weighted || fields[2] != 1
		order = max(order, fields[0]+1, fields[1]+1)
	}
	if !weighted {
		weights = nil
	}
	g, err := NewNetwork(int(order), from, to, weights)
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// Time against modularity, for larger tolerances than the default, the default, and smaller ones.
func BenchmarkLeiden_Networks(b *testing.B) {
	forNetworks(b, func(b *testing.B, g *Network) {
		for _, o := range []LeidenOptions{
			{coarsenTolerance: 3e-2, uncoarsenTolerance: 3e-3},
			{coarsenTolerance: defaultCoarsenTolerance, uncoarsenTolerance: defaultUncoarsenTolerance},
			{coarsenTolerance: 1e-2, uncoarsenTolerance: 1e-4},
			{Iterations: 2},
		} {
			name := fmt.Sprintf("up=%g/down=%g/iterations=%d", o.coarsenTolerance, o.uncoarsenTolerance, o.Iterations)
			b.Run(name, func(b *testing.B) {
				if testing.Verbose() {
					o.trace = b.Logf
				}
				quality := 0.0
				for b.Loop() {
					p, err := Leiden(b.Context(), g, o)
					if err != nil {
						b.Fatal(err)
					}
					quality = p.Quality
				}
				b.ReportMetric(quality, "modularity")
			})
		}
	})
}

// The time of an update, and the modularity that it loses, compared to a full run. One edge in a
// hundred is replaced by one between any two nodes, or between two nodes with a common neighbour.
func BenchmarkUpdateLeiden_Networks(b *testing.B) {
	forNetworks(b, func(b *testing.B, g *Network) {
		earlier, err := Leiden(b.Context(), g, LeidenOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for kind, friends := range map[string]bool{"anywhere": false, "friends": true} {
			b.Run(kind, func(b *testing.B) {
				after, changed := replaced(b, g, friends)
				var full, repair time.Duration
				var best, updated *Partition
				for b.Loop() {
					start := time.Now()
					if best, err = Leiden(b.Context(), after, LeidenOptions{}); err != nil {
						b.Fatal(err)
					}
					full += time.Since(start)
					start = time.Now()
					if updated, err = UpdateLeiden(b.Context(), after, earlier, changed, LeidenOptions{}); err != nil {
						b.Fatal(err)
					}
					repair += time.Since(start)
				}
				b.ReportMetric(repair.Seconds()/full.Seconds(), "share")
				b.ReportMetric(repair.Seconds()/float64(b.N), "repair-s")
				b.ReportMetric(full.Seconds()/float64(b.N), "full-s")
				b.ReportMetric(best.Quality-updated.Quality, "lost")
			})
		}
	})
}

// replaced returns the network with one edge in a hundred replaced, and the ends of the removed and
// the added edges.
func replaced(b *testing.B, g *Network, friends bool) (after *Network, changed []int) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(1, 1))
	var from, to []uint32
	var weights []float64
	for u := range uint32(g.Order()) {
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			v := g.targets[i]
			if v < u {
				continue
			}
			w := g.weight(i)
			if rnd.IntN(100) == 0 {
				changed = append(changed, int(u), int(v))
				x, y := rnd.IntN(g.Order()), rnd.IntN(g.Order())
				if row := g.Neighbours(x); friends && len(row) > 0 {
					row = g.Neighbours(int(row[rnd.IntN(len(row))]))
					y = int(row[rnd.IntN(len(row))])
				}
				from, to, weights = append(from, uint32(x)), append(to, uint32(y)), append(weights, w)
				changed = append(changed, x, y)
				continue
			}
			from, to, weights = append(from, u), append(to, v), append(weights, w)
		}
	}
	after, err := NewNetwork(g.Order(), from, to, weights)
	if err != nil {
		b.Fatal(err)
	}
	return after, changed
}

// The longest time from the end of the context to the return of Leiden, over 40 moments of a run.
func BenchmarkLeidenStops_Networks(b *testing.B) {
	forNetworks(b, func(b *testing.B, g *Network) {
		start := time.Now()
		if _, err := Leiden(b.Context(), g, LeidenOptions{}); err != nil {
			b.Fatal(err)
		}
		whole := time.Since(start)
		const stops = 40
		var longest time.Duration
		for b.Loop() {
			for i := range stops {
				ctx, cancel := context.WithCancel(b.Context())
				cancelled := make(chan time.Time, 1)
				timer := time.AfterFunc(whole*time.Duration(i)/stops, func() {
					cancelled <- time.Now()
					cancel()
				})
				_, err := Leiden(ctx, g, LeidenOptions{})
				if err != nil {
					longest = max(longest, time.Since(<-cancelled))
				}
				timer.Stop()
				cancel()
			}
		}
		b.ReportMetric(float64(longest.Milliseconds()), "longest-ms")
	})
}
