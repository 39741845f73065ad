package analysis

import (
	"cmp"
	"slices"
)

// mergeParallelEdges sorts every row, replaces parallel edges by one with the sum of their weights,
// and closes the gaps. If weights is nil all are 1; it stays nil if no edges are parallel.
//
// Parallel edges are summed in the order of their weights. So the two rows of an edge get the same
// sum, bit for bit, whatever order the edges came in.
func mergeParallelEdges[W weight](p *pool, g *Network, weights *[]W) error {
	bounds := splitRows(g.offsets, taskWork)
	tasks := len(bounds) - 1
	found := make([]bool, len(bounds))
	rows := make([][]entry[W], p.workers)
	if err := p.run(tasks, func(worker, task int) {
		for u := bounds[task]; u < bounds[task+1]; u++ {
			lo, hi := g.offsets[u], g.offsets[u+1]
			if *weights == nil {
				slices.Sort(g.targets[lo:hi])
			} else {
				rows[worker] = sortRow(g.targets[lo:hi], (*weights)[lo:hi], rows[worker])
			}
			for i := lo + 1; i < hi; i++ {
				found[task] = found[task] || g.targets[i] == g.targets[i-1]
			}
		}
	}); err != nil || !slices.Contains(found, true) {
		return err
	}
	if *weights == nil {
		*weights = makeLarge[W](len(g.targets))
		if err := p.run(tasks, func(_, task int) {
			all := (*weights)[g.offsets[bounds[task]]:g.offsets[bounds[task+1]]]
			for i := range all {
				all[i] = 1
			}
		}); err != nil {
			return err
		}
	}
	ends := make([]int, len(bounds)) // where the remaining entries of each task end
	if err := p.run(tasks, func(_, task int) {
		ends[task] = mergeRows(g, *weights, bounds[task], bounds[task+1])
	}); err != nil {
		return err
	}
	at := 0
	for task, end := range ends[:tasks] {
		lo, hi := bounds[task], bounds[task+1]
		from := g.offsets[lo]
		copy(g.targets[at:], g.targets[from:end])
		copy((*weights)[at:], (*weights)[from:end])
		for u := lo; u < hi; u++ {
			g.offsets[u] -= from - at
		}
		at += end - from
	}
	g.offsets[g.Order()] = at
	g.targets, *weights = g.targets[:at:at], (*weights)[:at:at]
	return nil
}

// mergeRows merges the parallel edges of the rows from first to last-1, which are sorted. It moves
// the rows together to where the first one starts, and returns where they end.
func mergeRows[W weight](g *Network, weights []W, first, last int) int {
	end, lo := g.offsets[first], g.offsets[first]
	for u := first; u < last; u++ {
		hi := g.offsets[u+1]
		if u > first {
			g.offsets[u] = end // the first offset is right, and another task reads it
		}
		for i := lo; i < hi; i++ {
			if i > lo && g.targets[i] == g.targets[end-1] {
				weights[end-1] += weights[i]
				continue
			}
			g.targets[end], weights[end] = g.targets[i], weights[i]
			end++
		}
		lo = hi
	}
	return end
}

type entry[W weight] struct {
	node   uint32
	weight W
}

// sortRow sorts a row by target, and parallel edges by weight. Row is scratch memory; it returns
// it, grown.
func sortRow[W weight](targets []uint32, weights []W, row []entry[W]) []entry[W] {
	row = row[:0]
	for i, v := range targets {
		row = append(row, entry[W]{v, weights[i]})
	}
	slices.SortFunc(row, func(a, b entry[W]) int {
		if a.node != b.node {
			return cmp.Compare(a.node, b.node)
		}
		return cmp.Compare(a.weight, b.weight)
	})
	for i, e := range row {
		targets[i], weights[i] = e.node, e.weight
	}
	return row
}
