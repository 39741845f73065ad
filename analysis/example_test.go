package analysis_test

import (
	"context"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"

	"github.com/ringwatch/ringwatch/analysis"
)

// Two triangles, 0-1-2 and 3-4-5, and an edge between them.
var (
	triangleFrom = []uint32{0, 0, 1, 3, 3, 4, 2}
	triangleTo   = []uint32{1, 2, 2, 4, 5, 5, 3}
)

func ExampleNewNetwork() {
	// Parallel edges become one, with the sum of their weights.
	g, err := analysis.NewNetwork(3, []uint32{0, 1, 1}, []uint32{1, 0, 2}, []float64{0.5, 1, 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.Order(), "nodes,", g.Size(), "edges")
	weight, ok := g.Weight(0, 1)
	fmt.Println(weight, ok, g.Neighbours(1))

	_, err = analysis.NewNetwork(3, []uint32{0}, []uint32{7}, nil)
	fmt.Println(errors.Is(err, analysis.ErrBadEdge), err)
	// Output:
	// 3 nodes, 2 edges
	// 1.5 true [0 2]
	// true bad edge 0: joins 0 and 7 of 3 nodes
}

// A Builder reads its edges twice, here from two slices; usually from a file that memory doesn't
// hold.
func ExampleBuilder() {
	batches := [][2][]uint32{{triangleFrom[:4], triangleTo[:4]}, {triangleFrom[4:], triangleTo[4:]}}
	b := analysis.NewBuilder(1000)
	for _, edges := range batches {
		if err := b.Count(edges[0], edges[1], nil); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := b.AllocateRows(b.Order()); err != nil {
		fmt.Println(err)
		return
	}
	for _, edges := range batches {
		if err := b.Place(edges[0], edges[1], nil); err != nil {
			fmt.Println(err)
			return
		}
	}
	g, err := b.Network(context.Background(), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.Order(), "nodes,", g.Size(), "edges")
	// Output: 6 nodes, 7 edges
}

// Every gonum algorithm runs on a Network, here connected components.
func ExampleNetwork() {
	g, err := analysis.NewNetwork(5, []uint32{0, 1, 3}, []uint32{1, 2, 4}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, component := range topo.ConnectedComponents(g) {
		fmt.Println(len(component), "nodes")
	}
	// Output:
	// 3 nodes
	// 2 nodes
}

func ExampleNetwork_Induced() {
	g, _ := analysis.NewNetwork(6, triangleFrom, triangleTo, nil)
	sub := g.Induced([]int{2, 3, 4})
	fmt.Println(sub.Order(), "nodes,", sub.Size(), "edges, neighbours of node 3:", sub.Neighbours(1))
	// Output: 3 nodes, 2 edges, neighbours of node 3: [0 2]
}

func ExampleLeiden() {
	g, err := analysis.NewNetwork(6, triangleFrom, triangleTo, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := analysis.Leiden(context.Background(), g, analysis.LeidenOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v, modularity %.4f\n", p.Communities(), p.Quality)
	// Output: [[0 1 2] [3 4 5]], modularity 0.3571
}

// Under the constant Potts model, communities are denser than the resolution, however large the
// network is.
func ExampleLeiden_constantPotts() {
	g, _ := analysis.NewNetwork(6, triangleFrom, triangleTo, nil)
	for _, resolution := range []float64{0.05, 0.5} {
		p, err := analysis.Leiden(context.Background(), g, analysis.LeidenOptions{
			Objective: analysis.ByCPM, Resolution: resolution,
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(resolution, p.Communities())
	}
	// Output:
	// 0.05 [[0 1 2 3 4 5]]
	// 0.5 [[0 1 2] [3 4 5]]
}

// Node 2 has moved from one triangle to the other: two edges are gone and two are new.
func ExampleUpdateLeiden() {
	before, _ := analysis.NewNetwork(6, triangleFrom, triangleTo, nil)
	earlier, err := analysis.Leiden(context.Background(), before, analysis.LeidenOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	after, _ := analysis.NewNetwork(6, []uint32{0, 2, 2, 3, 3, 4, 2}, []uint32{1, 4, 5, 4, 5, 5, 3}, nil)
	p, err := analysis.UpdateLeiden(context.Background(), after, earlier, []int{0, 1, 2, 4, 5}, analysis.LeidenOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(earlier.Communities(), "to", p.Communities())
	// Output: [[0 1 2] [3 4 5]] to [[0 1] [2 3 4 5]]
}

// A component of at most 32 nodes is one community, so that modularity doesn't cut a small ring
// into pieces.
func ExampleLouvain() {
	g, _ := analysis.NewNetwork(8, append([]uint32{6}, triangleFrom...), append([]uint32{7}, triangleTo...), nil)
	communities, err := analysis.Louvain(context.Background(), g, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(communities)
	// Output: [[0 1 2 3 4 5] [6 7]]
}

func ExampleModularity() {
	g, _ := analysis.NewNetwork(6, triangleFrom, triangleTo, nil)
	fmt.Printf("%.4f\n", analysis.Modularity(g, [][]int{{0, 1, 2}, {3, 4, 5}}, 1))
	fmt.Printf("%.4f\n", analysis.Modularity(g, [][]int{{0, 1, 2, 3, 4, 5}}, 1))
	// Output:
	// 0.3571
	// 0.0000
}

// A user of gonum's community.Modularize changes one call.
func ExampleModularize() {
	g := simple.NewUndirectedGraph()
	for i := range triangleFrom {
		g.SetEdge(simple.Edge{F: simple.Node(triangleFrom[i]), T: simple.Node(triangleTo[i])})
	}
	reduced := analysis.Modularize(g, 1, nil)
	for _, community := range reduced.Communities() {
		fmt.Println(community)
	}
	// Output:
	// [0 1 2]
	// [3 4 5]
}

// The graph of the communities has an edge between two with the weight of all edges between them.
func ExampleModularizeContext() {
	g := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range triangleFrom {
		g.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(triangleFrom[i]), T: simple.Node(triangleTo[i]), W: 2})
	}
	reduced, err := analysis.ModularizeContext(context.Background(), g, analysis.LeidenOptions{Resolution: 1.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	weight, _ := reduced.Weight(0, 1)
	fmt.Println(reduced.Order(), "communities, weight between them", weight)
	// Output: 2 communities, weight between them 2
}
