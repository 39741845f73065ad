// Command planted writes a network of planted groups as 'ringwatch communities' reads it,
// at once as it draws it, so that it takes no memory whatever the size:
//
//	go run ./bench/planted EDGES > planted.tsv
//
// Groups have 50 nodes and 250 edges, two in three of them inside, so that a node has 10
// neighbours. No two edges join the same nodes. Names say nothing of the groups.
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
	size    = 50  // nodes of a group
	inside  = 167 // edges of a group
	outside = 83
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "planted:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want the number of edges")
	}
	edges, err := strconv.Atoi(args[0])
	if err != nil || edges < 10*(inside+outside) {
		return fmt.Errorf("%q edges: want %d or more", args[0], 10*(inside+outside))
	}
	groups := edges / (inside + outside)
	w := &writer{Writer: bufio.NewWriterSize(os.Stdout, 1<<20), nodes: groups * size}
	rnd := rand.New(rand.NewPCG(1, 1))
	var drawn []int
	for g := range groups {
		first := g * size
		var joined [size * size]bool
		for n := 0; n < inside; {
			if a, b := rnd.IntN(size), rnd.IntN(size); a < b && !joined[a*size+b] {
				joined[a*size+b] = true
				w.edge(first+a, first+b)
				n++
			}
		}
		// Each edge to another group goes from the end that the other one follows within half
		// the way round, so that no other group draws it too.
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

func (w *writer) edge(u, v int) {
	w.line = strconv.AppendInt(w.line[:0], w.name(u), 10)
	w.line = append(w.line, '\t')
	w.line = strconv.AppendInt(w.line, w.name(v), 10)
	_, _ = w.Write(append(w.line, "\t1\n"...)) // Flush tells of an error
}

// name scatters the nodes: the prime is above any number of nodes, so that no two share one.
func (w *writer) name(u int) int64 { return int64(uint64(u) * 2_654_435_761 % uint64(w.nodes)) }
