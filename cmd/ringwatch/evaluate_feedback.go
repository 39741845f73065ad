package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
)

// judgedBand is what agencies make of the rings of a band.
type judgedBand struct {
	Band      graph.Band `json:"band"`
	Rings     int        `json:"rings"`
	Judged    int        `json:"judged"`     // by at least one agency
	Disagreed int        `json:"disagreed"`  // of those, where agencies differ
	Confirmed int        `json:"confirmed"`  // by more agencies than dismiss it
	MeanScore float64    `json:"mean_score"` // of those that were judged
	Share     float64    `json:"share"`      // confirmed of judged; 0 where none was
}

// judge sets the scores of rings beside what agencies made of them, by bands. Every agency
// counts by what it said last, whoever it is.
func judge(rings []graph.Ring) []judgedBand {
	all := make([]judgedBand, len(graph.Bands))
	for i, band := range graph.Bands {
		b := &all[i]
		b.Band = band
		for j := range rings {
			r := &rings[j]
			if r.Band != band {
				continue
			}
			b.Rings++
			if r.Feedback == (graph.Tally{}) {
				continue
			}
			b.Judged++
			b.MeanScore += r.Score
			if r.Feedback.Confirmed > 0 && r.Feedback.Dismissed > 0 {
				b.Disagreed++
			}
			if r.Feedback.Confirmed > r.Feedback.Dismissed {
				b.Confirmed++
			}
		}
		if b.Judged > 0 {
			b.MeanScore /= float64(b.Judged)
			b.Share = float64(b.Confirmed) / float64(b.Judged)
		}
	}
	return all
}

// byFeedback prints what agencies made of the published rings, those that are closed by now
// among them.
func (c *evaluateCommand) byFeedback(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		_, rings, err := store.Publications.Published(ctx)
		if err != nil {
			return err
		}
		bands := judge(rings)
		if c.JSON {
			return json.NewEncoder(os.Stdout).Encode(bands)
		}
		return printJudged(os.Stdout, bands)
	})
}

func printJudged(out io.Writer, bands []judgedBand) error {
	w := bufio.NewWriter(out) // it keeps the first error until Flush
	fmt.Fprintf(w, "%-10s  %8s  %8s  %9s  %9s  %10s  %9s\n", "band", "rings", "judged", "disagreed", "confirmed", "mean score", "share")
	for _, b := range bands {
		fmt.Fprintf(w, "%-10s  %8d  %8d  %9d  %9d  %10.3f  %9.3f\n", b.Band, b.Rings, b.Judged, b.Disagreed, b.Confirmed, b.MeanScore, b.Share)
	}
	return w.Flush()
}
