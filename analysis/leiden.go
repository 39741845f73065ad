package analysis

import (
	"cmp"
	"context"
	"fmt"
	"math"
)

// Objective is the quality that Leiden maximises.
type Objective int

const (
	// ByModularity is Σ_c [w_c/m − γ·(K_c/2m)²], of −1/2 to 1 for γ = 1: see the function
	// Modularity. It favours communities of a size that grows with the network.
	ByModularity Objective = iota

	// ByCPM is the constant Potts model, Σ_c [w_c − γ·n_c(n_c−1)/2], where w_c is the weight of the
	// edges inside community c and n_c its number of nodes (Traag, Van Dooren and Nesterov 2011,
	// doi:10.1103/PhysRevE.84.016114). It is in the unit of the weights. Communities are denser
	// than γ, however large the network is.
	ByCPM
)

// LeidenOptions are the options of Leiden and UpdateLeiden. The zero value means modularity at a
// resolution of 1 and the defaults.
type LeidenOptions struct {
	Objective  Objective
	Resolution float64 // γ; a larger one makes smaller communities. 0 means 1

	// Seed is the seed of the order in which blocks of some thousand nodes are evaluated, and the
	// nodes of a small network numbered. 0 means 1.
	Seed uint64

	// Threads is how many goroutines work in parallel, at most MaxThreads. 0 means GOMAXPROCS. It
	// does not change the result.
	Threads int

	// Iterations is how many passes Leiden makes, each from the partition that the one before
	// found. 0 means 1.
	Iterations int

	// Restarts is how often a network of at most 4,096 nodes and edge ends is searched, with its
	// nodes in a different order each time. The best partition wins. 0 means 16.
	Restarts int

	// Progress is called for every level once its nodes have moved, in the goroutine that called
	// Leiden. It should return quickly. May be nil.
	Progress func(LeidenLevel)

	trace                                func(format string, args ...any)
	coarsenTolerance, uncoarsenTolerance float64 // see defaultCoarsenTolerance
}

// LeidenLevel is the progress of Leiden.
type LeidenLevel struct {
	Iteration   int
	Level       int // 0 is the network itself, with its leaves folded; levels of few nodes are reported repeatedly
	Nodes       int // of the level
	Communities int
	Moves       int
	Quality     float64 // of the partition before the moves
}

// Leiden partitions a network into connected communities of high quality by the Leiden algorithm
// (Traag, Waltman and van Eck 2019, doi:10.1038/s41598-019-41695-z). A pass goes up and down a
// hierarchy of levels:
//
//   - Local moving: each node moves to the neighbouring community with the largest gain ΔQ, until a
//     round over all nodes gains little.
//   - Refinement: each community is split into well-connected parts.
//   - Aggregation: each part becomes a node of the level above, where the same starts again.
//   - When nothing moves any more, the communities are taken down again, and the nodes of each
//     level move once more (Rotta and Noack 2011, doi:10.1145/1963190.1970376).
//
// Communities that came apart on the way are split in the end, so each is connected.
//
// The same network, options and seed give the same partition on any number of threads. A pass takes
// time linear in the size of the network, times the number of rounds, which is about ten. On top of
// the network it takes some 40 bytes a node, 16 bytes a node and thread, and up to 8 bytes an edge
// end, 12 if edges have weights. docs/communities.md explains what makes it fast.
//
// It returns an error if an option is out of range, and the context's error within 100 ms of its
// end.
func Leiden(ctx context.Context, g *Network, o LeidenOptions) (*Partition, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	p := newPool(ctx, o.Threads)
	defer p.close()
	if g.Order()+len(g.targets) <= smallNetwork && o.Restarts > 1 {
		return bestOfRestarts(p, g, o)
	}
	return leidenOnce(p, g, o)
}

// leidenOnce runs Leiden with the type of weights that fits the network.
func leidenOnce(p *pool, g *Network, o LeidenOptions) (*Partition, error) {
	if g.sumsFit() {
		return leidenFolded(p, g, g.whole, o)
	}
	return leidenFolded(p, g, g.weights, o)
}

// validate returns an error that names the first field out of range.
func (o *LeidenOptions) validate() error {
	if o.Objective != ByModularity && o.Objective != ByCPM {
		return fmt.Errorf("objective %d: want ByModularity or ByCPM", o.Objective)
	}
	if !(o.Resolution >= 0 && o.Resolution <= math.MaxFloat64) {
		return fmt.Errorf("resolution %v: want a finite number that is not negative", o.Resolution)
	}
	for _, field := range []struct {
		name  string
		value int
	}{{"threads", o.Threads}, {"iterations", o.Iterations}, {"restarts", o.Restarts}} {
		if field.value < 0 {
			return fmt.Errorf("%s %d: want 0 or more", field.name, field.value)
		}
	}
	return nil
}

func (o LeidenOptions) withDefaults() LeidenOptions {
	o.Resolution = cmp.Or(o.Resolution, 1)
	o.Seed = cmp.Or(o.Seed, 1)
	o.Iterations = cmp.Or(o.Iterations, 1)
	o.Restarts = cmp.Or(o.Restarts, defaultRestarts)
	o.coarsenTolerance = cmp.Or(o.coarsenTolerance, defaultCoarsenTolerance)
	o.uncoarsenTolerance = cmp.Or(o.uncoarsenTolerance, defaultUncoarsenTolerance)
	if o.Progress == nil {
		o.Progress = func(LeidenLevel) {}
	}
	if o.trace == nil {
		o.trace = func(string, ...any) {}
	}
	return o
}
