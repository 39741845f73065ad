package main

import "math"

// This file draws values from distributions.

// chance reports true with probability p.
func (w *world) chance(p float64) bool { return w.Float64() < p }

// between returns a number from lo to hi, all equally likely.
func (w *world) between(lo, hi float64) float64 { return lo + (hi-lo)*w.Float64() }

// spread returns a number from lo to hi, all orders of magnitude equally likely.
func (w *world) spread(lo, hi float64) float64 { return lo * math.Pow(hi/lo, w.Float64()) }

// count returns a whole number from lo to hi, all equally likely.
func (w *world) count(lo, hi int) int { return lo + w.IntN(hi-lo+1) }

// size returns a whole number from lo to hi, all orders of magnitude equally likely.
func (w *world) size(lo, hi int) int { return int(w.spread(float64(lo), float64(hi)+0.999)) }

// around returns a log-normal number by its median and the standard deviation of its logarithm.
func (w *world) around(median, sigma float64) float64 {
	return median * math.Exp(sigma*w.NormFloat64())
}

// more returns a geometric number of 0 and more by its mean.
func (w *world) more(mean float64) int {
	if mean <= 0 {
		return 0
	}
	return int(math.Log(1-w.Float64()) / math.Log(mean/(1+mean)))
}

// events returns a Poisson number by its mean, or its normal approximation when the mean is large.
func (w *world) events(mean float64) int {
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*w.NormFloat64())))
	}
	n := 0
	for p := w.Float64(); p > math.Exp(-mean); p *= w.Float64() {
		n++
	}
	return n
}

// weighted returns an index with a probability in proportion to its weight.
func (w *world) weighted(weights []float64) int {
	sum := 0.0
	for _, x := range weights {
		sum += x
	}
	r := w.Float64() * sum
	for i, x := range weights {
		if r -= x; r < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// one returns one of the items, all equally likely.
func one[T any](w *world, items []T) T { return items[w.IntN(len(items))] }
