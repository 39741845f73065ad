package analysis

// objective is the quality that Leiden maximises, in the form that both of its objectives share.
// With w_c the weight of the edges inside community c and K_c the sum of its nodes' masses, it is
//
//	H = Σ_c w_c − penalty·K_c²/2
//
// Modularity is H/m for masses that are degrees and a penalty of γ/(2m), m being the weight of all
// edges. The constant Potts model is H plus a constant for masses of 1 and a penalty of γ.
//
// Moving node u of mass k from community A to B changes H by
//
//	ΔH = [w(u,B) − penalty·k·K_B] − [w(u,A∖u) − penalty·k·(K_A − k)]
//
// where w(u,C) is the weight of u's edges to C (Blondel et al. 2008,
// doi:10.1088/1742-5468/2008/10/P10008).
type objective struct {
	kind       Objective
	penalty    float64
	resolution float64 // γ
	allEnds    float64 // 2m, the weight of all edge ends
	scale      float64 // m, which gains are compared to
}

func newObjective[W weight](l *level[W], o LeidenOptions) objective {
	b := objective{kind: o.Objective, penalty: o.Resolution, resolution: o.Resolution}
	switch {
	case b.kind == ByModularity:
		for _, k := range l.mass {
			b.allEnds += float64(k)
		}
		b.penalty /= max(b.allEnds, tiny)
	case l.weights == nil:
		b.allEnds = float64(len(l.targets))
	default:
		for _, w := range l.weights {
			b.allEnds += float64(w)
		}
	}
	b.scale = b.allEnds / 2
	return b
}

// tiny replaces a divisor of 0.
const tiny = 5e-324

// nullTerm returns what a community of mass K costs, before the factor γ: (K/2m)² for modularity,
// the number of pairs K(K−1)/2 for the constant Potts model.
func (b *objective) nullTerm(mass float64) float64 {
	if b.kind == ByModularity {
		return (mass / b.allEnds) * (mass / b.allEnds)
	}
	return mass * (mass - 1) / 2
}

// quality returns the quality of a partition from the weight of the edge ends inside communities
// and the sum of their null terms.
func (b *objective) quality(inside, nullTerms float64) float64 {
	switch {
	case b.allEnds == 0 && b.kind == ByModularity:
		return 0
	case b.kind == ByModularity:
		return inside/b.allEnds - b.resolution*nullTerms
	}
	return inside/2 - b.penalty*nullTerms
}

// sumNullTerms returns the sum of the null terms of communities of the given masses.
func sumNullTerms[W weight](b *objective, masses []W) (sum float64) {
	if b.allEnds == 0 && b.kind == ByModularity {
		return 0
	}
	for _, k := range masses {
		sum += b.nullTerm(float64(k))
	}
	return sum
}
