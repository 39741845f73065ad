// Command planted writes a network of planted groups in the format that 'ringwatch communities'
// reads. It writes each edge as it draws it, so its memory does not grow with the network:
//
//	go run ./bench/planted EDGES > planted.tsv
//
// A group has 50 nodes and 250 edges, two thirds of them inside, so that a node has 10 neighbours
// on average. No two edges connect the same nodes. The numbers of nodes are unrelated to their
// groups.
package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
)

const (
	size    = 50  // nodes per group
	inside  = 167 // edges inside each group
	outside = 83  // edges from each group to others
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "planted:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: planted EDGES, the number of edges")
	}
	edges, err := strconv.Atoi(args[0])
	if err != nil || edges < 10*(inside+outside) {
		return fmt.Errorf("%q edges: want %d or more", args[0], 10*(inside+outside))
	}
	groups := edges / (inside + outside)
	w := &writer{Writer: bufio.NewWriterSize(os.Stdout, 1<<20), nodes: groups * size}
	rnd := rand.New(rand.NewPCG(1, 1))
	var drawn []int // numbers that stand for a pair of ends
	for g := range groups {
		first := g * size
		var connected [size * size]bool
		for n := 0; n < inside; {
			if a, b := rnd.IntN(size), rnd.IntN(size); a < b && !connected[a*size+b] {
				connected[a*size+b] = true
				w.edge(first+a, first+b)
				n++
			}
		}
		// With the nodes in a circle, the other end lies within the next half of it. So the group
		// of that end does not draw the same edge.
		reach := w.nodes/2 - size
		for drawn = drawn[:0]; len(drawn) < outside; {
			if d := rnd.IntN(size * reach); !slices.Contains(drawn, d) {
				drawn = append(drawn, d)
				from := first + d/reach
				w.edge(from, (from+size+d%reach)%w.nodes)
			}
		}
	}
	return w.Flush()
}

type writer struct {
	*bufio.Writer
	nodes int
	line  []byte
}

// edge writes an edge of weight 1.
func (w *writer) edge(u, v int) {
	w.line = strconv.AppendInt(w.line[:0], w.number(u), 10)
	w.line = append(w.line, '\t')
	w.line = strconv.AppendInt(w.line, w.number(v), 10)
	_, _ = w.Write(append(w.line, "\t1\n"...)) // Flush returns the error
}

// number scatters the nodes, without collisions: the multiplier is a prime above any number of
// nodes.
func (w *writer) number(u int) int64 { return int64(uint64(u) * 2_654_435_761 % uint64(w.nodes)) }
