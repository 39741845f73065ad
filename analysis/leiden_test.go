package analysis_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/topo"

	"github.com/ringwatch/ringwatch/analysis"
)

// network builds the network of the columns.
func (c columns) network(tb testing.TB) *analysis.Network {
	tb.Helper()
	g, err := analysis.NewNetwork(c.n, c.from, c.to, c.weights)
	require.NoError(tb, err)
	return g
}

func (c *columns) join(u, v int) {
	c.from, c.to = append(c.from, uint32(u)), append(c.to, uint32(v))
}

// plantedCommunities returns groups of size nodes with about inside edges a node within the group
// and outside edges a node to anywhere. Node u is of group u/size.
func plantedCommunities(seed uint64, groups, size, inside, outside int, weighted bool) columns {
	rnd := rand.New(rand.NewPCG(seed, 0))
	c := columns{n: groups * size}
	for u := range c.n {
		for range inside {
			if v := u/size*size + rnd.IntN(size); v != u {
				c.join(u, v)
			}
		}
		for range outside {
			if v := rnd.IntN(c.n); v != u {
				c.join(u, v)
			}
		}
	}
	if weighted {
		for range c.from {
			c.weights = append(c.weights, 0.5+rnd.Float64())
		}
	}
	return c
}

// skewed returns a random graph whose degrees fall off as a power law, with isolated nodes, leaves
// and a few hubs, loops and parallel edges.
func skewed(seed uint64, n, m int, weighted bool) columns {
	rnd := rand.New(rand.NewPCG(seed, 0))
	c := columns{n: n}
	end := func() int { return int(math.Pow(rnd.Float64(), 4) * float64(n)) }
	for range m {
		c.join(end(), end())
		if weighted {
			c.weights = append(c.weights, 0.1+rnd.Float64())
		}
	}
	return c
}

func withoutLoops(c columns) columns {
	rest := columns{n: c.n}
	for i := range c.from {
		if c.from[i] != c.to[i] {
			rest.from, rest.to = append(rest.from, c.from[i]), append(rest.to, c.to[i])
			if c.weights != nil {
				rest.weights = append(rest.weights, c.weights[i])
			}
		}
	}
	return rest
}

func path(n int) columns {
	c := columns{n: n}
	for u := range n - 1 {
		c.join(u, u+1)
	}
	return c
}

func star(leaves int) columns {
	c := columns{n: leaves + 1}
	for u := range leaves {
		c.join(leaves, u)
	}
	return c
}

func cliques(size int) columns {
	c := columns{n: 2 * size}
	for u := range size {
		for v := range u {
			c.join(u, v)
			c.join(size+u, size+v)
		}
	}
	c.join(size-1, size)
	return c
}

// requireSound checks what holds for every partition: each node is in one community, communities
// are numbered by their first nodes, and each is connected, by gonum's count of components.
func requireSound(t *testing.T, g *analysis.Network, p *analysis.Partition) {
	t.Helper()
	require.Len(t, p.Community, g.Order())
	next := uint32(0)
	for _, c := range p.Community {
		require.LessOrEqual(t, c, next)
		if c == next {
			next++
		}
	}
	require.Equal(t, p.Count, int(next))
	require.Equal(t, p.Count, len(topo.ConnectedComponents(inside{g, p.Community})), "a community is not connected")
}

// inside is a network without the edges between communities.
type inside struct {
	*analysis.Network
	of []uint32
}

func (g inside) From(id int64) graph.Nodes {
	all := g.Network.From(id)
	var rest []graph.Node
	for all.Next() {
		if v := all.Node(); g.of[v.ID()] == g.of[id] {
			rest = append(rest, v)
		}
	}
	return iterator.NewOrderedNodes(rest)
}

