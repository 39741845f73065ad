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
	printDeviations(w, all)
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

// printDeviations prints how reliable the scores are with each deviation, over all generators.
func printDeviations(w io.Writer, all []HeldOut) {
	if len(all) == 0 || len(all[0].Deviations) == 0 {
		return
	}
	fmt.Fprintf(w, "\nscores before they are bounded, with other deviations; each generator counts alike in the log loss\n")
	fmt.Fprintf(w, "%9s  %8s  %20s  %10s  %s\n", "deviation", "log loss", "over .9 right", "mean score", "over .9 right, by generator")
	for k := range all[0].Deviations {
		var sum DeviationOutcome
		by := ""
		for i := range all {
			d := &all[i].Deviations[k]
			sum.LogLoss += d.LogLoss / float64(len(all))
			sum.MeanScore += d.MeanScore * float64(d.Sure)
			sum.Sure, sum.Correct = sum.Sure+d.Sure, sum.Correct+d.Correct
			by += fmt.Sprintf("  %s %.3f (score %.3f)", all[i].Generator, float64(d.Correct)/float64(max(d.Sure, 1)), d.MeanScore)
		}
		fmt.Fprintf(w, "%9g  %8.4f  %20s  %10.3f%s\n", all[0].Deviations[k].Deviation, sum.LogLoss, shareOf(sum.Correct, sum.Sure),
			sum.MeanScore/float64(max(sum.Sure, 1)), by)
	}
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
