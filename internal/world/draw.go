package world

import (
	"encoding/base32"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"

	"ringwatch/graph"
)

// chance is true with probability p.
func chance(rng *rand.Rand, p float64) bool { return rng.Float64() < p }

// between draws a whole number from lo to hi, both included.
func between(rng *rand.Rand, lo, hi int) int { return lo + rng.IntN(hi-lo+1) }

// uniform draws from lo to hi.
func uniform(rng *rand.Rand, lo, hi float64) float64 { return lo + rng.Float64()*(hi-lo) }

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

// modus is how a fraud is done: what a report says of it.
type modus struct {
	category string
	channel  string
	logLoss  float64 // the mean of the loss's logarithm, in rupees
	spread   float64 // its standard deviation
	weight   int     // how common it is
}

var modi = [...]modus{
	{"upi_fraud", "call", 9.2, 1.1, 18},
	{"kyc_update", "sms", 9.6, 1.2, 12},
	{"investment", "messenger", 12.0, 1.4, 14},
	{"job_offer", "messenger", 10.4, 1.3, 11},
	{"digital_arrest", "call", 12.6, 1.2, 5},
	{"loan_app", "app", 8.9, 0.9, 9},
	{"card_fraud", "call", 10.1, 1.0, 10},
	{"parcel", "call", 10.6, 1.2, 6},
	{"shopping", "web", 8.2, 1.1, 10},
	{"sextortion", "messenger", 9.4, 1.0, 5},
}

// region is a state, weighed by how many people report from it.
type region struct {
	code   string
	weight int
}

var regions = [...]region{
	{"UP", 16}, {"MH", 14}, {"KA", 11}, {"TG", 10}, {"TN", 8}, {"GJ", 8}, {"DL", 8}, {"WB", 7}, {"RJ", 7}, {"HR", 6},
	{"BR", 6}, {"AP", 5}, {"KL", 5}, {"MP", 5}, {"PB", 4}, {"OD", 3}, {"JH", 3}, {"AS", 2}, {"CG", 2}, {"UT", 2}, {"HP", 1}, {"GA", 1},
}

func drawModus(rng *rand.Rand) modus {
	return modi[weighed(rng, len(modi), func(i int) int { return modi[i].weight })]
}

func drawRegion(rng *rand.Rand) string {
	return regions[weighed(rng, len(regions), func(i int) int { return regions[i].weight })].code
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

// loss draws what a victim says was lost. Many know only a round sum.
func (m modus) loss(rng *rand.Rand) graph.Amount {
	rupees := math.Exp(m.logLoss + m.spread*rng.NormFloat64())
	if chance(rng, 0.5) {
		return graph.Amount(strconv.FormatInt(max(int64(rupees/500), 1)*500, 10) + ".00")
	}
	return graph.Amount(strconv.FormatFloat(min(rupees, 1e9), 'f', 2, 64))
}
