package analysis

import (
	"context"
	"fmt"
	"slices"
)

// UpdateLeiden repairs an earlier partition of a network that has changed since: g is
// the network as it is now, in which the earlier nodes have the numbers they had, and
// changed the nodes whose edges are not what they were. Only they, and what their moves
// reach, are looked at (the dynamic frontier of Sahu 2024, arXiv:2405.11658): nodes move
// on the network itself, and communities that have come apart are cut. Nodes that are
// new start on their own, and are looked at too.
//
// The same network, partition, nodes and options give the same partition on any number
// of threads. No level is built: nodes move one by one, and a community is cut where it has come
// apart, but none is refined or merges whole. So where two communities came to be one, or many
// new nodes found together, a full run finds better ones; make one from time to time.
func UpdateLeiden(ctx context.Context, g *Network, earlier *Partition, changed []int, o LeidenOptions) (*Partition, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if len(earlier.Community) > g.Order() {
		return nil, fmt.Errorf("an earlier partition of %d nodes for a network of %d", len(earlier.Community), g.Order())
	}
	for _, u := range changed {
		if u < 0 || u >= g.Order() {
			return nil, fmt.Errorf("changed node %d of %d", u, g.Order())
		}
	}
	for u, c := range earlier.Community {
		if int(c) >= len(earlier.Community) {
			return nil, fmt.Errorf("node %d in community %d of an earlier partition of %d nodes", u, c, len(earlier.Community))
		}
	}
	community, changed := append(large[uint32](g.Order())[:0], earlier.Community...), slices.Clip(changed)
	for u := len(community); u < g.Order(); u++ {
		community = append(community, uint32(u))
		changed = append(changed, u)
	}
	c := newCrew(ctx, o.Threads)
	defer c.close()
	if g.sumsFit() {
		return update(c, g, g.whole, o, community, changed)
	}
	return update(c, g, g.weights, o, community, changed)
}

func update[W weight](c *crew, g *Network, weights []W, o LeidenOptions, community []uint32, changed []int) (*Partition, error) {
	l, err := networkLevel(c, g, weights, o.Objective)
	if err != nil {
		return nil, err
	}
	h := newHierarchy(c, l, o)
	m := newMover(l, h.penalty, community, l.totals(community, l.order()), h.scratch)
	for _, u := range changed {
		m.marked[u/64] |= 1 << (u % 64)
	}
	if _, _, err := h.rounds(m, leastTolerance, 0); err != nil {
		return nil, err
	}
	count, err := numberLabels(c, community, l.order())
	if err != nil {
		return nil, err
	}
	s := newSettling([]*level[W]{l}, count)
	s.community[0] = community
	of, err := h.settle(s)
	if err != nil {
		return nil, err
	}
	return &Partition{Community: of, Count: renumber(of, len(of)), Quality: h.quality}, nil
}
