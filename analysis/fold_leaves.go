package analysis

// leafFolding is a network's level without leaves and isolated nodes, whose communities are known
// before the search. Leaving them out is exact for modularity at a resolution γ of at most 1:
//
//   - A leaf, with one edge of weight w and no loop, is in the community of its neighbour in a best
//     partition: joining it gains w − γ·w·K/(2m) ≥ 0, since the community's mass K is at most the
//     mass of all nodes, 2m; any other community gains nothing (Arenas et al. 2007,
//     doi:10.1088/1367-2630/9/6/176). This is also known as vertex following (Lu, Halappanavar and
//     Kalyanaraman 2015, doi:10.1016/j.parco.2015.03.003).
//   - An isolated node is a community by itself, and counts for nothing.
//
// The weight of a folded leaf becomes part of its neighbour's mass and loop. A leafFolding looks
// like what aggregate makes of parts {node and its leaves}, but a single pass over the rows makes
// it: most nodes stay as they are, and grouping and summing them would cost more than the folding
// saves.
type leafFolding[W weight] struct {
	*level[W]
	remaining rankSet // the nodes that remain; their rank is their number in the level
}

// minFoldedShare is the smallest share of nodes folded that is worth a copy of the rows.
const minFoldedShare = 1. / 8

// foldLeaves returns the folding of a network's level. ok is false if folding isn't exact or not
// worth it.
func foldLeaves[W weight](p *pool, base *level[W], o LeidenOptions) (f leafFolding[W], ok bool, err error) {
	if o.Objective != ByModularity || o.Resolution > 1 {
		return f, false, nil
	}
	f.remaining = newRankSet(base.order())
	if err := p.runRanges(base.order(), func(lo, hi int) {
		for u := uint32(lo); u < uint32(hi); u++ {
			if remains(base, u) {
				f.remaining.add(u)
			}
		}
	}); err != nil {
		return f, false, err
	}
	count := f.remaining.count()
	if float64(base.order()-count) < minFoldedShare*float64(base.order()) {
		return f, false, nil
	}
	l := &level[W]{offsets: makeLarge[int](count + 1), mass: makeLarge[W](count), loops: makeLarge[W](count)}
	bounds := splitRows(base.offsets, taskWork)
	if err := p.run(len(bounds)-1, func(_, task int) {
		for u := uint32(bounds[task]); u < uint32(bounds[task+1]); u++ {
			if f.remaining.has(u) {
				f.sumRow(base, l, u)
			}
		}
	}); err != nil {
		return f, false, err
	}
	for u := range count {
		l.offsets[u+1] += l.offsets[u]
	}
	l.targets = makeLarge[uint32](l.offsets[count])
	if base.weights != nil {
		l.weights = makeLarge[W](l.offsets[count])
	}
	f.level = l
	return f, true, p.run(len(bounds)-1, func(_, task int) {
		for u := uint32(bounds[task]); u < uint32(bounds[task+1]); u++ {
			if f.remaining.has(u) {
				f.copyRow(base, l, u)
			}
		}
	})
}

// remains reports whether u is neither a leaf nor isolated. Of two leaves joined to each other, the
// first remains.
func remains[W weight](l *level[W], u uint32) bool {
	switch l.degree(u) {
	case 0:
		return false
	case 1:
		v := l.targets[l.offsets[u]]
		return v >= u && l.degree(v) == 1
	}
	return true
}

// sumRow computes the length, mass and loop of u's row without its leaves and loop.
func (f *leafFolding[W]) sumRow(base, l *level[W], u uint32) {
	at := f.remaining.rank(u)
	row, weights := base.row(u)
	leaves := W(0)
	for i, v := range row {
		if v != u && f.remaining.has(v) {
			l.offsets[at+1]++
			continue
		}
		switch {
		case v == u: // base.loops has it
		case weights == nil:
			leaves++
		default:
			leaves += weights[i]
		}
	}
	l.mass[at] = base.mass[u] + leaves
	l.loops[at] = 2 * leaves
	if base.loops != nil {
		l.loops[at] += base.loops[u]
	}
}

// copyRow copies what remains of u's row.
func (f *leafFolding[W]) copyRow(base, l *level[W], u uint32) {
	at := l.offsets[f.remaining.rank(u)]
	row, weights := base.row(u)
	for i, v := range row {
		if v == u || !f.remaining.has(v) {
			continue
		}
		l.targets[at] = f.remaining.rank(v)
		if weights != nil {
			l.weights[at] = weights[i]
		}
		at++
	}
}

// unfold extends a partition of the remaining nodes to all nodes.
func (f *leafFolding[W]) unfold(p *pool, base *level[W], found *Partition) (*Partition, error) {
	community := makeLarge[uint32](base.order())
	if err := p.runRanges(len(community), func(lo, hi int) {
		for u := uint32(lo); u < uint32(hi); u++ {
			switch {
			case f.remaining.has(u):
				community[u] = found.Community[f.remaining.rank(u)]
			case base.degree(u) == 0:
				community[u] = noLabel
			default:
				neighbour := base.targets[base.offsets[u]]
				community[u] = found.Community[f.remaining.rank(neighbour)]
			}
		}
	}); err != nil {
		return nil, err
	}
	count := numberByFirstNode(community, found.Count)
	return &Partition{Community: community, Count: count, Quality: found.Quality}, nil
}

// leidenFolded runs Leiden on the network without the nodes that can be folded.
func leidenFolded[W weight](p *pool, g *Network, weights []W, o LeidenOptions) (*Partition, error) {
	base, err := networkLevel(p, g, weights, o.Objective)
	if err != nil {
		return nil, err
	}
	f, ok, err := foldLeaves(p, base, o)
	if err != nil {
		return nil, err
	}
	if !ok {
		return leidenLevels(p, base, o)
	}
	o.trace("folded %d nodes to %d", base.order(), f.order())
	found, err := leidenLevels(p, f.level, o)
	if err != nil {
		return nil, err
	}
	return f.unfold(p, base, found)
}
