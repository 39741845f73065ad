package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// tally adds up how a recipe did over worlds.
type tally struct {
	worlds         int
	f1, least      float64
	precision      float64
	recall         float64
	seconds        float64
	planted, found map[world.Kind]int
	flagged, right map[graph.Band]int
}

func newTally() *tally {
	return &tally{least: 1, planted: map[world.Kind]int{}, found: map[world.Kind]int{}, flagged: map[graph.Band]int{}, right: map[graph.Band]int{}}
}

func (t *tally) add(e evaluation.Evaluation, took time.Duration) {
	t.worlds++
	t.f1 += e.F1
	t.least = min(t.least, e.F1)
	t.precision += e.Precision
	t.recall += e.Recall
	t.seconds += took.Seconds()
	for _, k := range e.ByKind {
		t.planted[k.Kind] += k.Planted
		t.found[k.Kind] += k.Found
	}
	for _, b := range e.ByBand {
		t.flagged[b.Band] += b.Flagged
		t.right[b.Band] += b.Correct
	}
}

func heading() {
	fmt.Printf("%-36s %7s %6s %6s %9s %6s %6s", "", "variety", "F1", "least", "precision", "recall", "s")
	for _, k := range world.Kinds {
		fmt.Printf(" %10s", k)
	}
	for _, b := range graph.Bands {
		fmt.Printf("  %16s", b)
	}
	fmt.Println()
}

func (t *tally) print(name string, variety float64) {
	n := float64(t.worlds)
	fmt.Printf("%-36s %7.2f %6.3f %6.3f %9.3f %6.3f %6.2f", name, variety, t.f1/n, t.least, t.precision/n, t.recall/n, t.seconds/n)
	for _, k := range world.Kinds {
		fmt.Printf(" %10.3f", share(t.found[k], t.planted[k]))
	}
	for _, b := range graph.Bands {
		fmt.Printf("  %7.4f of %5d", share(t.right[b], t.flagged[b]), t.flagged[b])
	}
	fmt.Println()
}

func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

// measure prints how each recipe does on the worlds of each variety, and how far the
// scores of the first can be trusted.
func measure(ctx context.Context, o options, all []recipe) error {
	heading()
	var reliability []evaluation.Evaluation
	for _, variety := range o.variety {
		one := o
		one.variety = []float64{variety}
		tallies := make([]*tally, len(all))
		for i := range tallies {
			tallies[i] = newTally()
		}
		err := one.each(func(s *sample) error {
			for i, r := range all {
				started := time.Now()
				found, err := r.find(ctx, s.evidence)
				if err != nil {
					return fmt.Errorf("%s: %w", r.name, err)
				}
				took := time.Since(started)
				e := evaluation.Evaluate(s.flagged(found), s.planted)
				tallies[i].add(e, took)
				if i == 0 {
					reliability = append(reliability, e)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i, r := range all {
			tallies[i].print(r.name, variety)
		}
	}
	printReliability(reliability)
	return nil
}

// printReliability sets scores beside what came of them, over all worlds.
func printReliability(all []evaluation.Evaluation) {
	type bin struct{ flagged, right, score float64 }
	bins := map[float64]*bin{}
	var order []float64
	for _, e := range all {
		for _, r := range e.Reliability {
			if bins[r.From] == nil {
				bins[r.From] = &bin{}
				order = append(order, r.From)
			}
			b := bins[r.From]
			b.flagged += float64(r.Flagged)
			b.right += float64(r.Correct)
			b.score += r.MeanScore * float64(r.Flagged)
		}
	}
	fmt.Printf("\n%-12s %8s %10s %8s\n", "score from", "flagged", "mean score", "right")
	for i := range 10 {
		for _, from := range order {
			if b := bins[from]; int(from*10+0.5) == i {
				fmt.Printf("%-12.1f %8.0f %10.3f %8.3f\n", from, b.flagged, b.score/b.flagged, b.right/b.flagged)
				break
			}
		}
	}
}

// writeTies writes the ties of the first world, for other tools.
func writeTies(ctx context.Context, o options) error {
	s, err := newSample(o.reports, o.first, o.variety[0])
	if err != nil {
		return err
	}
	g, err := rings.NewNetwork(ctx, s.evidence)
	if err != nil {
		return err
	}
	f, err := os.Create(o.edges)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for u := range g.Order() {
		for _, v := range g.Neighbours(u) {
			if int(v) > u {
				weight, _ := g.Weight(int64(u), int64(v))
				fmt.Fprintf(w, "%d\t%d\t%g\n", u, v, weight)
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// judgeMembers measures communities that another tool found in the ties of the first
// world.
func judgeMembers(ctx context.Context, o options) error {
	s, err := newSample(o.reports, o.first, o.variety[0])
	if err != nil {
		return err
	}
	data, err := os.ReadFile(o.members)
	if err != nil {
		return err
	}
	of := make([]uint32, len(s.identifiers))
	count := 0
	for line := range strings.Lines(string(data)) {
		node, community, _ := strings.Cut(strings.TrimSpace(line), "\t")
		u, err := strconv.Atoi(node)
		if err != nil || u < 0 || u >= len(of) {
			return fmt.Errorf("%s: %q is no identifier", o.members, node)
		}
		c, err := strconv.Atoi(community)
		if err != nil || c < 0 {
			return fmt.Errorf("%s: %q is no community", o.members, community)
		}
		of[u] = uint32(c)
		count = max(count, c+1)
	}
	found, err := rings.ScoreGroups(ctx, s.evidence, of, count, rings.Params{})
	if err != nil {
		return err
	}
	t := newTally()
	t.add(evaluation.Evaluate(s.flagged(found), s.planted), 0)
	heading()
	t.print(o.members, o.variety[0])
	return nil
}
