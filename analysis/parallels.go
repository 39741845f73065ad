package analysis

import (
	"cmp"
	"slices"
)

// mergeParallels sorts every row and sums its parallel edges, closing the gaps. Where
// weights is nil all are 1, and stays nil if there are none.
//
// The two rows of an edge hold the same parallels, which are summed by ascending weight:
// so both have the same sum, whatever order the edges came in.
func mergeParallels[W weight](c *crew, g *Network, weights *[]W) error {
	tasks := spans(g.offsets, taskSize)
	found := make([]bool, len(tasks))
	rows := make([][]entry[W], c.workers)
	if err := c.do(len(tasks)-1, func(worker, task int) {
		for u := tasks[task]; u < tasks[task+1]; u++ {
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
		*weights = large[W](len(g.targets))
		if err := c.do(len(tasks)-1, func(_, task int) {
			all := (*weights)[g.offsets[tasks[task]]:g.offsets[tasks[task+1]]]
			for i := range all {
				all[i] = 1
			}
		}); err != nil {
			return err
		}
	}
	ends := make([]int, len(tasks)) // of each task's entries that are left
	if err := c.do(len(tasks)-1, func(_, task int) {
		ends[task] = mergeRows(g, *weights, tasks[task], tasks[task+1])
	}); err != nil {
		return err
	}
	at := 0
	for task, end := range ends[:len(tasks)-1] {
		lo, hi := tasks[task], tasks[task+1]
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

// mergeRows sums the parallels of the rows from first to last-1, which are sorted, moves
// the rows together to where the first one starts, and returns where they end.
func mergeRows[W weight](g *Network, weights []W, first, last int) int {
	kept, lo := g.offsets[first], g.offsets[first]
	for u := first; u < last; u++ {
		hi := g.offsets[u+1]
		if u > first {
			g.offsets[u] = kept // the first one's is read by others, and stays
		}
		for i := lo; i < hi; i++ {
			if i > lo && g.targets[i] == g.targets[kept-1] {
				weights[kept-1] += weights[i]
				continue
			}
			g.targets[kept], weights[kept] = g.targets[i], weights[i]
			kept++
		}
		lo = hi
	}
	return kept
}

type entry[W weight] struct {
	node   uint32
	weight W
}

// sortRow sorts a row by its targets, and parallels by weight. It returns the memory used.
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
