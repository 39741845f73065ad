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
	"github.com/ringwatch/ringwatch/internal/edgelist"
	"github.com/ringwatch/ringwatch/internal/files"
)

type communitiesCommand struct {
	In         string  `required:"" placeholder:"EDGES.tsv" help:"File of edges: a line 'u<TAB>v<TAB>w' for each, nodes numbered from 0; - is standard input."`
	Out        string  `required:"" placeholder:"MEMBERS.tsv" help:"Where to write the communities: a line 'node<TAB>community' for each node; - is standard output. An existing file is replaced when the new one is complete."`
	Method     string  `enum:"leiden,louvain" default:"leiden" help:"leiden, or louvain: gonum's, which is slow on more than some thousands of nodes."`
	Resolution float64 `default:"1" help:"Resolution γ of modularity, over 0; higher finds smaller communities."`
	Seed       uint64  `default:"1" help:"Seed of the random numbers. The same seed finds the same communities."`
	Threads    int     `placeholder:"N" help:"Number of threads; default: one for each processor. It does not change the communities."`
	Iterations int     `default:"1" help:"How often leiden repeats, each time from its last result. More is better, by less and less."`
}

// Help is shown by ringwatch communities --help.
func (communitiesCommand) Help() string {
	return `An edge has no direction, and edges between the same two nodes are added up. A missing weight is 1; weights are over 0. Empty lines and lines that start with # are ignored. The nodes are all numbers up to the largest one; a node without an edge is a community of its own.

  printf '0\t1\t1\n1\t2\t1\n2\t0\t1\n2\t3\t0.5\n3\t4\t1\n' > edges.tsv
  ringwatch communities --in edges.tsv --out members.tsv

Communities are connected, and numbered from 0 in the order of their first nodes. A line of JSON on standard output (on standard error if the members go to standard output) has nodes, edges, communities, modularity, load_seconds (reading the file and building the network) and seconds (finding the communities). The same file, method, resolution, seed and iterations give the same members with any number of threads.

Memory is about 50 bytes for each edge if nodes have several edges, and less if GOMEMLIMIT in the environment bounds it: with GOMEMLIMIT=3800MiB, 100 million edges fit into 4 GiB.`
}

// From manyEdges edges on, garbage is collected when it reaches manyEdgesGCPercent of what is in
// use.
const (
	manyEdges          = 1 << 25
	manyEdgesGCPercent = 10
)

// communitiesReport is the line of JSON that the command prints.
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
		runtime.GOMAXPROCS(c.Threads) // it bounds reading and writing as well
	}
	log := s.logger()
	start := time.Now()
	g, err := edgelist.Read(ctx, c.In)
	if err != nil {
		return err
	}
	if g.Size() >= manyEdges {
		// Memory is a few large arrays without pointers, which are cheap to scan: collect often,
		// rather than let the heap grow to twice of what is in use.
		defer debug.SetGCPercent(debug.SetGCPercent(manyEdgesGCPercent))
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
	if err := edgelist.WriteMembers(ctx, c.Out, p.Community); err != nil {
		return err
	}
	out := os.Stdout
	if c.Out == files.Stdio {
		out = os.Stderr // the members are on standard output
	}
	return json.NewEncoder(out).Encode(report)
}

// check finds wrong flags before a large file is read.
func (c *communitiesCommand) check() error {
	switch {
	case c.Threads < 0 || c.Threads > analysis.MaxThreads:
		return fmt.Errorf("--threads: want 1 to %d, or 0 for one thread for each processor", analysis.MaxThreads)
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
			log.WithFields(logrus.Fields{
				"iteration": l.Iteration, "depth": l.Level, "nodes": l.Nodes, "communities": l.Communities,
			}).Info("moved")
		},
	})
}
