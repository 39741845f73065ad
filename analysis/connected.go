package analysis

import "slices"

// connectedParts fills part with the connected parts of the communities that by lists and
// check asks for, each named by its lowest node; nodes of others get none. It tells of each part
// the weight of its edge ends inside and its mass: of one community, always in the same order.
//
// As in Afforest (Sutton, Ben-Nun and Barak 2018, doi:10.1109/IPDPS.2018.00023) each node is first
// joined to one neighbour in its community, the lowest. That connects nearly all of a community; only
// where it does not are the other edges of those left out looked at. Both go over nodes in the order of
// their numbers, with no branch on where a neighbour is, rather than from node to node as a search would.
func connectedParts[W weight](c *crew, l *level[W], part, community []uint32, by grouping, check func(own uint32) bool, tell func(own uint32, inside, mass float64)) error {
	f := &forest[W]{level: l, community: community, up: part, ends: large[W](l.order()), masses: large[W](l.order())}
	tasks := spans(l.offsets, taskSize)
	if err := c.do(len(tasks)-1, func(_, task int) {
		for u := uint32(tasks[task]); u < uint32(tasks[task+1]); u++ {
			if part[u] = none; check(community[u]) {
				f.plant(u)
			}
		}
	}); err != nil {
		return err
	}
	bounds := spans(by.starts, taskSize/16)
	return c.do(len(bounds)-1, func(_, task int) {
		for own := uint32(bounds[task]); own < uint32(bounds[task+1]); own++ {
			if !check(own) || by.starts[own] == by.starts[own+1] {
				continue
			}
			members := by.nodes[by.starts[own]:by.starts[own+1]]
			if !f.flatten(c, members) || !f.join(c, members) {
				return // stopped
			}
			f.tell(members, func(inside, mass W) { tell(own, float64(inside), float64(mass)) })
		}
	})
}

// forest joins the nodes of each community to trees, by a node that is lower than they are; a
// root stands for itself.
type forest[W weight] struct {
	*level[W]
	community []uint32
	up        []uint32
	ends      []W // weight of each node's edge ends inside its community; of a root, in the end, the tree's
	masses    []W // of the trees, by root
}

// plant joins u to its lowest neighbour in the community.
func (f *forest[W]) plant(u uint32) {
	own, lowest, ends := f.community[u], u, W(0)
	row, weights := f.row(u)
	if weights == nil {
		for _, v := range row {
			at, w := v, W(1)
			if f.community[v] != own {
				at, w = u, 0
			}
			lowest = min(lowest, at)
			ends += w
		}
	} else {
		for i, v := range row {
			at, w := v, weights[i]
			if f.community[v] != own {
				at, w = u, 0
			}
			lowest = min(lowest, at)
			ends += w
		}
	}
	if f.loops != nil {
		ends += f.loops[u] - f.ownEnds(u) // the other half stands in the row
	}
	f.up[u], f.ends[u] = lowest, ends
}

// root returns the root of u's tree, and shortens the way there.
func (f *forest[W]) root(u uint32) uint32 {
	for f.up[u] != u {
		above := f.up[f.up[u]]
		f.up[u] = above
		u = above
	}
	return u
}

// flatten joins each member to its root itself. It returns false if the work was stopped.
func (f *forest[W]) flatten(c *crew, members []uint32) bool {
	for i, u := range members {
		if i%stretch == stretch-1 && c.ctx.Err() != nil {
			return false
		}
		f.up[u] = f.root(u)
	}
	return true
}

// join joins trees between whose nodes there are edges. It returns false if the work was stopped.
func (f *forest[W]) join(c *crew, members []uint32) bool {
	most := f.most(members)
	if !slices.ContainsFunc(members, func(u uint32) bool { return f.up[u] != most }) {
		return true
	}
	own, ends := f.community[members[0]], 0
	for _, u := range members {
		// An edge between two trees is in the row of a node outside the largest one.
		tree := f.root(u)
		if tree == most {
			continue
		}
		row, _ := f.row(u)
		if ends += len(row); ends >= taskSize {
			if ends = 0; c.ctx.Err() != nil {
				return false
			}
		}
		for _, v := range row {
			if f.community[v] != own {
				continue
			}
			if other := f.root(v); other != tree {
				high := max(tree, other)
				tree = min(tree, other)
				f.up[high] = tree
				if high == most {
					most = tree
				}
			}
		}
	}
	return f.flatten(c, members)
}

// most returns the root of more than half of the members, if there is such a one (Boyer and
// Moore 1991, doi:10.1007/978-94-011-3488-0_5), else that of some.
func (f *forest[W]) most(members []uint32) (tree uint32) {
	lead := 0
	for _, u := range members {
		switch at := f.up[u]; {
		case lead == 0:
			tree, lead = at, 1
		case at == tree:
			lead++
		default:
			lead--
		}
	}
	return tree
}

// tell tells the weight of the edge ends inside each tree of a community, and its mass.
func (f *forest[W]) tell(members []uint32, tell func(inside, mass W)) {
	for _, u := range members {
		root := f.up[u]
		if root != u {
			f.ends[root] += f.ends[u]
		}
		f.masses[root] += f.mass[u]
	}
	for _, u := range members {
		if f.up[u] == u {
			tell(f.ends[u], f.masses[u])
		}
	}
}
