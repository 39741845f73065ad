package analysis

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// A network of few nodes and edge ends is searched restarts times unless asked otherwise, with
// its nodes in another order each time: a small one has few roads to the best partition, and time
// is no matter.
const (
	smallNetwork = 1 << 12
	restarts     = 16
)

// bestOfRestarts returns the best partition of the restarts, the first of equals.
func bestOfRestarts(c *crew, g *Network, o LeidenOptions) (*Partition, error) {
	rnd := rand.New(rand.NewPCG(o.Seed, 1))
	var best *Partition
	for range o.Restarts {
		names := rnd.Perm(g.Order())
		found, err := leiden(c, g.renamed(names), o)
		if err != nil {
			return nil, err
		}
		if best != nil && found.Quality <= best.Quality {
			continue
		}
		of := make([]uint32, g.Order())
		for u, name := range names {
			of[u] = found.Community[name]
		}
		renumber(of, len(of))
		found.Community = of
		best = found
		o.Progress = func(LeidenLevel) {} // the first search is told of; the others are as quick
	}
	return best, nil
}

// renamed returns the network in which u is called names[u].
func (g *Network) renamed(names []int) *Network {
	original := make([]int, len(names))
	for u, name := range names {
		original[name] = u
	}
	r := &Network{offsets: make([]int, 1, len(g.offsets))}
	var row []int // indices of g's entries
	for _, u := range original {
		row = row[:0]
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			row = append(row, i)
		}
		slices.SortFunc(row, func(a, b int) int { return cmp.Compare(names[g.targets[a]], names[g.targets[b]]) })
		for _, i := range row {
			r.adopt(g, i, uint32(names[g.targets[i]]))
		}
		r.offsets = append(r.offsets, len(r.targets))
	}
	return r
}

// singles is the partition of n nodes into communities of one.
func singles(n int) []uint32 {
	community := large[uint32](n)
	for u := range community {
		community[u] = uint32(u)
	}
	return community
}
