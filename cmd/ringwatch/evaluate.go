package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/files"
)

type evaluateCommand struct {
	Rings     string `placeholder:"FILE" help:"NDJSON file of the rings that were found, as ringwatch detect writes it; - is standard input."`
	Truth     string `placeholder:"FILE" help:"JSON file of the rings that exist, as ringwatch generate writes it; - is standard input."`
	Innocents string `placeholder:"FILE" help:"JSON file of innocent groups, as ringwatch generate writes it: count those that were flagged."`
	Feedback  bool   `help:"Compare the published rings with agencies' feedback instead of comparing files."`
	JSON      bool   `name:"json" help:"Print JSON instead of tables."`
}

// Help is shown by ringwatch evaluate --help.
func (evaluateCommand) Help() string {
	return `A found ring is right, and a planted ring is found, if the identifiers that the two share are at least half of all identifiers in either (Jaccard index 0.5 or more).

Precision is the share of found rings that are right, recall the share of planted rings that were found, F1 their harmonic mean.

The last table compares scores with outcomes, by tenths of the score: where scores are well calibrated, the mean score and the precision of a tenth are about the same.

With --innocents, another table says how many innocent groups were flagged: those of which a found ring holds at least half of the members, and those that make up at least half of a found ring.

With --feedback, the published rings of NEO4J_URI are compared with what became of them, by band: how many rings agencies judged, and the share of those that more agencies confirm than dismiss; and how many members telcos disconnected, verified, or an upheld dispute cleared. The band is the one that a ring had by its evidence when it was judged. The 95 % intervals are Wilson score intervals; with fewer than 30 outcomes they are too wide to rely on. Agencies choose which rings they judge, so the share is no estimate for the other rings.`
}

// Validate is called by the command line.
func (c *evaluateCommand) Validate() error {
	if c.Feedback == (c.Rings != "" || c.Truth != "") || (c.Rings == "") != (c.Truth == "") {
		return errors.New("want --rings and --truth, or --feedback")
	}
	if c.Innocents != "" && c.Rings == "" {
		return errors.New("--innocents: needs --rings and --truth")
	}
	return nil
}

// Run is called by the command line.
func (c *evaluateCommand) Run(ctx context.Context, s *settings) error {
	if c.Feedback {
		return c.runOnFeedback(ctx, s)
	}
	if c.Rings == files.Stdio && c.Truth == files.Stdio {
		return errors.New("--truth: only one of the two can be standard input")
	}
	if c.Innocents == files.Stdio {
		return errors.New("--innocents: want a file")
	}
	truth, err := readAll(ctx, c.Truth, evaluation.ReadTruth)
	if err != nil {
		return err
	}
	rings, err := readAll(ctx, c.Rings, evaluation.ReadFlagged)
	if err != nil {
		return err
	}
	e := evaluation.Evaluate(rings, truth)
	if c.Innocents != "" {
		innocents, err := readAll(ctx, c.Innocents, evaluation.ReadTruth)
		if err != nil {
			return err
		}
		e.Innocents = evaluation.CountInnocents(rings, innocents)
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(e)
	}
	return evaluation.Print(os.Stdout, e)
}

// runOnFeedback evaluates the published rings, closed ones included.
func (c *evaluateCommand) runOnFeedback(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		outcomes, err := readOutcomes(ctx, store.Publications, store.Reviews, store.Reviews)
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(os.Stdout).Encode(outcomes)
		}
		return evaluation.PrintFeedback(os.Stdout, outcomes)
	})
}

// readOutcomes reads the rings and what became of them.
func readOutcomes(
	ctx context.Context, publications graph.PreviousRings, verifications graph.VerificationStore, disputes graph.DisputeStore,
) (o evaluation.Outcomes, err error) {
	rings, findings, err := readFindings(ctx, publications, verifications)
	if err != nil {
		return o, err
	}
	var cleared []graph.Identifier
	for before := int64(0); ; {
		page, err := disputes.ListDisputes(ctx, graph.DisputeQuery{Status: graph.DisputeUpheld, Before: before, Limit: readAtOnce})
		if err != nil {
			return o, err
		}
		for i := range page {
			cleared = append(cleared, page[i].Identifier)
			before = page[i].Number
		}
		if len(page) < readAtOnce {
			return evaluation.Feedback(rings, findings, cleared), nil
		}
	}
}

// readFindings reads the rings, closed ones included, and what telcos found about their members.
func readFindings(
	ctx context.Context, publications graph.PreviousRings, verifications graph.VerificationStore,
) ([]graph.PreviousRing, map[graph.Token][]graph.Verification, error) {
	rings, err := publications.PreviousRings(ctx)
	if err != nil {
		return nil, nil, err
	}
	var numbers []graph.Token
	for i := range rings {
		for _, m := range rings[i].Members {
			if m.Kind == graph.Number {
				numbers = append(numbers, m.Token)
			}
		}
	}
	slices.Sort(numbers)
	findings := make(map[graph.Token][]graph.Verification)
	for tokens := range slices.Chunk(slices.Compact(numbers), readAtOnce) {
		found, err := verifications.Verifications(ctx, tokens)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(findings, found)
	}
	return rings, findings, nil
}

// readAtOnce is of how many numbers, or how many disputes, one query reads.
const readAtOnce = 5000

// readAll reads a whole file with read. It stops when ctx ends.
func readAll[T any](ctx context.Context, name string, read func(io.Reader) ([]T, error)) ([]T, error) {
	in, err := files.OpenInput(ctx, name)
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
