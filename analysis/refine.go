package analysis

import (
	"cmp"
	"slices"
)

// parts are the connected parts of communities, numbered from 0 on, community after
// community, so that what is near in the network is near in memory.
type parts struct {
	of      []uint32 // the part of each node
	by      grouping // the nodes of each part
	belongs []uint32 // the community of each part
}

// refine splits each community into connected parts that Leiden then merges into
// nodes of the next level: it starts from single nodes and lets each, while still
// alone, join the part of its own community that gains most (Traag, Waltman and van
// Eck 2019, doi:10.1038/s41598-019-41695-z; the choice is greedy as in
// arXiv:2312.13936). A part only ever grows, by nodes with an edge to it, so it is
// connected. Communities do not touch each other's nodes and are refined side by side.
//
// by lists the communities' nodes and total their mass; the list becomes the parts', which
// leaves the communities' nodes together.
func refine[W weight](c *crew, l *level[W], penalty float64, community []uint32, by grouping, total []W, scratch []sums[W]) (parts, error) {
	r := &refinement[W]{
		level: l, penalty: penalty, community: community, by: by, total: total,
		part: large[uint32](l.order()), mass: append(large[W](l.order())[:0], l.mass...), joined: make([]bool, l.order()),
	}
	bounds := spans(by.starts, taskSize/16)
	tasks := make([]refineTask, len(bounds)-1)
	for i := range tasks {
		tasks[i] = refineTask{first: bounds[i], last: bounds[i+1]}
	}
	size := func(t *refineTask) int { return by.starts[t.last] - by.starts[t.first] }
	// The largest communities first, so that no worker is left with one at the end.
	order := make([]*refineTask, len(tasks))
	for i := range order {
		order[i] = &tasks[i]
	}
	slices.SortStableFunc(order, func(a, b *refineTask) int { return cmp.Compare(size(b), size(a)) })
	if err := c.do(len(order), func(worker, i int) { r.do(c, order[i], &scratch[worker]) }); err != nil {
		return parts{}, err
	}
	count := 0
	for i := range tasks {
		tasks[i].base = count
		count += len(tasks[i].starts)
	}
	p := parts{of: r.part, by: grouping{large[int](count + 1), by.nodes}, belongs: large[uint32](count)}
	p.by.starts[count] = len(by.nodes)
	return p, c.do(len(tasks), func(_, i int) {
		t := &tasks[i]
		copy(p.by.starts[t.base:], t.starts)
		copy(p.belongs[t.base:], t.belongs)
		for _, u := range by.nodes[by.starts[t.first]:by.starts[t.last]] {
			p.of[u] += uint32(t.base)
		}
	})
}

type refinement[W weight] struct {
	*level[W]
	penalty   float64
	community []uint32
	by        grouping // of the communities
	total     []W
	part      []uint32 // named by a node in it; once a community is done, numbered
	mass      []W      // of each part, under its name; once a community is done, its number
	joined    []bool   // of each node, whether another joined it; its mass tells nothing of one that is tiny beside it
}

// refineTask is the communities from first to last-1, and the parts found in them,
// numbered from 0.
type refineTask struct {
	first, last int
	starts      []int    // of each part in the list of nodes
	belongs     []uint32 // the community of each part
	base        int      // what to add to the numbers of the parts
}

func (r *refinement[W]) do(c *crew, t *refineTask, s *sums[W]) {
	at, end := r.by.starts[t.first], r.by.starts[t.last]
	t.starts, t.belongs = make([]int, 0, (end-at)/2+1), make([]uint32, 0, (end-at)/2+1)
	for _, u := range r.by.nodes[at:end] {
		r.part[u] = u
	}
	ready := at
	for own := t.first; own < t.last; own++ {
		members := r.by.nodes[r.by.starts[own]:r.by.starts[own+1]]
		if len(members) == 1 {
			ready = max(ready, at+1)
		}
		for i, u := range members {
			if len(members) > 1 && at+i >= ready {
				if c.ctx.Err() != nil {
					return
				}
				done, _ := r.touch(r.by.nodes[at+i:min(at+i+touchAhead, end)], r.community)
				ready = at + i + done
			}
			r.join(u, uint32(own), s)
		}
		r.number(t, own, members, s)
		at += len(members)
	}
}

// join lets u join a part, if it is alone and gains by it.
func (r *refinement[W]) join(u, own uint32, s *sums[W]) {
	if r.joined[u] || r.part[u] != u {
		return // others have joined it, or it them
	}
	labels, weights := r.inside(u, own, s)
	if len(labels) == 0 {
		return
	}
	s.begin(u, len(labels), len(r.part))
	s.add(labels, weights)
	keys, values := s.drain()
	price := r.penalty * float64(r.level.mass[u])
	inside := W(0)
	for _, w := range values[1:] { // the first is a loop
		inside += w
	}
	best, most := best(keys, values, r.mass, price)
	s.clear()
	if most <= 0 || float64(inside) < price*float64(r.total[own]-r.level.mass[u]) {
		return // better alone, or not well connected to its community
	}
	to := keys[best]
	r.part[u], r.joined[to] = to, true
	r.mass[to] += r.level.mass[u]
}

// inside lists the parts that u's neighbours in its own community are in, and the weights
// of the edges there unless all are 1.
func (r *refinement[W]) inside(u, own uint32, s *sums[W]) ([]uint32, []W) {
	row, weights := r.row(u)
	labels, kept := s.room(len(row))
	n := 0
	if weights == nil {
		for _, v := range row {
			labels[n] = v
			if r.community[v] == own {
				n++
			}
		}
		kept = nil
	} else {
		for i, v := range row {
			labels[n], kept[n] = v, weights[i]
			if r.community[v] == own {
				n++
			}
		}
		kept = kept[:n]
	}
	labels = labels[:n]
	for i, v := range labels {
		labels[i] = r.part[v]
	}
	return labels, kept
}

// number gives the parts of a community the task's next numbers, and lists the
// community's nodes part by part.
func (r *refinement[W]) number(t *refineTask, own int, members []uint32, s *sums[W]) {
	base, start := len(t.starts), r.by.starts[own]
	if len(members) == 1 {
		r.part[members[0]] = uint32(base)
		t.starts, t.belongs = append(t.starts, start), append(t.belongs, uint32(own))
		return
	}
	for _, u := range members {
		if r.part[u] == u {
			r.mass[u] = W(len(t.starts))
			t.starts, t.belongs = append(t.starts, 0), append(t.belongs, uint32(own))
		}
	}
	starts := t.starts[base:]
	list, _ := s.room(len(members))
	copy(list, members)
	for _, u := range list {
		part := uint32(r.mass[r.part[u]])
		r.part[u] = part
		starts[int(part)-base]++
	}
	for i, size := range starts {
		starts[i] = start
		start += size
	}
	for _, u := range list {
		at := &starts[int(r.part[u])-base]
		r.by.nodes[*at] = u
		*at++
	}
	copy(starts[1:], starts)
	starts[0] = r.by.starts[own]
}
