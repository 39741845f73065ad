package analysis

import (
	"cmp"
	"slices"
)

// parts are the connected parts of communities, numbered from 0 on, community after community, so
// that neighbours in the network are close in memory.
type parts struct {
	of        []uint32 // the part of each node
	groups    grouping // the nodes of each part
	community []uint32 // of each part
}

// count returns the number of parts.
func (p *parts) count() int { return len(p.community) }

// refine is the refinement phase of Leiden (Traag, Waltman and van Eck 2019,
// doi:10.1038/s41598-019-41695-z): it splits each community into connected parts, which become the
// nodes of the next level. It starts from single nodes. Each node that is still alone, and well
// connected to the rest of its community C,
//
//	w(u,C∖u) ≥ penalty·k·(K_C − k)
//
// joins the part P of its community with the largest gain w(u,P) − penalty·k·K_P, if that is
// positive. The choice is greedy, not random as in the paper (as in Sahu 2023, arXiv:2312.13936). A
// part only grows, by nodes with an edge to it, so it is connected.
//
// Communities don't touch each other's nodes, so they are refined in parallel, with the same result
// on any number of workers. Groups lists the communities' nodes and total their masses. The result
// reuses the list: it sorts the nodes of each community by part.
func refine[W weight](
	p *pool, l *level[W], penalty float64, community []uint32, groups grouping, total []W, scratch []labelSums[W],
) (parts, error) {
	r := &refinement[W]{
		level: l, penalty: penalty, community: community, groups: groups, total: total,
		part: makeLarge[uint32](l.order()), partMass: append(makeLarge[W](l.order())[:0], l.mass...),
		joined: make([]bool, l.order()),
	}
	bounds := splitRows(groups.starts, taskWork/16)
	tasks := make([]refineTask, len(bounds)-1)
	for i := range tasks {
		tasks[i] = refineTask{first: bounds[i], last: bounds[i+1]}
	}
	size := func(t *refineTask) int { return groups.starts[t.last] - groups.starts[t.first] }
	// The largest communities first, so that no worker begins with one when the others are done.
	order := make([]*refineTask, len(tasks))
	for i := range order {
		order[i] = &tasks[i]
	}
	slices.SortStableFunc(order, func(a, b *refineTask) int { return cmp.Compare(size(b), size(a)) })
	if err := p.run(len(order), func(worker, i int) { r.refineCommunities(p, order[i], &scratch[worker]) }); err != nil {
		return parts{}, err
	}
	count := 0
	for i := range tasks {
		tasks[i].base = count
		count += len(tasks[i].starts)
	}
	found := parts{
		of: r.part, groups: grouping{makeLarge[int](count + 1), groups.nodes}, community: makeLarge[uint32](count),
	}
	found.groups.starts[count] = len(groups.nodes)
	return found, p.run(len(tasks), func(_, i int) {
		t := &tasks[i]
		copy(found.groups.starts[t.base:], t.starts)
		copy(found.community[t.base:], t.community)
		for _, u := range groups.nodes[groups.starts[t.first]:groups.starts[t.last]] {
			found.of[u] += uint32(t.base)
		}
	})
}

// refinement is the state of one refinement phase. While a community is refined, a part is named by
// one of its nodes; afterwards it has a number within its task.
type refinement[W weight] struct {
	level     *level[W]
	penalty   float64
	community []uint32
	groups    grouping // nodes by community
	total     []W      // mass of each community
	part      []uint32 // of each node
	partMass  []W      // by the name of the part; once its community is done, the part's number
	joined    []bool   // of each node, whether another joined it; a joining mass may be lost in rounding
}

// refineTask is a range of communities, from first to last-1, and the parts found in them, numbered
// from 0.
type refineTask struct {
	first, last int
	starts      []int    // of each part, in the list of nodes
	community   []uint32 // of each part
	base        int      // offset from the task's part numbers to those of the level
}

