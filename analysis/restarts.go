package analysis

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// A network of at most smallNetwork nodes and edge ends is searched LeidenOptions.Restarts times,
// by default defaultRestarts, with its nodes in a different order each time: a single search of a
// small network often misses the best partition, and takes no time.
const (
	smallNetwork    = 1 << 12
	defaultRestarts = 16
)

// bestOfRestarts returns the partition of the highest quality among the restarts, the first one of
// equals.
func bestOfRestarts(p *pool, g *Network, o LeidenOptions) (*Partition, error) {
	rnd := rand.New(rand.NewPCG(o.Seed, 1))
	var best *Partition
	for range o.Restarts {
		number := rnd.Perm(g.Order())
		found, err := leidenOnce(p, g.permuted(number), o)
		if err != nil {
			return nil, err
		}
		if best != nil && found.Quality <= best.Quality {
			continue
		}
		community := make([]uint32, g.Order())
		for u, v := range number {
			community[u] = found.Community[v]
		}
		numberByFirstNode(community, len(community))
		found.Community = community
		best = found
		o.Progress = func(LeidenLevel) {} // report the first search only; the others are as quick
	}
	return best, nil
}

// permuted returns the network in which node u has the number number[u].
func (g *Network) permuted(number []int) *Network {
	original := make([]int, len(number))
	for u, v := range number {
		original[v] = u
	}
	r := &Network{offsets: make([]int, 1, len(g.offsets))}
	var row []int // indices of g's entries
	for _, u := range original {
		row = row[:0]
		for i := g.offsets[u]; i < g.offsets[u+1]; i++ {
			row = append(row, i)
		}
		slices.SortFunc(row, func(a, b int) int { return cmp.Compare(number[g.targets[a]], number[g.targets[b]]) })
		for _, i := range row {
			r.appendEntry(g, i, uint32(number[g.targets[i]]))
		}
		r.offsets = append(r.offsets, len(r.targets))
	}
	return r
}
