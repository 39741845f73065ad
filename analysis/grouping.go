package analysis

// grouping lists nodes group by group.
type grouping struct {
	starts []int    // group i is nodes[starts[i]:starts[i+1]]
	nodes  []uint32 // group after group
}

// members returns the nodes of a group.
func (g *grouping) members(i int) []uint32 { return g.nodes[g.starts[i]:g.starts[i+1]] }

// groupByLabel groups the nodes by their labels, which are below count, in ascending order within
// each group. It is a counting sort.
func groupByLabel(labels []uint32, count int) grouping {
	g := grouping{make([]int, count+1), makeLarge[uint32](len(labels))}
	for _, label := range labels {
		g.starts[label]++
	}
	at := 0
	for label, n := range g.starts {
		g.starts[label] = at
		at += n
	}
	for u, label := range labels {
		g.nodes[g.starts[label]] = uint32(u)
		g.starts[label]++
	}
	// The start of each full group has moved to the start of the next.
	copy(g.starts[1:], g.starts)
	g.starts[0] = 0
	return g
}

const (
	groupBuckets = 1 << 10
	groupChunks  = 32
	groupSmall   = 1 << 15 // fewer nodes are grouped by one goroutine
)

// groupInParallel does what groupByLabel does, for many nodes. It is a radix sort of two digits: it
// deals the nodes to buckets by the upper bits of their labels, and sorts each bucket, which fits
// in the cache.
func groupInParallel(p *pool, labels []uint32, count int) (grouping, error) {
	n := len(labels)
	if n < groupSmall {
		return groupByLabel(labels, count), nil
	}
	g := grouping{make([]int, count+1), makeLarge[uint32](n)}
	shift := 0
	for (count-1)>>shift >= groupBuckets {
		shift++
	}
	chunk := func(i int) (lo, hi int) { return i * n / groupChunks, (i + 1) * n / groupChunks }
	places := make([][groupBuckets]uint32, groupChunks) // where the next node of each chunk goes in each bucket
	if err := p.run(groupChunks, func(_, i int) {
		lo, hi := chunk(i)
		for _, label := range labels[lo:hi] {
			places[i][label>>shift%groupBuckets]++
		}
	}); err != nil {
		return g, err
	}
	var bounds [groupBuckets + 1]uint32
	at := uint32(0)
	for b := range groupBuckets {
		bounds[b] = at
		for i := range places {
			at, places[i][b] = at+places[i][b], at
		}
	}
	bounds[groupBuckets] = at
	dealt := makeLarge[uint64](n) // label in the upper half, node in the lower
	if err := p.run(groupChunks, func(_, i int) {
		lo, hi := chunk(i)
		next := &places[i]
		for u := lo; u < hi; u++ {
			b := labels[u] >> shift % groupBuckets
			dealt[next[b]] = uint64(labels[u])<<32 | uint64(u)
			next[b]++
		}
	}); err != nil {
		return g, err
	}
	g.starts[count] = n
	return g, p.run(groupBuckets, func(_, b int) {
		first, last := min(b<<shift, count), min((b+1)<<shift, count)
		if first == last {
			return
		}
		bucket, starts := dealt[bounds[b]:bounds[b+1]], g.starts[first:last]
		for _, e := range bucket {
			starts[int(e>>32)-first]++
		}
		at := int(bounds[b])
		for label, size := range starts {
			starts[label] = at
			at += size
		}
		for _, e := range bucket {
			start := &starts[int(e>>32)-first]
			g.nodes[*start] = uint32(e)
			*start++
		}
		copy(starts[1:], starts)
		starts[0] = int(bounds[b])
	})
}

// noLabel stands for the label of a node that has none.
const noLabel = ^uint32(0)

// numberByFirstNode renumbers labels, which are below size, from 0 on in the order of their first
// nodes. It returns how many different ones there are. Each noLabel gets a number of its own.
func numberByFirstNode(labels []uint32, size int) int {
	to := makeLarge[uint32](size)
	for i := range to {
		to[i] = noLabel
	}
	count := uint32(0)
	for u, label := range labels {
		switch {
		case label == noLabel:
			labels[u] = count
			count++
		case to[label] == noLabel:
			labels[u], to[label] = count, count
			count++
		default:
			labels[u] = to[label]
		}
	}
	return int(count)
}

// singletons returns the partition of n nodes in which each is a community by itself.
func singletons(n int) []uint32 {
	community := makeLarge[uint32](n)
	for u := range community {
		community[u] = uint32(u)
	}
	return community
}
