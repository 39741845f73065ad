package evaluation

import (
	"bufio"
	"fmt"
	"io"
)

// Print prints three tables: recall by kind of ring, precision by band, and the reliability of the
// scores; and a fourth if innocent groups were counted.
func Print(out io.Writer, e Evaluation) error {
	width := len("planted rings")
	for _, k := range e.ByKind {
		width = max(width, len(k.Kind))
	}
	w := bufio.NewWriter(out) // Flush returns the first error
	head := func(what, count, good, share string) {
		fmt.Fprintf(w, "%-*s  %8s  %8s  %9s\n", width, what, count, good, share)
	}
	row := func(what string, count, good int, share float64) {
		fmt.Fprintf(w, "%-*s  %8d  %8d  %9.3f\n", width, what, count, good, share)
	}
	head("planted rings", "planted", "found", "recall")
	row("all", e.Planted, e.Found, e.Recall)
	for _, k := range e.ByKind {
		row(string(k.Kind), k.Planted, k.Found, k.Recall)
	}
	fmt.Fprintln(w)
	head("flagged rings", "flagged", "right", "precision")
	row("all", e.Flagged, e.Correct, e.Precision)
	for _, b := range e.ByBand {
		row(string(b.Band), b.Flagged, b.Correct, b.Precision)
	}
	fmt.Fprintf(w, "\nF1 %.3f\n", e.F1)
	printReliability(w, e.Reliability)
	printInnocents(w, e.Innocents)
	return w.Flush()
}

// printReliability prints the mean score and the precision of the rings in each tenth of the score.
func printReliability(w io.Writer, bins []ReliabilityBin) {
	if len(bins) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%-10s  %8s  %10s  %8s  %9s\n", "score", "flagged", "mean score", "right", "precision")
	for _, b := range bins {
		fmt.Fprintf(w, "%.1f to %.1f  %8d  %10.3f  %8d  %9.3f\n", b.From, b.To, b.Flagged, b.MeanScore, b.Correct, b.Precision)
	}
}

// printInnocents prints how many innocent groups were flagged, by kind.
func printInnocents(w io.Writer, kinds []InnocentFlags) {
	if len(kinds) == 0 {
		return
	}
	all := InnocentFlags{Kind: "all"}
	width := len("innocent groups")
	for _, k := range kinds {
		all.Groups, all.Flagged, all.VeryHigh = all.Groups+k.Groups, all.Flagged+k.Flagged, all.VeryHigh+k.VeryHigh
		width = max(width, len(k.Kind))
	}
	fmt.Fprintf(w, "\n%-*s  %8s  %8s  %9s  %9s\n", width, "innocent groups", "groups", "flagged", "very high", "share")
	for _, k := range append([]InnocentFlags{all}, kinds...) {
		fmt.Fprintf(w, "%-*s  %8d  %8d  %9d  %9.3f\n", width, k.Kind, k.Groups, k.Flagged, k.VeryHigh, ratio(k.Flagged, k.Groups))
	}
}
