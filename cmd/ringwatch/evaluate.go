package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ringwatch/ringwatch/internal/world"
)

type evaluateCommand struct {
	Rings    string `placeholder:"FILE" help:"NDJSON file of the rings that were found, as ringwatch detect writes it; - is standard input."`
	Truth    string `placeholder:"FILE" help:"JSON file of the rings that are there, as ringwatch generate writes it; - is standard input."`
	Feedback bool   `help:"Compare the published rings with what agencies made of them, in place of files."`
	JSON     bool   `name:"json" help:"Print one object of JSON in place of the table."`
}

// Help is shown by ringwatch evaluate --help.
func (evaluateCommand) Help() string {
	return `A ring that was found is right, and a planted one found, where the identifiers that the two share are at least half of those that they hold together (Jaccard index 0.5 or more).
Precision is the share of found rings that are right, recall the share of planted rings that were found, F1 their harmonic mean.
The last table sets scores beside what came of them, by tenths of the score: where a score means what it says, the mean score and the precision of a tenth are about the same.
With --feedback the published rings of NEO4J_URI are set beside the verdicts of agencies, by bands: how many were judged, and which share of those more agencies confirm than dismiss. Agencies judge what they look at, so the share is no estimate for rings that nobody judged.`
}

// Validate is called by the command line.
func (c *evaluateCommand) Validate() error {
	if c.Feedback == (c.Rings != "" || c.Truth != "") || (c.Rings == "") != (c.Truth == "") {
		return errors.New("want --rings and --truth, or --feedback")
	}
	return nil
}

// Run is called by the command line.
func (c *evaluateCommand) Run(ctx context.Context, s *settings) error {
	if c.Feedback {
		return c.byFeedback(ctx, s)
	}
	if c.Rings == "-" && c.Truth == "-" {
		return errors.New("--truth: only one of the two can be standard input")
	}
	truth, err := readWith(ctx, c.Truth, world.ReadTruth)
	if err != nil {
		return err
	}
	rings, err := readWith(ctx, c.Rings, world.ReadFlagged)
	if err != nil {
		return err
	}
	e := world.Evaluate(rings, truth)
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(e)
	}
	return printEvaluation(os.Stdout, e)
}

// readWith reads a whole file, and stops when the context ends.
func readWith[T any](ctx context.Context, name string, read func(io.Reader) ([]T, error)) ([]T, error) {
	in, err := openInput(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	all, err := read(in)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return all, nil
}

func printEvaluation(out io.Writer, e world.Evaluation) error {
	name := len("planted rings")
	for _, k := range e.ByKind {
		name = max(name, len(k.Kind))
	}
	w := bufio.NewWriter(out) // it keeps the first error until Flush
	head := func(what, count, good, share string) {
		fmt.Fprintf(w, "%-*s  %8s  %8s  %9s\n", name, what, count, good, share)
	}
	row := func(what string, count, good int, share float64) {
		fmt.Fprintf(w, "%-*s  %8d  %8d  %9.3f\n", name, what, count, good, share)
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
	return w.Flush()
}

// printReliability sets what scores say beside what came of them.
func printReliability(w io.Writer, tenths []world.ReliabilityBin) {
	if len(tenths) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%-10s  %8s  %10s  %8s  %9s\n", "score", "flagged", "mean score", "right", "precision")
	for _, t := range tenths {
		fmt.Fprintf(w, "%.1f to %.1f  %8d  %10.3f  %8d  %9.3f\n", t.From, t.To, t.Flagged, t.MeanScore, t.Correct, t.Precision)
	}
}
