package analysis

import "sync/atomic"

// weight is the type of a level's weights: uint32 where all are whole numbers whose sum
// it holds, so that sums are exact in any order, float64 otherwise.
type weight interface{ uint32 | float64 }

// level is one graph of the hierarchy that Leiden climbs: the network itself, or one
// whose nodes are connected parts of the level below. Rows are as in a Network, though
// not sorted and, above the network itself, without loops.
type level[W weight] struct {
	offsets []int
	targets []uint32
	weights []W  // beside targets; nil where every weight is 1
	mass    []W  // of each node: what the objective sums up over a community
	loops   []W  // twice the weight inside each node; nil where there is none
	looped  bool // whether loops also stand in the rows, with half of that
}

// networkLevel is the network as a level, with the given weights: it shares the rows.
func networkLevel[W weight](c *crew, g *Network, weights []W, by Objective) (*level[W], error) {
	l := &level[W]{offsets: g.offsets, targets: g.targets, weights: weights, mass: large[W](g.Order())}
	var looped atomic.Bool
	tasks := spans(g.offsets, taskSize)
	if err := c.do(len(tasks)-1, func(_, task int) {
		for u := tasks[task]; u < tasks[task+1]; u++ {
			row, rowWeights := l.row(uint32(u))
			for _, w := range rowWeights {
				l.mass[u] += w
			}
			if rowWeights == nil {
				l.mass[u] = W(len(row))
			}
			if loopIn(row, uint32(u)) < len(row) {
				looped.Store(true)
			}
			if by == ByCPM {
				l.mass[u] = 1
			}
		}
	}); err != nil || !looped.Load() {
		return l, err
	}
	l.loops, l.looped = large[W](g.Order()), true
	return l, c.do(len(tasks)-1, func(_, task int) {
		for u := tasks[task]; u < tasks[task+1]; u++ {
			row, rowWeights := l.row(uint32(u))
			if i := loopIn(row, uint32(u)); i < len(row) {
				w := W(1)
				if rowWeights != nil {
					w = rowWeights[i]
				}
				l.loops[u] = 2 * w
				if by == ByModularity {
					l.mass[u] += w // a loop has both its ends here
				}
			}
		}
	})
}

// loopIn returns where u stands in its own row, which is ascending, or the row's length.
func loopIn(row []uint32, u uint32) int {
	for i, v := range row {
		if v >= u {
			if v == u {
				return i
			}
			break
		}
	}
	return len(row)
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
func (l *level[W]) ownEnds(u uint32) W {
	if !l.looped {
		return 0
	}
	return l.loops[u] / 2
}

// totals sums up the mass of each community.
func (l *level[W]) totals(community []uint32, count int) []W {
	total := large[W](count)
	for u, c := range community {
		total[c] += l.mass[u]
	}
	return total
}

// touchAhead is how many nodes' rows are loaded ahead of their turn, and touchEnds how
// many entries at most, so that the nearer caches hold what they lead to.
const (
	touchAhead = 64
	touchEnds  = 1 << 9
)

// touch loads the rows of nodes and the labels of their neighbours, all at once: who
// takes nodes one after the other waits for each of those loads in turn. It returns how
// many nodes it has done, which is at least one, and a sum that means nothing; inlined,
// that would be left out, and the loads with it.
//
//go:noinline
func (l *level[W]) touch(nodes, labels []uint32) (done int, sum uint32) {
	ends := 0
	for i, u := range nodes {
		row, _ := l.row(u)
		if len(row) > tableFill {
			continue // long rows load ahead by themselves
		}
		for _, v := range row {
			sum += labels[v]
		}
		if ends += len(row); ends >= touchEnds {
			return i + 1, sum
		}
	}
	return len(nodes), sum
}
