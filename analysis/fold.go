package analysis

// folding lays the nodes whose community is known beforehand into others, so that the
// climb need not look at them. That is exact for modularity at a resolution up to 1:
//
//   - A leaf, with one edge of weight w and no loop, shares its neighbour's community
//     in any best partition: there it gains w - resolution*w*K/(2m), which is not
//     negative since the community's mass K is at most that of all, 2m; elsewhere it
//     gains nothing (Arenas et al. 2007, doi:10.1088/1367-2630/9/6/176).
//   - A node without edges is a community by itself and counts for nothing.
type folding[W weight] struct {
	*level[W]           // with what is left
	kept      numbering // the nodes that are left, and their numbers there
}

// foldedShare is the least share of the nodes that is worth another copy of the rows.
const foldedShare = 1. / 8

// fold returns the folding of a network's level; ok is false if it isn't exact, or not
// worth it.
func fold[W weight](c *crew, base *level[W], o LeidenOptions) (f folding[W], ok bool, err error) {
	if o.Objective != ByModularity || o.Resolution > 1 {
		return f, false, nil
	}
	f.kept = newNumbering(base.order())
	if err := c.spread(base.order(), func(lo, hi int) {
		for u := uint32(lo); u < uint32(hi); u++ {
			if stays(base, u) {
				f.kept.add(u)
			}
		}
	}); err != nil {
		return f, false, err
	}
	count := f.kept.count()
	if float64(base.order()-count) < foldedShare*float64(base.order()) {
		return f, false, nil
	}
	l := &level[W]{offsets: large[int](count + 1), mass: large[W](count), loops: large[W](count)}
	tasks := spans(base.offsets, taskSize)
	if err := c.do(len(tasks)-1, func(_, task int) {
		for u := uint32(tasks[task]); u < uint32(tasks[task+1]); u++ {
			if f.kept.has(u) {
				f.weigh(base, l, u)
			}
		}
	}); err != nil {
		return f, false, err
	}
	for u := range count {
		l.offsets[u+1] += l.offsets[u]
	}
	l.targets = large[uint32](l.offsets[count])
	if base.weights != nil {
		l.weights = large[W](l.offsets[count])
	}
	f.level = l
	return f, true, c.do(len(tasks)-1, func(_, task int) {
		for u := uint32(tasks[task]); u < uint32(tasks[task+1]); u++ {
			if f.kept.has(u) {
				f.copyRow(base, l, u)
			}
		}
	})
}

// stays reports whether u is neither a leaf nor without edges.
func stays[W weight](l *level[W], u uint32) bool {
	switch l.degree(u) {
	case 0:
		return false
	case 1:
		// Of two leaves that are all there is, one stays.
		v := l.targets[l.offsets[u]]
		return v >= u && l.degree(v) == 1
	}
	return true
}

// weigh sums up what u's row is without leaves and loops, and what they weigh.
func (f *folding[W]) weigh(base, l *level[W], u uint32) {
	at := f.kept.of(u)
	row, weights := base.row(u)
	leaves := W(0)
	for i, v := range row {
		if v != u && f.kept.has(v) {
			l.offsets[at+1]++
			continue
		}
		switch {
		case v == u: // in the loops already
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

// copyRow copies what is left of u's row.
func (f *folding[W]) copyRow(base, l *level[W], u uint32) {
	at := l.offsets[f.kept.of(u)]
	row, weights := base.row(u)
	for i, v := range row {
		if v == u || !f.kept.has(v) {
			continue
		}
		l.targets[at] = f.kept.of(v)
		if weights != nil {
			l.weights[at] = weights[i]
		}
		at++
	}
}

// unfold returns the partition of all nodes: leaves are with their neighbours, and nodes
// without edges by themselves.
func (f *folding[W]) unfold(c *crew, base *level[W], p *Partition) (*Partition, error) {
	of := large[uint32](base.order())
	if err := c.spread(len(of), func(lo, hi int) {
		for u := uint32(lo); u < uint32(hi); u++ {
			switch {
			case f.kept.has(u):
				of[u] = p.Community[f.kept.of(u)]
			case base.degree(u) == 0:
				of[u] = none
			default:
				of[u] = p.Community[f.kept.of(base.targets[base.offsets[u]])]
			}
		}
	}); err != nil {
		return nil, err
	}
	return &Partition{Community: of, Count: renumber(of, p.Count), Quality: p.Quality}, nil
}

// climbFolded climbs from single nodes, those that can be folded away left out.
func climbFolded[W weight](c *crew, g *Network, weights []W, o LeidenOptions) (*Partition, error) {
	base, err := networkLevel(c, g, weights, o.Objective)
	if err != nil {
		return nil, err
	}
	f, ok, err := fold(c, base, o)
	if err != nil {
		return nil, err
	}
	if !ok {
		return climb(c, base, o)
	}
	o.trace("folded %d nodes to %d", base.order(), f.order())
	p, err := climb(c, f.level, o)
	if err != nil {
		return nil, err
	}
	return f.unfold(c, base, p)
}