// refineCommunities refines the communities of a task.
func (r *refinement[W]) refineCommunities(p *pool, t *refineTask, s *labelSums[W]) {
	at, end := r.groups.starts[t.first], r.groups.starts[t.last]
	t.starts, t.community = make([]int, 0, (end-at)/2+1), make([]uint32, 0, (end-at)/2+1)
	for _, u := range r.groups.nodes[at:end] {
		r.part[u] = u
	}
	ready := at
	for own := t.first; own < t.last; own++ {
		members := r.groups.members(own)
		if len(members) == 1 {
			ready = max(ready, at+1)
		}
		for i, u := range members {
			if len(members) > 1 && at+i >= ready {
				if p.ctx.Err() != nil {
					return
				}
				done, _ := r.level.prefetch(r.groups.nodes[at+i:min(at+i+prefetchNodes, end)], r.community)
				ready = at + i + done
			}
			r.joinBest(u, uint32(own), s)
		}
		r.numberParts(t, own, members, s)
		at += len(members)
	}
}

// joinBest lets u join a part if it is alone, well connected, and gains by it.
func (r *refinement[W]) joinBest(u, own uint32, s *labelSums[W]) {
	if r.joined[u] || r.part[u] != u {
		return // others have joined it, or it has joined them
	}
	labels, weights := r.neighbourParts(u, own, s)
	if len(labels) == 0 {
		return
	}
	s.begin(u, len(labels), len(r.part))
	s.add(labels, weights)
	keys, values := s.drain()
	price := r.penalty * float64(r.level.mass[u])
	inside := W(0)
	for _, w := range values[1:] { // the first is u's loop
		inside += w
	}
	best, gain := bestLabel(keys, values, r.partMass, price)
	s.clear()
	if gain <= 0 || float64(inside) < price*float64(r.total[own]-r.level.mass[u]) {
		return
	}
	to := keys[best]
	r.part[u], r.joined[to] = to, true
	r.partMass[to] += r.level.mass[u]
}

// neighbourParts returns the part of each of u's neighbours in u's own community, and the weights
// of the edges to them, or nil if all are 1.
func (r *refinement[W]) neighbourParts(u, own uint32, s *labelSums[W]) ([]uint32, []W) {
	row, weights := r.level.row(u)
	labels, inside := s.buffers(len(row))
	n := 0
	// Which neighbours are in the community is unpredictable: write all, and count those.
	if weights == nil {
		for _, v := range row {
			labels[n] = v
			if r.community[v] == own {
				n++
			}
		}
		inside = nil
	} else {
		for i, v := range row {
			labels[n], inside[n] = v, weights[i]
			if r.community[v] == own {
				n++
			}
		}
		inside = inside[:n]
	}
	labels = labels[:n]
	for i, v := range labels {
		labels[i] = r.part[v]
	}
	return labels, inside
}

// numberParts gives the parts of a community the task's next numbers, and sorts the list of the
// community's nodes by part.
func (r *refinement[W]) numberParts(t *refineTask, own int, members []uint32, s *labelSums[W]) {
	base, start := len(t.starts), r.groups.starts[own]
	if len(members) == 1 {
		r.part[members[0]] = uint32(base)
		t.starts, t.community = append(t.starts, start), append(t.community, uint32(own))
		return
	}
	for _, u := range members {
		if r.part[u] == u {
			r.partMass[u] = W(len(t.starts))
			t.starts, t.community = append(t.starts, 0), append(t.community, uint32(own))
		}
	}
	starts := t.starts[base:]
	list, _ := s.buffers(len(members))
	copy(list, members)
	for _, u := range list {
		part := uint32(r.partMass[r.part[u]])
		r.part[u] = part
		starts[int(part)-base]++
	}
	for i, size := range starts {
		starts[i] = start
		start += size
	}
	for _, u := range list {
		at := &starts[int(r.part[u])-base]
		r.groups.nodes[*at] = u
		*at++
	}
	copy(starts[1:], starts)
	starts[0] = r.groups.starts[own]
}
