package analysis

// objective is what Leiden maximises, in the form that both of its objectives share:
// the weight inside the communities, less penalty times the square of each one's mass
// over two. To move a node of mass k that has edges of weight w into a community of
// mass K gains w - penalty*k*K, less the same for the community it leaves.
type objective struct {
	penalty float64
	scale   float64 // what a gain is measured by: half the weight of all edge ends
	by      Objective
	all     float64 // weight of all edge ends
}

func newObjective[W weight](l *level[W], o LeidenOptions) objective {
	b := objective{by: o.Objective, penalty: o.Resolution}
	if b.by == ByModularity {
		for _, k := range l.mass {
			b.all += k
		}
		b.penalty /= max(b.all, minWeight)
	} else {
		b.all = float64(len(l.targets))
		if l.weights != nil {
			b.all = 0
			for _, w := range l.weights {
				b.all += float64(w)
			}
		}
	}
	b.scale = b.all / 2
	return b
}

const minWeight = 5e-324 // so that no weight at all is not divided by

// of returns the quality of the partition of the level, whose communities have the
// masses in total.
func (b objective) of(c *crew, l interface {
	inside(c *crew, community []uint32) (float64, error)
}, community []uint32, total []float64) (float64, error) {
	inside, err := l.inside(c, community)
	if err != nil || b.all == 0 {
		return 0, err
	}
	chance := 0.0
	if b.by == ByModularity {
		for _, k := range total {
			chance += (k / b.all) * (k / b.all)
		}
		return inside/b.all - b.penalty*b.all*chance, nil
	}
	for _, n := range total {
		chance += n * (n - 1) / 2
	}
	return inside/2 - b.penalty*chance, nil
}

// inside sums up the weight of the edge ends inside communities. Tasks' sums are added
// in order, so that the last digit is the same on any number of workers.
func (l *level[W]) inside(c *crew, community []uint32) (float64, error) {
	tasks := spans(l.offsets, taskSize)
	part := make([]float64, len(tasks))
	err := c.do(len(tasks)-1, func(_, task int) {
		sum := 0.0
		for u := tasks[task]; u < tasks[task+1]; u++ {
			row, weights := l.row(uint32(u))
			own := community[u]
			if l.loops != nil {
				sum += l.loops[u] - l.ownEnds(uint32(u))
			}
			for i, v := range row {
				if community[v] != own {
					continue
				}
				if weights == nil {
					sum++
				} else {
					sum += float64(weights[i])
				}
			}
		}
		part[task] = sum
	})
	all := 0.0
	for _, sum := range part {
		all += sum
	}
	return all, err
}
