package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

const (
	minJaccard = 0.5 // from which two rings match
	removals   = 3   // different tenths that are removed
)

// measureRemoval prints how well the rings of all records match those without a tenth of them, and
// which share of each band is lost.
func measureRemoval(ctx context.Context, s *sequence) error {
	all, err := newPublications().run(ctx, s.records)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 10))
	matched, sum := 0, 0.0
	found, lost := map[graph.Band]int{}, map[graph.Band]int{}
	for range removals {
		var left []graph.Record
		for _, r := range s.records {
			if rng.Float64() >= 0.1 {
				left = append(left, r)
			}
		}
		rings, err := newPublications().run(ctx, left)
		if err != nil {
			return err
		}
		at := byMember(rings)
		for i := range all {
			tokens := make([]graph.Token, len(all[i].Members))
			for j, m := range all[i].Members {
				tokens[j] = m.Token
			}
			found[all[i].Band]++
			if _, jaccard := best(tokens, at); jaccard >= minJaccard {
				matched++
				sum += jaccard
			} else {
				lost[all[i].Band]++
			}
		}
	}
	fmt.Printf("%-26s %6d %8.3f", s.name, len(all), sum/float64(max(matched, 1)))
	for _, band := range graph.Bands {
		fmt.Printf(" %10.3f", float64(lost[band])/float64(max(found[band], 1)))
	}
	fmt.Println()
	return nil
}

func printRemovalHeading() {
	fmt.Printf("%-26s %6s %8s", "", "rings", "Jaccard")
	for _, band := range graph.Bands {
		fmt.Printf(" %10s", band)
	}
	fmt.Println("  lost")
}
