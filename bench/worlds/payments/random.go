package main

import (
	"math"
	"math/rand/v2"
	"sort"
)

// dice draws from the distributions that the world is made of.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 0x7061796d656e7473))} }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between returns a whole number from low to high, both included.
func (d dice) between(low, high int) int {
	if high <= low {
		return low
	}
	return low + d.IntN(high-low+1)
}

func (d dice) uniform(low, high float64) float64 { return low + d.Float64()*(high-low) }

func (d dice) lognormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*d.NormFloat64())
}

// heavy returns a whole number of a Pareto distribution that is cut off at high.
func (d dice) heavy(low, alpha, high float64) int {
	if high <= low {
		return int(low)
	}
	cut := math.Pow(low/high, alpha)
	return int(low / math.Pow(1-d.Float64()*(1-cut), 1/alpha))
}

// poisson returns a count with the given mean, by the normal distribution where the mean is large.
func (d dice) poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 60 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*d.NormFloat64())))
	}
	count := 0
	for rest := d.ExpFloat64(); rest < mean; rest += d.ExpFloat64() {
		count++
	}
	return count
}

// around returns a whole count that is near size on average, whatever size is.
func (d dice) around(size float64) int {
	whole := math.Floor(size)
	if d.chance(size - whole) {
		whole++
	}
	return int(whole)
}

// weights draws positions in proportion to weights.
type weights struct{ sums []float64 }

func (w *weights) add(weight float64) {
	sum := weight
	if n := len(w.sums); n > 0 {
		sum += w.sums[n-1]
	}
	w.sums = append(w.sums, sum)
}

func (w *weights) draw(d dice) int {
	n := len(w.sums)
	return min(n-1, sort.SearchFloat64s(w.sums, d.Float64()*w.sums[n-1]))
}

func one[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// some returns up to n elements of a list, in random order.
func some[T any](d dice, list []T, n int) []T {
	n = min(n, len(list))
	chosen := make([]T, 0, n)
	if n*4 < len(list) { // few of many: reject repetitions
		seen := make(map[int]bool, n)
		for len(chosen) < n {
			if i := d.IntN(len(list)); !seen[i] {
				seen[i] = true
				chosen = append(chosen, list[i])
			}
		}
		return chosen
	}
	for _, i := range d.Perm(len(list))[:n] {
		chosen = append(chosen, list[i])
	}
	return chosen
}
