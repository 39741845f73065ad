package rings

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// graphOfPairs counts by brute force: an adjacency matrix of a few nodes.
type graphOfPairs [8][8]int

func (g *graphOfPairs) add(u, v uint32) {
	g[u][v]++
	g[v][u]++
}

func (g *graphOfPairs) edges() (n int) {
	for u := range g {
		for v := range u {
			n += min(g[u][v], 1)
		}
	}
	return n
}

// tree returns the number of edges of a spanning forest: the nodes, less the sets of them that are
// connected.
func (g *graphOfPairs) tree() int {
	sets, _ := g.sets()
	return len(g) - sets
}

// tied returns the size of the largest connected set, and 0 if no edge connects any.
func (g *graphOfPairs) tied() int {
	if _, largest := g.sets(); largest > 1 {
		return largest
	}
	return 0
}

// sets returns the number of connected sets, and the size of the largest.
func (g *graphOfPairs) sets() (sets, largest int) {
	seen, size := [8]bool{}, 0
	var visit func(u int)
	visit = func(u int) {
		size++
		seen[u] = true
		for v, n := range g[u] {
			if n > 0 && !seen[v] {
				visit(v)
			}
		}
	}
	for u := range g {
		if !seen[u] {
			sets, size = sets+1, 0
			visit(u)
			largest = max(largest, size)
		}
	}
	return sets, largest
}

func TestCountCycles_AgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 2))
	for range 2000 {
		c := &candidate{members: []uint32{3, 4, 7, 8, 10, 12, 13, 20}}
		e := &Evidence{Kinds: make([]Kind, 30)}
		var named, linked, both graphOfPairs
		var incidents []incident
		ties := 0
		for range random.IntN(8) {
			x := incident{weight: 1}
			for u := range uint32(8) {
				if random.IntN(4) == 0 {
					x.named = append(x.named, u)
				}
			}
			ties += max(len(x.named)-1, 0)
			for i, u := range x.named {
				for _, v := range x.named[:i] {
					named.add(u, v)
					both.add(u, v)
				}
			}
			incidents = append(incidents, x)
		}
		var inside []uint32
		for range random.IntN(12) {
			u, v := random.Uint32N(8), random.Uint32N(8)
			inside = append(inside, uint32(e.Links.Count()))
			e.addLink(may1, c.members[u], LinkedTo, c.members[v], 0)
			if u != v {
				linked.add(u, v)
				both.add(u, v)
			}
		}
		ties = min(ties, named.edges())
		all := min(ties+linked.edges(), both.edges())
		require.Equal(t, cycles{
			ties:      float64(all),
			all:       float64(max(all-both.tree(), 0)),
			byReports: float64(max(ties-named.tree(), 0)),
			byLinks:   float64(linked.edges() - linked.tree()),
			tied:      both.tied(),
		}, c.countCycles(e, incidents, inside))
	}
}

// A report that names all of them makes a tree, however many they are. A second one by somebody
// else makes cycles; by the same person it makes half as many.
func TestCountCycles_OfReports(t *testing.T) {
	c := &candidate{members: []uint32{0, 1, 2, 3, 4}}
	e := &Evidence{Kinds: make([]Kind, 5)}
	count := func(weights ...float64) cycles {
		var incidents []incident
		for _, weight := range weights {
			incidents = append(incidents, incident{named: []uint32{0, 1, 2, 3, 4}, weight: weight})
		}
		return c.countCycles(e, incidents, nil)
	}
	require.Equal(t, cycles{ties: 4, tied: 5}, count(1))
	require.Equal(t, cycles{ties: 8, all: 4, byReports: 4, tied: 5}, count(1, 1))
	require.Equal(t, cycles{ties: 6, all: 2, byReports: 2, tied: 5}, count(1, .5))
	require.Equal(t, cycles{ties: 10, all: 6, byReports: 6, tied: 5}, count(1, 1, 1, 1), "no more than the pairs")
	require.Zero(t, count())
}

func TestCycles_Mixed(t *testing.T) {
	c := &candidate{members: []uint32{0, 1, 2}}
	e := &Evidence{Kinds: make([]Kind, 3)}
	e.addLink(may1, 0, UsedIn, 1, 0)
	e.addLink(may1, 2, UsedIn, 1, 0)
	n := c.countCycles(e, []incident{{named: []uint32{0, 2}, weight: 1}}, []uint32{0, 1})
	require.Equal(t, cycles{ties: 3, all: 1, tied: 3}, n)
	require.Equal(t, 1.0, n.mixed(), "it needs the report and the links")
}
