package analysis

// weight is the type of a level's edge weights: float32 where the network has none,
// so that all are whole numbers, float64 otherwise.
type weight interface{ float32 | float64 }

// level is one graph of the hierarchy that Leiden climbs: the network itself, or one
// whose nodes are connected parts of the level below. Rows are as in a Network, though
// not sorted and, above the network itself, without loops.
type level[W weight] struct {
	offsets []int
	targets []uint32
	weights []W       // beside targets; nil where every weight is 1
	mass    []float64 // of each node: what the objective sums up over a community
	loops   []float64 // twice the weight inside each node; nil where there is none
	looped  bool      // whether loops also stand in the rows, with half of that
}

// networkLevel is the network as a level: it shares the rows.
func networkLevel[W weight](g *Network, weights []W, by Objective) *level[W] {
	l := &level[W]{offsets: g.offsets, targets: g.targets, weights: weights, mass: large[float64](g.Order())}
	for u := range l.mass {
		row := g.targets[g.offsets[u]:g.offsets[u+1]]
		l.mass[u] = float64(len(row))
		if weights != nil {
			l.mass[u] = 0
			for _, w := range weights[g.offsets[u]:g.offsets[u+1]] {
				l.mass[u] += float64(w)
			}
		}
		for i, v := range row {
			if v == uint32(u) {
				if l.loops == nil {
					l.loops, l.looped = large[float64](g.Order()), true
				}
				w := g.weight(g.offsets[u] + i)
				l.loops[u] = 2 * w
				l.mass[u] += w // a loop has both its ends here
			}
		}
		if by == ByCPM {
			l.mass[u] = 1
		}
	}
	return l
}

func (l *level[W]) order() int { return len(l.mass) }

// row returns the targets of u's row, and the weights beside them unless all are 1.
func (l *level[W]) row(u uint32) ([]uint32, []W) {
	start, end := l.offsets[u], l.offsets[u+1]
	if l.weights == nil {
		return l.targets[start:end], nil
	}
	return l.targets[start:end], l.weights[start:end]
}

// ownEnds is the weight of u's loop as it stands in u's row.
func (l *level[W]) ownEnds(u uint32) float64 {
	if !l.looped {
		return 0
	}
	return l.loops[u] / 2
}

// totals sums up the mass of each community.
func (l *level[W]) totals(community []uint32, count int) []float64 {
	total := large[float64](count)
	for u, c := range community {
		total[c] += l.mass[u]
	}
	return total
}

// touchAhead is how many nodes' rows are loaded ahead of their turn.
const touchAhead = 64

// touch loads the rows of nodes and the labels of their neighbours, all at once: who
// takes nodes one after the other waits for each of those loads in turn.
func (l *level[W]) touch(nodes, labels []uint32) {
	const none = ^uint32(0)
	for _, u := range nodes {
		row, _ := l.row(u)
		if len(row) > tableFill {
			continue // long rows load ahead by themselves
		}
		for _, v := range row {
			if labels[v] == none {
				return // never: every node has a label
			}
		}
	}
}