func TestLeiden_Laws(t *testing.T) {
	// Enough nodes and edges for blocks of nodes to move in parallel.
	nodes, edges, groups := 50_000, 400_000, 5000
	if analysis.RaceEnabled {
		nodes, edges, groups = 17_000, 270_000, 200
	}
	for name, c := range map[string]columns{
		"no nodes":            {},
		"one node":            {n: 1},
		"no edges":            {n: 70},
		"loops only":          {n: 3, from: []uint32{0, 1, 2, 1}, to: []uint32{0, 1, 2, 1}},
		"a loop":              {n: 1, from: []uint32{0}, to: []uint32{0}},
		"random":              random(1, 300, 700, false),
		"random, weighted":    random(2, 300, 700, true),
		"dense":               random(3, 60, 1500, false),
		"planted":             plantedCommunities(4, 40, 25, 4, 2, false),
		"planted, weighted":   plantedCommunities(5, 40, 25, 4, 2, true),
		"skewed":              skewed(6, 4000, 9000, false),
		"skewed, weighted":    skewed(7, 4000, 9000, true),
		"path":                path(1000),
		"star":                star(1000),
		"two cliques":         cliques(20),
		"skewed and large":    skewed(8, nodes, edges, false),
		"planted and large":   plantedCommunities(9, groups, 20, 5, 3, false),
		"large and weighted":  plantedCommunities(10, groups, 20, 5, 3, true),
		"parallel edges only": {n: 3, from: []uint32{0, 1, 0, 1}, to: []uint32{1, 0, 1, 2}},
	} {
		for objective, resolutions := range map[analysis.Objective][]float64{
			analysis.ByModularity: {1, 0.3, 2.5},
			analysis.ByCPM:        {0.05, 0.5},
		} {
			if analysis.RaceEnabled {
				resolutions = resolutions[:1]
			}
			for _, resolution := range resolutions {
				if analysis.RaceEnabled && c.n > 10_000 && objective == analysis.ByCPM {
					continue // minutes under the race detector
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					g := c.network(t)
					last := math.Inf(-1)
					o := analysis.LeidenOptions{Objective: objective, Resolution: resolution, Threads: 2}
					o.Progress = func(l analysis.LeidenLevel) {
						require.GreaterOrEqual(t, l.Quality, last-1e-9*math.Abs(last), "quality falls")
						last = l.Quality
					}
					p, err := analysis.Leiden(t.Context(), g, o)
					require.NoError(t, err)
					requireSound(t, g, p)
					require.GreaterOrEqual(t, p.Quality, last-1e-9*math.Abs(last))
					if objective == analysis.ByModularity {
						require.InDelta(t, analysis.Modularity(g, p.Communities(), resolution), p.Quality, 1e-9)
					} else {
						require.InEpsilon(t, 1+constantPotts(g, p, resolution), 1+p.Quality, 1e-6)
					}
					for _, threads := range []int{1, 7} {
						o.Threads, o.Progress = threads, nil
						again, err := analysis.Leiden(t.Context(), g, o)
						require.NoError(t, err)
						require.Equal(t, p, again, "%d threads", threads)
					}
				})
			}
		}
	}
}

// constantPotts is the constant Potts model's quality by its definition.
func constantPotts(g *analysis.Network, p *analysis.Partition, resolution float64) float64 {
	q := 0.0
	for u := range g.Order() {
		for _, v := range g.Neighbours(u) {
			if int(v) <= u && p.Community[u] == p.Community[v] {
				w, _ := g.Weight(int64(u), int64(v))
				q += w
			}
		}
	}
	for _, nodes := range p.Communities() {
		q -= resolution * float64(len(nodes)) * float64(len(nodes)-1) / 2
	}
	return q
}

func TestLeiden_QualityAgreesWithGonum(t *testing.T) {
	for seed := range uint64(6) {
		g := withoutLoops(skewed(seed, 400, 900, seed%2 == 0)).network(t)
		for _, resolution := range []float64{0.5, 1, 3} {
			p, err := analysis.Leiden(t.Context(), g, analysis.LeidenOptions{Resolution: resolution, Seed: seed})
			require.NoError(t, err)
			require.InDelta(t, community.Q(g, asNodes(g, p.Communities()), resolution), p.Quality, 1e-9)
		}
	}
}

func TestLeiden_FindsPlantedCommunities(t *testing.T) {
	const groups, size = 30, 20
	g := plantedCommunities(1, groups, size, 8, 1, false).network(t)
	p, err := analysis.Leiden(t.Context(), g, analysis.LeidenOptions{})
	require.NoError(t, err)
	require.Equal(t, groups, p.Count)
	for u := range p.Community {
		require.Equal(t, p.Community[u/size*size], p.Community[u])
	}
}

// However the nodes are numbered, Leiden finds the same communities if they are clear.
func TestLeiden_NumberingDoesNotMatter(t *testing.T) {
	const groups, size = 30, 20
	c := plantedCommunities(2, groups, size, 8, 1, false)
	number := rand.New(rand.NewPCG(3, 0)).Perm(c.n)
	renumbered := columns{n: c.n}
	for i := range c.from {
		renumbered.join(number[c.from[i]], number[c.to[i]])
	}
	before, err := analysis.Leiden(t.Context(), c.network(t), analysis.LeidenOptions{})
	require.NoError(t, err)
	after, err := analysis.Leiden(t.Context(), renumbered.network(t), analysis.LeidenOptions{})
	require.NoError(t, err)
	require.InDelta(t, before.Quality, after.Quality, 1e-12)
	for u := range c.n {
		for v := range c.n {
			together := after.Community[number[u]] == after.Community[number[v]]
			require.Equal(t, before.Community[u] == before.Community[v], together)
		}
	}
}

