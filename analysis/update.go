package analysis

import (
	"context"
	"fmt"
	"slices"
)

// UpdateLeiden repairs the partition of a network that has changed since. g is the network as it is
// now, in which nodes have the numbers that they had before; new nodes have higher ones. changed
// lists the nodes whose edges have changed. Only these, new nodes, and what their moves reach are
// evaluated (the dynamic frontier of Sahu 2024, arXiv:2405.11658). New nodes start as communities
// by themselves, and communities that have come apart are split. Where 1% of the edges change it
// takes a tenth of the time of Leiden.
//
// Nodes move one by one: no level is built, so communities neither merge as a whole nor are
// refined. Run Leiden from time to time: it finds better communities where two have become one, or
// where many new nodes belong together.
//
// The same network, partition, nodes and options give the same partition on any number of threads.
// It returns an error if an option is out of range, if earlier has more nodes than g or a community
// that can't be, if a changed node is not in g, and the context's error.
func UpdateLeiden(
	ctx context.Context, g *Network, earlier *Partition, changed []int, o LeidenOptions,
) (*Partition, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := checkUpdate(g, earlier, changed); err != nil {
		return nil, err
	}
	community := append(makeLarge[uint32](g.Order())[:0], earlier.Community...)
	changed = slices.Clip(changed)
	for u := len(community); u < g.Order(); u++ {
		community = append(community, uint32(u))
		changed = append(changed, u)
	}
	o = o.withDefaults()
	p := newPool(ctx, o.Threads)
	defer p.close()
	if g.sumsFit() {
		return update(p, g, g.whole, o, community, changed)
	}
	return update(p, g, g.weights, o, community, changed)
}

// checkUpdate returns an error if the partition or the changed nodes don't fit the network.
func checkUpdate(g *Network, earlier *Partition, changed []int) error {
	nodes := len(earlier.Community)
	if nodes > g.Order() {
		return fmt.Errorf("an earlier partition of %d nodes for a network of %d", nodes, g.Order())
	}
	for _, u := range changed {
		if u < 0 || u >= g.Order() {
			return fmt.Errorf("changed node %d of %d", u, g.Order())
		}
	}
	for u, c := range earlier.Community {
		if int(c) >= nodes {
			return fmt.Errorf("node %d in community %d of an earlier partition of %d nodes", u, c, nodes)
		}
	}
	return nil
}

// update moves the changed nodes, and those that their moves mark, and splits disconnected
// communities.
func update[W weight](
	p *pool, g *Network, weights []W, o LeidenOptions, community []uint32, changed []int,
) (*Partition, error) {
	l, err := networkLevel(p, g, weights, o.Objective)
	if err != nil {
		return nil, err
	}
	r := newLeidenRun(p, l, o)
	m := newMover(l, r.objective.penalty, community, l.communityMass(community, l.order()), r.scratch)
	for _, u := range changed {
		m.marked[u/64] |= 1 << (u % 64)
	}
	if _, _, err := r.moveNodes(m, minTolerance, 0); err != nil {
		return nil, err
	}
	count, err := compactLabels(p, community, l.order())
	if err != nil {
		return nil, err
	}
	t := newConnectivity([]*level[W]{l}, count)
	t.community[0] = community
	part, err := r.splitDisconnected(t)
	if err != nil {
		return nil, err
	}
	return &Partition{Community: part, Count: numberByFirstNode(part, len(part)), Quality: r.quality}, nil
}
