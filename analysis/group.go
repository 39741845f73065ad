package analysis

// grouping lists the nodes of a level group by group.
type grouping struct {
	starts []int    // of each group; one more than there are groups
	nodes  []uint32 // group after group
}

// group lists the nodes by label, in ascending order within each: a counting sort.
// Labels are below count.
func group(labels []uint32, count int) grouping {
	g := grouping{make([]int, count+1), large[uint32](len(labels))}
	for _, c := range labels {
		g.starts[c]++
	}
	at := 0
	for c, n := range g.starts {
		g.starts[c] = at
		at += n
	}
	for u, c := range labels {
		g.nodes[g.starts[c]] = uint32(u)
		g.starts[c]++
	}
	// Filled, a group's start has come to the next one's.
	copy(g.starts[1:], g.starts)
	g.starts[0] = 0
	return g
}

const (
	groupBuckets = 1 << 10
	groupChunks  = 32
	groupSmall   = 1 << 15 // nodes that one goroutine groups at once
)

// groupBy is group for many nodes: they are dealt by the upper bits of their labels to
// buckets, each of which the cache holds, and sorted there side by side.
func groupBy(c *crew, labels []uint32, count int) (grouping, error) {
	n := len(labels)
	if n < groupSmall {
		return group(labels, count), nil
	}
	g := grouping{make([]int, count+1), large[uint32](n)}
	shift := 0
	for (count-1)>>shift >= groupBuckets {
		shift++
	}
	chunk := func(i int) (lo, hi int) { return i * n / groupChunks, (i + 1) * n / groupChunks }
	places := make([][groupBuckets]uint32, groupChunks) // of each chunk's next node in each bucket
	if err := c.do(groupChunks, func(_, i int) {
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
	dealt := large[uint64](n) // label and node
	if err := c.do(groupChunks, func(_, i int) {
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
	return g, c.do(groupBuckets, func(_, b int) {
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

const none = ^uint32(0)

// renumber gives the labels the numbers from 0 on, in the order of their first
// nodes, and returns how many there are. Labels are below size; none stands for one that
// no other node has.
func renumber(labels []uint32, size int) int {
	to := large[uint32](size)
	for i := range to {
		to[i] = none
	}
	count := uint32(0)
	for u, c := range labels {
		switch {
		case c == none:
			labels[u] = count
			count++
		case to[c] == none:
			labels[u], to[c] = count, count
			count++
		default:
			labels[u] = to[c]
		}
	}
	return int(count)
}
