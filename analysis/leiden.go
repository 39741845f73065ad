package analysis

import (
	"cmp"
	"context"
	"fmt"
	"math"
)

// Objective is what a partition is judged by. The higher its quality the better.
type Objective int

const (
	// ByModularity is how much more weight lies inside the communities than chance
	// would put there, of -1/2 to 1: see the function Modularity. It favours
	// communities of a size that grows with the network.
	ByModularity Objective = iota
	// ByCPM, the constant Potts model, is the weight inside the communities less the
	// resolution for each pair of nodes inside (Traag, Van Dooren and Nesterov 2011,
	// doi:10.1103/PhysRevE.84.016114), in the unit of the weights. Communities are
	// denser than the resolution, however large the network.
	ByCPM
)

// LeidenOptions tune Leiden. The zero value stands for the defaults.
type LeidenOptions struct {
	Objective  Objective
	Resolution float64 // more makes smaller communities; 0 means 1
	Seed       uint64  // of the order in which blocks of some thousand nodes are looked at, and all nodes of a small network; 0 means 1
	Threads    int     // how many goroutines work at once, MaxThreads at most; 0 means GOMAXPROCS. It does not change the answer
	Iterations int     // how often to start again from what was found; 0 means 1
	Restarts   int     // how often a small network is searched, its nodes in another order each time; 0 means 16
	// Progress is told of every level once its nodes have moved, by the goroutine
	// that called Leiden; it must not take long.
	Progress func(LeidenLevel)

	trace    func(string, ...any)
	up, down float64 // tolerances of the network itself on the way up, and of all levels on the way down
}

// LeidenLevel is how far Leiden has come.
type LeidenLevel struct {
	Iteration   int
	Level       int // 0 is the network itself, its leaves folded into their neighbours; upper levels may be told of twice
	Nodes       int // of the level
	Communities int
	Moves       int
	Quality     float64 // of the communities before the moves
}

// Leiden partitions the network into communities of high quality, each connected
// (Traag, Waltman and van Eck 2019, doi:10.1038/s41598-019-41695-z). Nodes move to the
// community that gains most, communities are split into well-connected parts, and the
// parts become the nodes of a smaller network, on which it all starts again, until
// nothing moves. Then, on the way back down, nodes move once more on each level. That
// whole climb is made Iterations times.
//
// The same network, options and seed give the same partition on any number of
// threads. What makes it fast is told in docs/communities.md. A climb takes time
// linear in the network's size but for the rounds of moves, of which there are some
// ten; memory beside the network's own is some 40 bytes a node, 16 bytes a node for
// each thread, and up to 8 bytes an edge end, 12 for a weighted network. It stops within
// 100 ms of the context's end, with its error.
func Leiden(ctx context.Context, g *Network, o LeidenOptions) (*Partition, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	c := newCrew(ctx, o.Threads)
	defer c.close()
	if g.Order()+len(g.targets) <= smallNetwork && o.Restarts > 1 {
		return bestOfRestarts(c, g, o)
	}
	return leiden(c, g, o)
}

// leiden climbs from single nodes, with the type of weights that suits the network.
func leiden(c *crew, g *Network, o LeidenOptions) (*Partition, error) {
	if g.sumsFit() {
		return climbFolded(c, g, g.whole, o)
	}
	return climbFolded(c, g, g.weights, o)
}

func (o LeidenOptions) withDefaults() (LeidenOptions, error) {
	if o.Objective != ByModularity && o.Objective != ByCPM {
		return o, fmt.Errorf("objective %d: want ByModularity or ByCPM", o.Objective)
	}
	if !(o.Resolution >= 0 && o.Resolution <= math.MaxFloat64) {
		return o, fmt.Errorf("resolution %v: want a finite number that is not negative", o.Resolution)
	}
	if o.Threads < 0 || o.Iterations < 0 || o.Restarts < 0 {
		return o, fmt.Errorf("threads, iterations and restarts must not be negative")
	}
	if o.Resolution == 0 {
		o.Resolution = 1
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Iterations == 0 {
		o.Iterations = 1
	}
	if o.Restarts == 0 {
		o.Restarts = restarts
	}
	if o.Progress == nil {
		o.Progress = func(LeidenLevel) {}
	}
	o.up, o.down = cmp.Or(o.up, firstTolerance), cmp.Or(o.down, downTolerance)
	if o.trace == nil {
		o.trace = func(string, ...any) {}
	}
	return o, nil
}
