package main

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/calibration"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// summary sums up the evaluations of a method over the worlds of one generator.
type summary struct {
	worlds           int
	f1, worst        float64
	precision        float64
	recall           float64
	seconds          float64
	planted, found   map[world.Kind]int
	flagged, correct map[graph.Band]int
	innocents        map[world.Kind]evaluation.InnocentFlags
	// Identifiers of the largest component in any world, with hubs and without.
	withHubs, withoutHubs int
}

func newSummary() *summary {
	return &summary{
		worst: 1, planted: map[world.Kind]int{}, found: map[world.Kind]int{}, flagged: map[graph.Band]int{}, correct: map[graph.Band]int{},
		innocents: map[world.Kind]evaluation.InnocentFlags{},
	}
}

func (s *summary) add(e evaluation.Evaluation, took time.Duration) {
	s.worlds++
	s.f1 += e.F1
	s.worst = min(s.worst, e.F1)
	s.precision += e.Precision
	s.recall += e.Recall
	s.seconds += took.Seconds()
	for _, k := range e.ByKind {
		s.planted[k.Kind] += k.Planted
		s.found[k.Kind] += k.Found
	}
	for _, b := range e.ByBand {
		s.flagged[b.Band] += b.Flagged
		s.correct[b.Band] += b.Correct
	}
	for _, k := range e.Innocents {
		sum := s.innocents[k.Kind]
		sum.Groups, sum.Flagged, sum.VeryHigh = sum.Groups+k.Groups, sum.Flagged+k.Flagged, sum.VeryHigh+k.VeryHigh
		s.innocents[k.Kind] = sum
	}
}

func heading() {
	fmt.Printf("%-36s %-10s %7s %6s %6s %6s %9s %6s %6s %10s %10s",
		"", "worlds of", "variety", "worlds", "F1", "worst", "precision", "recall", "s", "component", "less hubs")
	for _, b := range graph.Bands {
		fmt.Printf("  %16s", b)
	}
	fmt.Printf("  %22s\n", "innocents flagged")
}

func (s *summary) print(name string, g group) {
	n := float64(s.worlds)
	fmt.Printf("%-36s %-10s %7.2f %6d %6.3f %6.3f %9.3f %6.3f %6.2f %10d %10d",
		name, g.source, g.variety, s.worlds, s.f1/n, s.worst, s.precision/n, s.recall/n, s.seconds/n, s.withHubs, s.withoutHubs)
	for _, b := range graph.Bands {
		fmt.Printf("  %7.4f of %5d", ratio(s.correct[b], s.flagged[b]), s.flagged[b])
	}
	all := evaluation.InnocentFlags{}
	for _, k := range s.innocents {
		all.Groups, all.Flagged = all.Groups+k.Groups, all.Flagged+k.Flagged
	}
	fmt.Printf("  %13.4f of %5d\n", ratio(all.Flagged, all.Groups), all.Groups)
}

// printKinds prints the recall by kind of ring, and the share of innocent groups that were flagged
// by kind.
func (s *summary) printKinds(g group) {
	fmt.Printf("\n%-36s %8s %8s %9s\n", fmt.Sprintf("%s, variety %.2f: rings", g.source, g.variety), "planted", "found", "recall")
	for _, k := range slices.Sorted(maps.Keys(s.planted)) {
		fmt.Printf("%-36s %8d %8d %9.3f\n", k, s.planted[k], s.found[k], ratio(s.found[k], s.planted[k]))
	}
	if len(s.innocents) == 0 {
		return
	}
	fmt.Printf("%-36s %8s %8s %9s %9s %9s\n", "innocent groups", "groups", "flagged", "share", "very high", "share")
	for _, kind := range slices.Sorted(maps.Keys(s.innocents)) {
		k := s.innocents[kind]
		fmt.Printf("%-36s %8d %8d %9.3f %9d %9.3f\n", kind, k.Groups, k.Flagged, ratio(k.Flagged, k.Groups), k.VeryHigh, ratio(k.VeryHigh, k.Groups))
	}
}

func ratio(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

// group is the worlds of one generator and one variety.
type group struct {
	source  string
	variety float64
}

// measure prints the evaluation of each method on the worlds of each generator and variety; and, of
// the first method, rings and innocents by kind, and the reliability of its scores.
func measure(ctx context.Context, o options, all []method) error {
	var order []group
	summaries := map[group][]*summary{}
	reliability := map[group][]evaluation.Evaluation{}
	err := o.each(ctx, func(w *calibration.World, variety float64) error {
		g := group{w.Generator, variety}
		if summaries[g] == nil {
			order = append(order, g)
			for range all {
				summaries[g] = append(summaries[g], newSummary())
			}
		}
		for i, m := range all {
			started := time.Now()
			result, err := m.find(ctx, w.Evidence)
			if err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			took := time.Since(started)
			e := w.Evaluate(result.Rings)
			sum := summaries[g][i]
			sum.add(e, took)
			sum.withHubs = max(sum.withHubs, result.LargestComponentBeforeHubs)
			sum.withoutHubs = max(sum.withoutHubs, result.LargestComponent)
			if i == 0 {
				reliability[g] = append(reliability[g], e)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	heading()
	for _, g := range order {
		for i, m := range all {
			summaries[g][i].print(m.name, g)
		}
	}
	for _, g := range order {
		summaries[g][0].printKinds(g)
		printReliability(reliability[g])
	}
	return nil
}

// printReliability prints the mean score and the precision of the rings in each tenth of the score,
// over all worlds of a generator.
func printReliability(all []evaluation.Evaluation) {
	type bin struct{ flagged, correct, score float64 }
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
			b.correct += float64(r.Correct)
			b.score += r.MeanScore * float64(r.Flagged)
		}
	}
	fmt.Printf("\n%-12s %8s %10s %8s\n", "score from", "flagged", "mean score", "right")
	for i := range 10 {
		for _, from := range order {
			if b := bins[from]; int(from*10+0.5) == i {
				fmt.Printf("%-12.1f %8.0f %10.3f %8.3f\n", from, b.flagged, b.score/b.flagged, b.correct/b.flagged)
				break
			}
		}
	}
}

// writeEdges writes the edges of the first world's network, for other tools.
func writeEdges(ctx context.Context, o options) error {
	first, err := o.firstWorld(ctx)
	if err != nil {
		return err
	}
	g, err := rings.NewNetwork(ctx, first.Evidence)
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

// scoreMembers measures communities that another tool found in the network of the first world.
func scoreMembers(ctx context.Context, o options) error {
	first, err := o.firstWorld(ctx)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(o.members)
	if err != nil {
		return err
	}
	labels := make([]uint32, first.Order())
	count := 0
	for line := range strings.Lines(string(data)) {
		node, community, _ := strings.Cut(strings.TrimSpace(line), "\t")
		u, err := strconv.Atoi(node)
		if err != nil || u < 0 || u >= len(labels) {
			return fmt.Errorf("%s: %q is no identifier: want 0 to %d", o.members, node, len(labels)-1)
		}
		c, err := strconv.Atoi(community)
		if err != nil || c < 0 {
			return fmt.Errorf("%s: %q is no community: want a whole number from 0", o.members, community)
		}
		labels[u] = uint32(c)
		count = max(count, c+1)
	}
	result, err := rings.ScoreGroups(ctx, first.Evidence, labels, count, rings.Params{})
	if err != nil {
		return err
	}
	t := newSummary()
	t.add(first.Evaluate(result.Rings), 0)
	heading()
	t.print(o.members, group{first.Generator, o.variety[0]})
	return nil
}
