package world

import (
	"encoding/base32"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// chance returns true with probability p.
func chance(rng *rand.Rand, p float64) bool { return rng.Float64() < p }

// optional is chance, but draws nothing if p is 0: what only worlds with variety have must not
// shift the draws of the others.
func optional(rng *rand.Rand, p float64) bool { return p > 0 && chance(rng, p) }

// between draws a whole number from lo to hi, both included.
func between(rng *rand.Rand, lo, hi int) int { return lo + rng.IntN(hi-lo+1) }

// uniform draws a number from lo to hi.
func uniform(rng *rand.Rand, lo, hi float64) float64 { return lo + rng.Float64()*(hi-lo) }

func (s ints) draw(rng *rand.Rand) int      { return between(rng, s.lo, s.hi) }
func (s ints) skewed(rng *rand.Rand) int    { return skewed(rng, s.lo, s.hi) }
func (s reals) draw(rng *rand.Rand) float64 { return uniform(rng, s.lo, s.hi) }

// skewed draws a whole number from lo to hi whose logarithm is uniform: small ones far more often.
func skewed(rng *rand.Rand, lo, hi int) int {
	x := math.Exp(uniform(rng, math.Log(float64(lo)), math.Log(float64(hi)+1)))
	return min(max(int(x), lo), hi)
}

// pick draws an element.
func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// pickHub draws an element, the first ones by far the most often.
func pickHub(rng *rand.Rand, hubs []graph.Identifier) graph.Identifier {
	u := rng.Float64()
	return hubs[int(u*u*float64(len(hubs)))]
}

// weightedInt draws an index from 0 to n-1 by whole weights.
func weightedInt(rng *rand.Rand, n int, weight func(int) int) int {
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

// weightedReal draws an index by real weights.
func weightedReal(rng *rand.Rand, weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	left := rng.Float64() * total
	for i, w := range weights {
		if left -= w; left < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// drawSecond draws the second of a day, in UTC. Reports occur between nine in the morning and
// eleven at night in India, most in the middle of that.
func drawSecond(rng *rand.Rand) int {
	const first, length = 3*3600 + 1800, 14 * 3600
	return first + (rng.IntN(length)+rng.IntN(length))/2
}

var tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newIdentifier draws an identifier with a token of its own.
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
