package graph_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"ringwatch/graph"
)

// growing is columns to which random evidence is appended.
type growing struct {
	graph.Columns
	random *rand.Rand
}

func (g *growing) node(n graph.Node) int64 {
	n.Key = int64(len(g.Nodes))
	g.Nodes = append(g.Nodes, n)
	return n.Key
}

func (g *growing) identifier() int64 {
	if len(g.Nodes) > 0 && g.random.IntN(3) > 0 {
		if i := g.random.IntN(len(g.Nodes)); g.Nodes[i].Identifier.Token != "" {
			return int64(i)
		}
	}
	letters := make([]byte, 26)
	for i := range letters {
		letters[i] = 'a' + byte(g.random.IntN(26))
	}
	return g.node(graph.Node{Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + string(letters))}})
}

func (g *growing) add(reports, links int) {
	for range reports {
		key := g.node(graph.Node{ReportID: fmt.Sprintf("x/%d", g.random.Uint64())})
		g.Said = append(g.Said, graph.Said{
			Key: key, Second: graph.Second(g.random.IntN(1e9)), Category: fmt.Sprint("c", g.random.IntN(12)), Region: fmt.Sprint("R", g.random.IntN(12)),
		})
		g.Named.Add(key, g.identifier())
	}
	for range links {
		g.Links.Add(g.identifier(), g.identifier(), graph.UsedIn, graph.Day(g.random.IntN(400)), fmt.Sprintf("x/%d", g.random.Uint64()))
	}
}

// takeBack takes back a random report and a random link.
func (g *growing) takeBack() {
	said := g.random.IntN(len(g.Said))
	key := g.Said[said].Key
	g.Said = slices.Delete(g.Said, said, said+1)
	g.Nodes[key] = graph.Node{Key: key}
	for i := range g.Named.Report {
		if g.Named.Report[i] == key {
			g.Named.Report[i], g.Named.Identifier[i] = -1, -1
		}
	}
	link := g.random.IntN(len(g.Links.From))
	g.Links.From[link], g.Links.To[link] = -1, -1
}

// A layout that was kept lays out what came as one that sees all for the first time.
func TestLayout_KeptOrNot(t *testing.T) {
	g := &growing{random: rand.New(rand.NewPCG(3, 4))}
	var kept graph.Layout
	for step := range 30 {
		g.add(g.random.IntN(300), g.random.IntN(200))
		if step%3 == 1 {
			g.takeBack()
		}
		var except graph.Except
		if step%4 == 2 {
			except.Named, except.Links = func(i int) bool { return i%17 == 3 }, func(i int) bool { return i%13 == 3 }
		}
		s := kept.Snapshot(&g.Columns, except)
		require.Equal(t, new(graph.Layout).Snapshot(&g.Columns, except), s, "step %d", step)
		require.Len(t, s.ReportIDs, len(g.Said))
		require.NotEmpty(t, s.Links.From)
	}
}

func BenchmarkLayout(b *testing.B) {
	g := &growing{random: rand.New(rand.NewPCG(1, 2))}
	g.add(292_000, 196_000)
	b.Run("records=5e5/all", func(b *testing.B) {
		for b.Loop() {
			graph.NewSnapshot(&g.Columns)
		}
	})
	var kept graph.Layout
	b.Run("records=5e5/after=1%", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			kept.Snapshot(&g.Columns, graph.Except{})
			g.add(2920, 1960)
			b.StartTimer()
			kept.Snapshot(&g.Columns, graph.Except{})
		}
	})
}
