package world

import (
	"encoding/base32"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// chance is true with probability p.
func chance(rng *rand.Rand, p float64) bool { return rng.Float64() < p }

// maybe is chance, but draws nothing where p is 0: what the usual worlds do not have
// must not move what they have.
func maybe(rng *rand.Rand, p float64) bool { return p > 0 && chance(rng, p) }

// between draws a whole number from lo to hi, both included.
func between(rng *rand.Rand, lo, hi int) int { return lo + rng.IntN(hi-lo+1) }

// uniform draws from lo to hi.
func uniform(rng *rand.Rand, lo, hi float64) float64 { return lo + rng.Float64()*(hi-lo) }

func (s ints) draw(rng *rand.Rand) int      { return between(rng, s.lo, s.hi) }
func (s ints) skewed(rng *rand.Rand) int    { return skewed(rng, s.lo, s.hi) }
func (s reals) draw(rng *rand.Rand) float64 { return uniform(rng, s.lo, s.hi) }

// skewed draws from lo to hi with the small far more often: its logarithm is uniform.
func skewed(rng *rand.Rand, lo, hi int) int {
	x := math.Exp(uniform(rng, math.Log(float64(lo)), math.Log(float64(hi)+1)))
	return min(max(int(x), lo), hi)
}

// pick draws an element.
func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

// moment draws a second of a day: most of what is reported happens between nine in
// the morning and eleven at night in India.
func moment(rng *rand.Rand) int {
	const opens, lasts = 3*3600 + 1800, 14 * 3600
	return opens + (rng.IntN(lasts)+rng.IntN(lasts))/2
}

var tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newIdentifier draws an identifier that nothing has named yet.
func newIdentifier(rng *rand.Rand, kind graph.Kind) graph.Identifier {
	var random [16]byte
	binary.LittleEndian.PutUint64(random[:8], rng.Uint64())
	binary.LittleEndian.PutUint64(random[8:], rng.Uint64())
	token := [30]byte{'t', 'k', '1', '_'}
	tokenEncoding.Encode(token[4:], random[:])
	return graph.Identifier{Kind: kind, Token: graph.Token(token[:])}
}

func newIdentifiers(rng *rand.Rand, kind graph.Kind, n int) []graph.Identifier {
	ids := make([]graph.Identifier, n)
	for i := range ids {
		ids[i] = newIdentifier(rng, kind)
	}
	return ids
}

// weighed draws one of n by their weights.
func weighed(rng *rand.Rand, n int, weight func(int) int) int {
	total := 0
	for i := range n {
		total += weight(i)
	}
	left := rng.IntN(total)
	for i := range n {
		if left -= weight(i); left < 0 {
			return i
		}
	}
	return n - 1
}

// choose draws one of some by how common they are.
func choose(rng *rand.Rand, common []float64) int {
	total := 0.0
	for _, c := range common {
		total += c
	}
	left := rng.Float64() * total
	for i, c := range common {
		if left -= c; left < 0 {
			return i
		}
	}
	return len(common) - 1
}
