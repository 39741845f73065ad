package rings

import "math"

// concentration is the parameter A of the prior of a source: its rates of regions, categories or
// periods are drawn from a Dirichlet distribution with parameters α_k = A p_k around the background
// rates p. The lower A, the more strongly a source is expected to lean to few of them.
const concentration = 2.0

// coherence returns the logarithm of the Bayes factor of one source against chance:
//
//	log P(events | one source) − log P(events | independent draws from the background)
//
// Above 0 the events agree, below 0 they do not (Kass and Raftery 1995, "Bayes factors",
// doi:10.1080/01621459.1995.10476572).
func (r *rates) coherence(t tally) float64 { return r.logMarginal(t) - r.logChance(t) }

// logMarginal returns the logarithm of the probability of a sequence of events from one source with
// unknown rates, the Dirichlet-multinomial distribution (Minka 2000, "Estimating a Dirichlet
// distribution"):
//
//	Γ(A) / Γ(A+n) × Π_k Γ(α_k + n_k) / Γ(α_k)
//
// where n_k counts the events with key k, n counts all, α_k = A p_k and A is the concentration.
func (r *rates) logMarginal(t tally) float64 {
	n := t.total()
	if n == 0 {
		return 0
	}
	sum := -risingConcentration.log(n)
	for _, x := range t {
		sum += r.of(x.key).exact.log(x.count)
	}
	return sum
}

// roundedLogMarginal returns logMarginal of the events of two tallies together, by rounded rates.
func (r *rates) roundedLogMarginal(t, u tally) float64 {
	n := t.total() + u.total()
	if n == 0 {
		return 0
	}
	sum := -risingConcentration.log(n)
	for len(t) > 0 || len(u) > 0 {
		var next keyCount
		switch {
		case len(u) == 0 || len(t) > 0 && t[0].key < u[0].key:
			next, t = t[0], t[1:]
		case len(t) == 0 || u[0].key < t[0].key:
			next, u = u[0], u[1:]
		default:
			next = keyCount{t[0].key, t[0].count + u[0].count}
			t, u = t[1:], u[1:]
		}
		sum += r.of(next.key).rounded.log(next.count)
	}
	return sum
}

// roundedCoherence returns the coherence of a tally by rounded rates.
func (r *rates) roundedCoherence(t tally) float64 {
	sum := r.roundedLogMarginal(t, nil)
	for _, x := range t {
		sum -= float64(x.count) * math.Log(r.of(x.key).rounded.x/concentration)
	}
	return sum
}

// logChance returns the logarithm of the probability of a sequence of events that are drawn
// independently from the background: Σ_k n_k log p_k.
func (r *rates) logChance(t tally) float64 {
	sum := 0.0
	for _, x := range t {
		sum += float64(x.count) * math.Log(r.of(x.key).smoothed)
	}
	return sum
}

// coherence returns the coherence of each aspect.
func (b *background) coherence(t *tallies) (by [aspectCount]float64) {
	for aspect := range by {
		by[aspect] = b.by[aspect].coherence(t[aspect])
	}
	return by
}

// risingFactorial gives logarithms of the rising factorial x (x+1) … (x+n−1) = Γ(x+n) / Γ(x), from
// a table for small n. A detection needs millions of them, for few x.
type risingFactorial struct {
	x    float64
	logs []float64 // by n
}

// risingTable is the length of a table.
const risingTable = 128

var risingConcentration = newRisingFactorial(concentration, risingTable)

func newRisingFactorial(x float64, table int) risingFactorial {
	r := risingFactorial{x, make([]float64, table)}
	for n := 1; n < table; n++ {
		r.logs[n] = r.logs[n-1] + math.Log(x+float64(n-1))
	}
	return r
}

func (r *risingFactorial) log(n int32) float64 {
	if int(n) < len(r.logs) {
		return r.logs[n]
	}
	return logRising(r.x, n)
}

// logRising returns the logarithm of x (x+1) … (x+n−1), n ≥ 1.
func logRising(x float64, n int32) float64 {
	if n > 16 {
		return logGamma(x+float64(n)) - logGamma(x)
	}
	product := x
	for i := int32(1); i < n; i++ {
		product *= x + float64(i)
	}
	return math.Log(product)
}

func logGamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}
