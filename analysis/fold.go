package analysis

// folding lays the nodes whose community is known beforehand into others, so that the
// climb need not look at them. That is exact for modularity at a resolution up to 1:
//
//   - A leaf, with one edge of weight w and no loop, shares its neighbour's community
//     in any best partition: there it gains w - resolution*w*K/(2m), which is not
//     negative since the community's mass K is at most that of all, 2m; elsewhere it
//     gains nothing (Arenas et al. 2007, doi:10.1088/1367-2630/9/6/176).
//   - A node without edges is a community by itself and counts for nothing. All of
//     them become one node until the climb is made.
type folding struct {
	part     []uint32 // of each node, numbered in the order of their first nodes
	count    int      // of parts
	isolated []uint32 // the nodes without edges
}

// foldedShare is the least share of the nodes that is worth another copy of the rows.
const foldedShare = 1. / 8

// fold returns the folding of a network's level; ok is false if it isn't exact, or not
// worth it.
func fold[W weight](l *level[W], o LeidenOptions) (f folding, ok bool) {
	if o.Objective != ByModularity || o.Resolution > 1 {
		return f, false
	}
	degree := func(u uint32) int { return l.offsets[u+1] - l.offsets[u] }
	root := large[uint32](l.order())
	for i := range root {
		u := uint32(i)
		root[u] = u
		switch degree(u) {
		case 0:
			f.isolated = append(f.isolated, u)
			root[u] = f.isolated[0]
		case 1:
			// Of two leaves that are all there is, one stays.
			if v := l.targets[l.offsets[u]]; v < u || degree(v) > 1 {
				root[u] = v
			}
		}
	}
	f.part, f.count = root, renumber(root, l.order())
	return f, float64(l.order()-f.count) >= foldedShare*float64(l.order())
}

// unfold gives every node the community of its part.
func (f *folding) unfold(p *Partition) *Partition {
	community := f.part
	for u, part := range f.part {
		community[u] = p.Of[part]
	}
	count := p.Count
	for i, u := range f.isolated {
		if i > 0 {
			community[u] = uint32(count)
			count++
		}
	}
	return &Partition{Of: community, Count: renumber(community, count), Quality: p.Quality}
}

// climbFolded climbs from single nodes, those that can be folded away left out.
func climbFolded[W weight](c *crew, base *level[W], o LeidenOptions) (*Partition, error) {
	f, ok := fold(base, o)
	if !ok {
		return climb(c, base, o, singles(base.order()))
	}
	l, err := aggregate(c, base, f.part, group(f.part, f.count), newSums(c.workers, f.count))
	if err != nil {
		return nil, err
	}
	o.trace("folded %d nodes to %d", base.order(), l.order())
	p, err := climb(c, l, o, singles(l.order()))
	if err != nil {
		return nil, err
	}
	return f.unfold(p), nil
}
