package evaluation

import (
	"bufio"
	"fmt"
	"io"

	"github.com/ringwatch/ringwatch/graph"
)

// BandVerdicts say what agencies made of the rings of one band.
type BandVerdicts struct {
	Band      graph.Band `json:"band"`
	Rings     int        `json:"rings"`
	Judged    int        `json:"judged"`     // rings with a verdict of at least one agency
	Disagreed int        `json:"disagreed"`  // judged rings that some confirm and others dismiss
	Confirmed int        `json:"confirmed"`  // judged rings that more agencies confirm than dismiss
	MeanScore float64    `json:"mean_score"` // of the judged rings
	Share     float64    `json:"share"`      // Confirmed / Judged; 0 if none was judged
}

// Feedback compares the scores of rings with the verdicts of agencies, by band. The latest verdict
// of each agency counts, and all agencies count alike.
func Feedback(rings []graph.Ring) []BandVerdicts {
	all := make([]BandVerdicts, len(graph.Bands))
	for i, band := range graph.Bands {
		b := &all[i]
		b.Band = band
		for j := range rings {
			if rings[j].Band == band {
				b.add(&rings[j])
			}
		}
		if b.Judged > 0 {
			b.MeanScore /= float64(b.Judged)
			b.Share = float64(b.Confirmed) / float64(b.Judged)
		}
	}
	return all
}

// add counts a ring. MeanScore is a sum until all are counted.
func (b *BandVerdicts) add(r *graph.Ring) {
	b.Rings++
	if r.Feedback == (graph.Tally{}) {
		return
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

// PrintFeedback prints a table with a row for each band.
func PrintFeedback(out io.Writer, bands []BandVerdicts) error {
	w := bufio.NewWriter(out) // Flush returns the first error
	fmt.Fprintf(w, "%-10s  %8s  %8s  %9s  %9s  %10s  %9s\n", "band", "rings", "judged", "disagreed", "confirmed", "mean score", "share")
	for _, b := range bands {
		fmt.Fprintf(w, "%-10s  %8d  %8d  %9d  %9d  %10.3f  %9.3f\n",
			b.Band, b.Rings, b.Judged, b.Disagreed, b.Confirmed, b.MeanScore, b.Share)
	}
	return w.Flush()
}
