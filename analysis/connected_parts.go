package analysis

import "slices"

// connectedParts finds the connected parts of the communities that check selects, and labels the
// nodes of each with its lowest node. Nodes of other communities get noLabel. It calls report for
// each part with the weight of its edge ends inside and its mass. Groups lists the nodes of the
// communities.
//
// Parts of different communities are reported in parallel; those of the same community one after
// the other, always in the same order.
//
// It is a union-find in two phases, as in Afforest (Sutton, Ben-Nun and Barak 2018,
// doi:10.1109/IPDPS.2018.00023). First each node is linked to its lowest neighbour in the
// community. That connects nearly all of a community. Then only the rows of nodes outside its
// largest tree are searched for further edges. Both phases go over nodes in ascending order,
// without a branch on where a neighbour is; a search from node to node would jump.
func connectedParts[W weight](
	p *pool, l *level[W], part, community []uint32, groups grouping,
	check func(c uint32) bool, report func(c uint32, inside, mass float64),
) error {
	f := &forest[W]{
		level: l, community: community, parent: part, ends: makeLarge[W](l.order()), treeMass: makeLarge[W](l.order()),
	}
	bounds := splitRows(l.offsets, taskWork)
	if err := p.run(len(bounds)-1, func(_, task int) {
		for u := uint32(bounds[task]); u < uint32(bounds[task+1]); u++ {
			if part[u] = noLabel; check(community[u]) {
				f.linkLowest(u)
			}
		}
	}); err != nil {
		return err
	}
	bounds = splitRows(groups.starts, taskWork/16)
	return p.run(len(bounds)-1, func(_, task int) {
		for c := uint32(bounds[task]); c < uint32(bounds[task+1]); c++ {
			members := groups.members(int(c))
			if !check(c) || len(members) == 0 {
				continue
			}
			if !f.flatten(p, members) || !f.linkTrees(p, members) {
				return // the context has ended
			}
			f.reportTrees(members, func(inside, mass W) { report(c, float64(inside), float64(mass)) })
		}
	})
}

// forest is a union-find over the nodes of each community. A node's parent is a lower node; a root
// is its own parent. So the root of a complete tree is the lowest node of its part.
type forest[W weight] struct {
	*level[W]
	community []uint32
	parent    []uint32
	ends      []W // weight of each node's edge ends inside its community; in the end, of a root, that of its tree
	treeMass  []W // of each root
}

// linkLowest makes u's lowest neighbour in its community its parent, or u itself if none is lower.
func (f *forest[W]) linkLowest(u uint32) {
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
		ends += f.loops[u] - f.loopInRow(u) // the row has the rest
	}
	f.parent[u], f.ends[u] = lowest, ends
}

// root returns the root of u's tree, and halves the path to it.
func (f *forest[W]) root(u uint32) uint32 {
	for f.parent[u] != u {
		above := f.parent[f.parent[u]]
		f.parent[u] = above
		u = above
	}
	return u
}

// flatten makes its root the parent of each member. It returns false if the context has ended.
func (f *forest[W]) flatten(p *pool, members []uint32) bool {
	for i, u := range members {
		if i%rangeSize == rangeSize-1 && p.ctx.Err() != nil {
			return false
		}
		f.parent[u] = f.root(u)
	}
	return true
}

// linkTrees links trees that edges join. It returns false if the context has ended.
func (f *forest[W]) linkTrees(p *pool, members []uint32) bool {
	largest := f.majorityRoot(members)
	if !slices.ContainsFunc(members, func(u uint32) bool { return f.parent[u] != largest }) {
		return true
	}
	own, ends := f.community[members[0]], 0
	for _, u := range members {
		// An edge between two trees is in the row of a node outside the largest one.
		tree := f.root(u)
		if tree == largest {
			continue
		}
		row, _ := f.row(u)
		if ends += len(row); ends >= taskWork {
			if ends = 0; p.ctx.Err() != nil {
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
				f.parent[high] = tree
				if high == largest {
					largest = tree
				}
			}
		}
	}
	return f.flatten(p, members)
}

// majorityRoot returns the root of more than half of the members, if there is one, otherwise the
// root of some (Boyer and Moore 1991, doi:10.1007/978-94-011-3488-0_5).
func (f *forest[W]) majorityRoot(members []uint32) (tree uint32) {
	lead := 0
	for _, u := range members {
		switch at := f.parent[u]; {
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

// reportTrees calls report for each tree of a community, in the order of their roots in members.
func (f *forest[W]) reportTrees(members []uint32, report func(inside, mass W)) {
	for _, u := range members {
		root := f.parent[u]
		if root != u {
			f.ends[root] += f.ends[u]
		}
		f.treeMass[root] += f.mass[u]
	}
	for _, u := range members {
		if f.parent[u] == u {
			report(f.ends[u], f.treeMass[u])
		}
	}
}