// Every seed reaches the best values in the literature.
func TestLeiden_KarateAndLesMiserables(t *testing.T) {
	for seed := range uint64(10) {
		p, err := analysis.Leiden(t.Context(), karate().network(t), analysis.LeidenOptions{Seed: seed})
		require.NoError(t, err)
		require.InDelta(t, 0.41979, p.Quality, 5e-6, "karate, seed %d", seed)
		p, err = analysis.Leiden(t.Context(), lesMiserables().network(t), analysis.LeidenOptions{Seed: seed})
		require.NoError(t, err)
		require.InDelta(t, 0.566688, p.Quality, 5e-6, "Les Misérables, seed %d", seed)
	}
}

func TestLeiden_TwoCliques(t *testing.T) {
	for _, size := range []int{3, 20, 200} {
		p, err := analysis.Leiden(t.Context(), cliques(size).network(t), analysis.LeidenOptions{})
		require.NoError(t, err)
		require.Equal(t, 2, p.Count)
		for u, c := range p.Community {
			require.Equal(t, u/size, int(c))
		}
	}
}

// The smallest and the largest weights give the same communities as weights of 1.
func TestLeiden_ExtremeWeights(t *testing.T) {
	c := cliques(5)
	for _, weight := range []float64{analysis.MinWeight, 1e-300, 1e300} {
		c.weights = slices.Repeat([]float64{weight}, len(c.from))
		p, err := analysis.Leiden(t.Context(), c.network(t), analysis.LeidenOptions{})
		require.NoError(t, err)
		require.Equal(t, 2, p.Count, "%v", weight)
		require.InDelta(t, 20./21-0.5, p.Quality, 1e-9)
	}
}

// A tiny weight is lost in the sum with a huge one.
func TestLeiden_WeightsLostInRounding(t *testing.T) {
	for _, heavy := range []float64{1e15, 1e17, 0x1p60, 1e20, 1e300} {
		g, err := analysis.NewNetwork(5, []uint32{0, 0, 1, 3}, []uint32{1, 2, 2, 4}, []float64{1, 1, heavy, heavy})
		require.NoError(t, err)
		for _, restarts := range []int{0, 1} {
			p, err := analysis.Leiden(t.Context(), g, analysis.LeidenOptions{Restarts: restarts})
			require.NoError(t, err)
			require.Equal(t, p.Community[1], p.Community[2], "%v", heavy)
			require.Equal(t, p.Community[3], p.Community[4], "%v", heavy)
			require.NotEqual(t, p.Community[1], p.Community[3], "%v", heavy)
		}
	}
}

func TestLeiden_LargeResolution(t *testing.T) {
	g, err := analysis.NewNetwork(2, []uint32{0}, []uint32{1}, []float64{analysis.MinWeight})
	require.NoError(t, err)
	p, err := analysis.Leiden(t.Context(), g, analysis.LeidenOptions{Resolution: 100})
	require.NoError(t, err)
	require.InDelta(t, -50, p.Quality, 1e-9)
}

func TestLeiden_HostileSizes(t *testing.T) {
	n := 1_000_000
	if analysis.RaceEnabled || testing.Short() {
		n = 5_000
	}
	t.Run("star", func(t *testing.T) {
		g := star(n).network(t)
		p, err := analysis.Leiden(t.Context(), g, analysis.LeidenOptions{})
		require.NoError(t, err)
		require.Equal(t, 1, p.Count)
		require.InDelta(t, 0, p.Quality, 1e-12)
	})
	t.Run("path", func(t *testing.T) {
		g := path(n).network(t)
		p, err := analysis.Leiden(t.Context(), g, analysis.LeidenOptions{})
		require.NoError(t, err)
		requireSound(t, g, p)
		// The best communities of a path of n nodes have about √n nodes, and a modularity of
		// 1-2/√n.
		require.Greater(t, p.Quality, 1-5/math.Sqrt(float64(n)))
	})
}

func TestLeiden_BadOptions(t *testing.T) {
	g := path(3).network(t)
	for name, o := range map[string]analysis.LeidenOptions{
		"objective":  {Objective: 2},
		"resolution": {Resolution: -1},
		"NaN":        {Resolution: math.NaN()},
		"infinity":   {Resolution: math.Inf(1)},
		"threads":    {Threads: -1},
		"iterations": {Iterations: -1},
	} {
		_, err := analysis.Leiden(t.Context(), g, o)
		require.Error(t, err, name)
	}
}
