package analysis

// objective is what Leiden maximises, in the form that both of its objectives share:
// the weight inside the communities, less penalty times the square of each one's mass
// over two. To move a node of mass k that has edges of weight w into a community of
// mass K gains w - penalty*k*K, less the same for the community it leaves.
type objective struct {
	penalty    float64
	resolution float64
	scale      float64 // what a gain is measured by: half the weight of all edge ends
	by         Objective
	all        float64 // weight of all edge ends
}

func newObjective[W weight](l *level[W], o LeidenOptions) objective {
	b := objective{by: o.Objective, penalty: o.Resolution, resolution: o.Resolution}
	switch {
	case b.by == ByModularity:
		for _, k := range l.mass {
			b.all += float64(k)
		}
		b.penalty /= max(b.all, minWeight)
	case l.weights == nil:
		b.all = float64(len(l.targets))
	default:
		for _, w := range l.weights {
			b.all += float64(w)
		}
	}
	b.scale = b.all / 2
	return b
}

const minWeight = 5e-324 // so that no weight at all is not divided by

// chance is what a community of the mass adds to what the quality is less by.
func (b *objective) chance(mass float64) float64 {
	if b.by == ByModularity {
		return (mass / b.all) * (mass / b.all)
	}
	return mass * (mass - 1) / 2
}

// quality is that of a partition with the weight of edge ends inside communities, and
// the chance of all of them.
func (b *objective) quality(inside, chance float64) float64 {
	switch {
	case b.all == 0 && b.by == ByModularity:
		return 0
	case b.by == ByModularity:
		return inside/b.all - b.resolution*chance
	}
	return inside/2 - b.penalty*chance
}

// chances sums up the chance of the masses.
func chances[W weight](b *objective, total []W) (sum float64) {
	if b.all == 0 && b.by == ByModularity {
		return 0
	}
	for _, k := range total {
		sum += b.chance(float64(k))
	}
	return sum
}
