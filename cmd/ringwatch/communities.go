package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis"
)

type communitiesCommand struct {
	In         string  `required:"" placeholder:"EDGES.tsv" help:"The network: a line 'u<TAB>v<TAB>w' for each edge, nodes numbered from 0; - is standard input."`
	Out        string  `required:"" placeholder:"MEMBERS.tsv" help:"Where the communities go: a line 'node<TAB>community' for each node; - is standard output. An existing file is replaced once the new one is whole."`
	Method     string  `enum:"leiden,louvain" default:"leiden" help:"leiden, or louvain for gonum's, which is slow on more than some thousands of nodes."`
	Resolution float64 `default:"1" help:"Of modularity: more makes smaller communities."`
	Seed       uint64  `default:"1" help:"Of what is random: the same seed gives the same communities."`
	Threads    int     `placeholder:"N" help:"How many threads work at once (default: one for each processor). It does not change the communities."`
	Iterations int     `default:"1" help:"How often leiden climbs, each time from what it has found: more is better, by less and less."`
}

// Help is shown by ringwatch communities --help.
func (communitiesCommand) Help() string {
	return `An edge may stand either way round; edges between the same two nodes are added up; a missing weight is 1. Weights are over 0. Lines that are empty or start with # are passed over. Nodes are all the numbers up to the largest: those without an edge are communities of one.

  printf '0\t1\t1\n1\t2\t1\n2\t0\t1\n2\t3\t0.5\n3\t4\t1\n' > edges.tsv
  ringwatch communities --in edges.tsv --out members.tsv

Communities are numbered from 0 in the order of their first nodes, and each is connected. A line of JSON on standard output (on standard error where the members go to standard output) tells nodes, edges, communities, modularity, load_seconds (reading and building the network) and seconds (finding the communities). The same file, method, resolution, seed and iterations give the same members, whatever the threads.

Memory is some 50 bytes an edge where each node has some edges, and less where GOMEMLIMIT in the environment says what there is: with 3800MiB, 100 million edges fit into 4 GiB.`
}

// The heap of a network of so many edges may grow by collectAt percent of what is held until
// it is collected.
const (
	collectFrom = 1 << 25
	collectAt   = 10
)

// communitiesReport is the line of JSON on standard output.
type communitiesReport struct {
	Nodes       int     `json:"nodes"`
	Edges       int     `json:"edges"`
	Communities int     `json:"communities"`
	Modularity  float64 `json:"modularity"`
	LoadSeconds float64 `json:"load_seconds"`
	Seconds     float64 `json:"seconds"`
}

// Run is called by the command line.
func (c *communitiesCommand) Run(ctx context.Context, s *settings) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Threads > 0 {
		runtime.GOMAXPROCS(c.Threads) // the loading as well
	}
	log := s.logger()
	start := time.Now()
	g, err := loadEdges(ctx, c.In)
	if err != nil {
		return err
	}
	if g.Size() >= collectFrom {
		// Memory is a few large arrays without pointers, which cost the collector next to nothing:
		// it may come often, rather than let the heap grow to twice of what is held.
		defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	}
	report := communitiesReport{Nodes: g.Order(), Edges: g.Size(), LoadSeconds: time.Since(start).Seconds()}
	log.WithFields(logrus.Fields{"nodes": report.Nodes, "edges": report.Edges}).Info("loaded")
	start = time.Now()
	p, err := c.find(ctx, log, g)
	if err != nil {
		return fmt.Errorf("finding communities: %w", err)
	}
	report.Seconds = time.Since(start).Seconds()
	report.Communities, report.Modularity = p.Count, p.Quality
	if err := writeMembers(ctx, c.Out, p.Community); err != nil {
		return err
	}
	out := os.Stdout
	if c.Out == "-" {
		out = os.Stderr // the members are there
	}
	return json.NewEncoder(out).Encode(report)
}

// check tells what can't be, before a large file is read for it.
func (c *communitiesCommand) check() error {
	switch {
	case c.Threads < 0 || c.Threads > analysis.MaxThreads:
		return fmt.Errorf("--threads: want 1 to %d, or 0 for one for each processor", analysis.MaxThreads)
	case !(c.Resolution > 0 && c.Resolution <= math.MaxFloat64):
		return errors.New("--resolution: want a finite number over 0")
	case c.Iterations < 0:
		return errors.New("--iterations: want 1 or more")
	}
	return nil
}

func (c *communitiesCommand) find(ctx context.Context, log logrus.FieldLogger, g *analysis.Network) (*analysis.Partition, error) {
	if c.Method == "louvain" {
		return analysis.GonumLouvain(ctx, g, c.Resolution, c.Seed)
	}
	return analysis.Leiden(ctx, g, analysis.LeidenOptions{
		Resolution: c.Resolution, Seed: c.Seed, Threads: c.Threads, Iterations: c.Iterations,
		Progress: func(l analysis.LeidenLevel) {
			log.WithFields(logrus.Fields{"iteration": l.Iteration, "depth": l.Level, "nodes": l.Nodes, "communities": l.Communities}).Info("moved")
		},
	})
}
