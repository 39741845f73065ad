package analysis

import "sync/atomic"

// weight is the type of a level's weights: uint32 if all are whole numbers and it holds their sum,
// so that sums are exact in any order, otherwise float64.
type weight interface{ uint32 | float64 }

// level is one graph of the multilevel search: the network itself, or an aggregated one, whose
// nodes are connected parts of the level below. Rows are as in a Network, but not sorted and, above
// the network, without loops.
type level[W weight] struct {
	offsets     []int
	targets     []uint32
	weights     []W  // of each entry of targets; nil if all are 1
	mass        []W  // of each node, see objective: degree for modularity, number of nodes for CPM
	loops       []W  // of each node, twice the weight inside it; nil if there is none
	loopsInRows bool // whether loops are in the rows too, with half of that
}

// networkLevel returns the network as a level with the given weights. It shares the network's rows.
func networkLevel[W weight](p *pool, g *Network, weights []W, kind Objective) (*level[W], error) {
	l := &level[W]{offsets: g.offsets, targets: g.targets, weights: weights, mass: makeLarge[W](g.Order())}
	var looped atomic.Bool
	bounds := splitRows(g.offsets, taskWork)
	if err := p.run(len(bounds)-1, func(_, task int) {
		for u := bounds[task]; u < bounds[task+1]; u++ {
			row, rowWeights := l.row(uint32(u))
			for _, w := range rowWeights {
				l.mass[u] += w
			}
			if rowWeights == nil {
				l.mass[u] = W(len(row))
			}
			if loopIndex(row, uint32(u)) < len(row) {
				looped.Store(true)
			}
			if kind == ByCPM {
				l.mass[u] = 1
			}
		}
	}); err != nil || !looped.Load() {
		return l, err
	}
	l.loops, l.loopsInRows = makeLarge[W](g.Order()), true
	return l, p.run(len(bounds)-1, func(_, task int) {
		for u := bounds[task]; u < bounds[task+1]; u++ {
			row, rowWeights := l.row(uint32(u))
			if i := loopIndex(row, uint32(u)); i < len(row) {
				w := W(1)
				if rowWeights != nil {
					w = rowWeights[i]
				}
				l.loops[u] = 2 * w
				if kind == ByModularity {
					l.mass[u] += w // the row holds a loop once, for both its ends
				}
			}
		}
	})
}

// loopIndex returns the index of u in its own row, which is ascending, or the row's length if u has
// no loop.
func loopIndex(row []uint32, u uint32) int {
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

// degree returns the number of entries of u's row.
func (l *level[W]) degree(u uint32) int { return l.offsets[u+1] - l.offsets[u] }

// row returns the targets of u's row, and their weights, or nil if all are 1.
func (l *level[W]) row(u uint32) ([]uint32, []W) {
	start, end := l.offsets[u], l.offsets[u+1]
	if l.weights == nil {
		return l.targets[start:end], nil
	}
	return l.targets[start:end], l.weights[start:end]
}

// loopInRow returns the weight that u's loop has in u's row.
func (l *level[W]) loopInRow(u uint32) W {
	if !l.loopsInRows {
		return 0
	}
	return l.loops[u] / 2
}

// communityMass returns the mass of each community.
func (l *level[W]) communityMass(community []uint32, count int) []W {
	total := makeLarge[W](count)
	for u, c := range community {
		total[c] += l.mass[u]
	}
	return total
}

// Rows are prefetched for up to prefetchNodes nodes together, and up to prefetchEnds entries, so
// that the nearer caches hold what they refer to.
const (
	prefetchNodes = 64
	prefetchEnds  = 1 << 9
)

// prefetch loads the rows of nodes, and the labels of their neighbours, into the cache. The loads
// overlap; code that takes one node after the other would wait for each in turn. It returns how
// many nodes it has done, at least one. The sum has no meaning: it stops the compiler from leaving
// the loads out.
//
//go:noinline
func (l *level[W]) prefetch(nodes, labels []uint32) (done int, sum uint32) {
	ends := 0
	for i, u := range nodes {
		row, _ := l.row(u)
		if len(row) > tableFill {
			continue // the processor prefetches a long row by itself
		}
		for _, v := range row {
			sum += labels[v]
		}
		if ends += len(row); ends >= prefetchEnds {
			return i + 1, sum
		}
	}
	return len(nodes), sum
}
