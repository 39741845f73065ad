package calibration

import (
	"bufio"
	"fmt"
	"io"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// Print prints how a detection does on generators that its model was not fitted on: a table of all,
// a table that compares deviations, and the tables of each generator.
func Print(out io.Writer, all []HeldOut) error {
	w := bufio.NewWriter(out) // Flush returns the first error
	width := len("not fitted on")
	for i := range all {
		width = max(width, len(all[i].Generator))
	}
	fmt.Fprintf(w, "%-*s  %6s  %5s  %5s  %9s  %6s  %20s  %20s  %20s  %8s\n", width, "not fitted on", "worlds", "F1", "worst",
		"precision", "recall", "very_high right", "innocents flagged", "of them very_high", "log loss")
	for i := range all {
		h := &all[i]
		e := &h.Evaluation
		veryHigh, innocents := veryHighOf(e), allInnocents(e)
		fmt.Fprintf(w, "%-*s  %6d  %.3f  %.3f  %9.3f  %6.3f  %20s  %20s  %20s  %8.4f\n", width, h.Generator, h.Worlds, e.F1, h.WorstF1,
			e.Precision, e.Recall, shareOf(veryHigh.Correct, veryHigh.Flagged), shareOf(innocents.Flagged, innocents.Groups),
			shareOf(innocents.VeryHigh, innocents.Groups), h.LogLoss)
	}
	printDeviations(w, all, width)
	if err := w.Flush(); err != nil {
		return err
	}
	for i := range all {
		if _, err := fmt.Fprintf(out, "\n## %s, not fitted on; the last scores are of all candidates\n\n", all[i].Generator); err != nil {
			return err
		}
		if err := evaluation.Print(out, all[i].Evaluation); err != nil {
			return err
		}
	}
	return nil
}

// printDeviations prints how reliable scores over .9 are with each deviation, by generator.
func printDeviations(w io.Writer, all []HeldOut, width int) {
	if len(all) == 0 || len(all[0].Deviations) == 0 {
		return
	}
	fmt.Fprint(w, "\nOf candidates with a score over .9 before it is bounded: the share that is right, how many, and their mean score.\n")
	fmt.Fprintf(w, "%-*s", width, "deviation")
	for _, d := range all[0].Deviations {
		fmt.Fprintf(w, "  %21g", d.Deviation)
	}
	fmt.Fprintln(w)
	sums := make([]DeviationOutcome, len(all[0].Deviations))
	row := func(name string, cell func(k int) string) {
		fmt.Fprintf(w, "%-*s", width, name)
		for k := range sums {
			fmt.Fprintf(w, "  %21s", cell(k))
		}
		fmt.Fprintln(w)
	}
	sure := func(d *DeviationOutcome) string {
		if d.Sure == 0 {
			return "none"
		}
		return fmt.Sprintf("%.3f of %d (%.3f)", float64(d.Correct)/float64(d.Sure), d.Sure, d.MeanScore)
	}
	for i := range all {
		row(all[i].Generator, func(k int) string { return sure(&all[i].Deviations[k]) })
		for k := range sums {
			d := &all[i].Deviations[k]
			sums[k].LogLoss += d.LogLoss / float64(len(all))
			sums[k].MeanScore += d.MeanScore * float64(d.Sure)
			sums[k].Sure, sums[k].Correct = sums[k].Sure+d.Sure, sums[k].Correct+d.Correct
		}
	}
	for k := range sums {
		sums[k].MeanScore /= float64(max(sums[k].Sure, 1))
	}
	row("all", func(k int) string { return sure(&sums[k]) })
	row("mean log loss", func(k int) string { return fmt.Sprintf("%.4f", sums[k].LogLoss) })
}

func shareOf(part, whole int) string {
	if whole == 0 {
		return "none"
	}
	return fmt.Sprintf("%.4f of %d", float64(part)/float64(whole), whole)
}

func veryHighOf(e *evaluation.Evaluation) evaluation.BandPrecision {
	for _, b := range e.ByBand {
		if b.Band == graph.VeryHigh {
			return b
		}
	}
	return evaluation.BandPrecision{}
}

func allInnocents(e *evaluation.Evaluation) (sum evaluation.InnocentFlags) {
	for _, k := range e.Innocents {
		sum.Groups, sum.Flagged, sum.VeryHigh = sum.Groups+k.Groups, sum.Flagged+k.Flagged, sum.VeryHigh+k.VeryHigh
	}
	return sum
}
