package analysis

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// forNetworks runs a benchmark on the networks of NETWORKS, a list of files as bench/graphs.py
// makes them: NETWORKS="$CACHE/lfr1m.tsv $CACHE/rmat20.tsv" go test ./analysis -run - -bench _Networks
func forNetworks(b *testing.B, run func(b *testing.B, g *Network)) {
	names := strings.Fields(os.Getenv("NETWORKS"))
	if len(names) == 0 {
		b.Skip("NETWORKS names no file")
	}
	for _, name := range names {
		b.Run(strings.TrimSuffix(filepath.Base(name), ".tsv"), func(b *testing.B) {
			g := readNetwork(b, name)
			b.ResetTimer()
			run(b, g)
		})
	}
}

// readNetwork reads lines of two nodes and a weight, which is passed over unless it is whole.
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

// Time against modularity, by when rounds end on the network itself, on the way up and down.
func BenchmarkLeiden_Networks(b *testing.B) {
	forNetworks(b, func(b *testing.B, g *Network) {
		for _, tolerance := range [][2]float64{{1e-3, 1e-4}, {firstTolerance, lastTolerance}, {2e-2, 1e-4}, {1e-2, 5e-4}, {2e-2, 5e-4}, {1e-2, 1e-3}, {2e-2, 1e-3}, {3e-2, 1e-4}} {
			b.Run(fmt.Sprintf("up=%g/down=%g", tolerance[0], tolerance[1]), func(b *testing.B) {
				quality := 0.0
				for b.Loop() {
					o := LeidenOptions{tolerance: tolerance}
					if testing.Verbose() {
						o.trace = b.Logf
					}
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
