package check

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	rings, in := make([]graph.Ring, 300), map[string]int{}
	for i := range rings {
		rings[i] = graph.Ring{ID: fmt.Sprint("ring-", i), Status: graph.Active, Score: r.Float64()}
		for range 1 + r.IntN(40) {
			text := randomToken(r, 1+r.IntN(3))
			if len(in) > 100 && r.IntN(20) == 0 { // one that is in several
				for indexed := range in {
					text = indexed
					break
				}
			}
			if before, ok := in[text]; !ok || rings[i].Score > rings[before].Score {
				in[text] = i
			}
			rings[i].Members = append(rings[i].Members, graph.Member{Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(text)}})
		}
	}
	x := NewIndex(rings)
	require.Equal(t, len(in), x.count)
	for text, want := range in {
		packed, _ := Pack(text)
		i, ok := x.Ring(&packed)
		require.True(t, ok)
		require.Equal(t, want, i)
	}
	for range 10_000 {
		packed, _ := Pack(randomToken(r, 4))
		_, ok := x.Ring(&packed)
		require.False(t, ok)
	}
	require.EqualValues(t, 24, unsafe.Sizeof(slot{}))
	_, ok := NewIndex(nil).Ring(&PackedToken{})
	require.False(t, ok)
}

// BenchmarkIndex looks up tokens in random order, half of which are in rings.
func BenchmarkIndex(b *testing.B) {
	for _, size := range []int{1e4, 1e6} {
		b.Run(fmt.Sprintf("tokens=%.0e", float64(size)), func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 3))
			rings, lookups := make([]graph.Ring, size/20), make([]PackedToken, 0, 2*size)
			for i := range rings {
				rings[i] = graph.Ring{Status: graph.Active}
				for range 20 {
					text := randomToken(r, 1)
					packed, _ := Pack(text)
					other, _ := Pack(randomToken(r, 1))
					lookups = append(lookups, packed, other)
					rings[i].Members = append(rings[i].Members, graph.Member{Identifier: graph.Identifier{Token: graph.Token(text)}})
				}
			}
			r.Shuffle(len(lookups), func(i, j int) { lookups[i], lookups[j] = lookups[j], lookups[i] })
			x := NewIndex(rings)
			i, found := 0, 0
			for b.Loop() {
				if _, ok := x.Ring(&lookups[i]); ok {
					found++
				}
				if i++; i == len(lookups) {
					i = 0
				}
			}
			b.ReportMetric(float64(len(x.slots))*float64(unsafe.Sizeof(slot{}))/float64(x.count), "bytes/token")
			if found == 0 {
				b.Fatal("none is found")
			}
		})
	}
}
