package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

type generateCommand struct {
	Reports int     `default:"10000" help:"How many reports the world holds; links come on top."`
	Seed    uint64  `default:"1" help:"The same seed, number of reports and variety make the same world, byte for byte."`
	Variety float64 `default:"0" help:"0 to 1: how far the world's habits go from the usual ones. 0 makes worlds that are all of one sort; 1 draws from the seed, world by world, how common, large, long-lived and local rings are, how carefully reports are filed, which links are sent and how strong each trap is."`
	Until   instant `placeholder:"TIME" help:"End the world before that day, in RFC 3339, such as 2026-01-01T00:00:00Z: the same records as the whole year has up to it, so that --reports is more than there are, and the rings that show by then."`
	Out     string  `default:"-" placeholder:"FILE" help:"Where the records go, as NDJSON; - is standard output. An existing file is replaced once the records are whole."`
	Lineage string  `placeholder:"FILE" help:"Let some rings merge and some split, and write what became of them there: a JSON array of {day, kind: merged or split, before, after}, rings by their members. An existing file is replaced once it is whole."`
	Truth   string  `placeholder:"FILE" help:"Where the planted rings go, as a JSON array, for ringwatch evaluate. An existing file is replaced once they are whole."`
}

// Help is shown by ringwatch generate --help.
func (generateCommand) Help() string {
	return `Makes a year of synthetic fraud, June 2025 to May 2026, in which about a third of the reports come from planted rings: SIM boxes, mule accounts, call centres and small crews. The others are lone fraudsters and strangers, with what misleads a detector: helplines, cloned IMEIs, repair shops, brokers, mistyped identifiers, links that were never sent. Nothing in it is of a real person.

A detection that was tuned on worlds of one sort may know only that sort: try it on some with --variety 1, where between 15 and 50 in 100 reports come from rings and each seed is a country of its own, with weeks in which one fraud is everywhere, companies that are reported a lot and strangers joined by a wrong number.

The truth holds the rings that the records show: those with 4 members or more, named by 3 reports or more.

  ringwatch generate --reports 100000 --out records.ndjson --truth truth.json
  ringwatch detect --from records.ndjson --out rings.ndjson
  ringwatch evaluate --rings rings.ndjson --truth truth.json`
}

// Run is called by the command line.
func (c *generateCommand) Run(ctx context.Context) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	started := time.Now()
	out, err := createWhole(c.Out)
	if err != nil {
		return err
	}
	defer out.discard()
	truth, err := createWhole(cmp.Or(c.Truth, os.DevNull))
	if err != nil {
		return err
	}
	defer truth.discard()
	lineage, err := createWhole(cmp.Or(c.Lineage, os.DevNull))
	if err != nil {
		return err
	}
	defer lineage.discard()
	counts, planted, err := writeWorld(ctx, o, out)
	if err != nil {
		return err
	}
	if err := errors.Join(world.WriteTruth(truth, planted.Rings), truth.Flush()); err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	if err := errors.Join(world.WriteEvents(lineage, planted.Events), lineage.Flush()); err != nil {
		return fmt.Errorf("writing the lineage: %w", err)
	}
	if err := out.keep(); err != nil {
		return fmt.Errorf("writing the records: %w", err)
	}
	if err := truth.keep(); err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	if err := lineage.keep(); err != nil {
		return fmt.Errorf("writing the lineage: %w", err)
	}
	fmt.Fprintf(os.Stderr, "%d reports and %d links, with %d planted rings among them, in %s\n",
		counts["report"], counts["link"], len(planted.Rings), time.Since(started).Round(time.Millisecond))
	return nil
}

// options checks what only the command knows of and says which world to make.
func (c *generateCommand) options() (world.Options, error) {
	o := world.Options{Reports: c.Reports, Seed: c.Seed, Variety: c.Variety, Lineage: c.Lineage != ""}
	for _, file := range []struct{ flag, name string }{{"--truth", c.Truth}, {"--lineage", c.Lineage}} {
		switch {
		case file.name == "-":
			return o, fmt.Errorf("%s: want a file: standard output is for the records", file.flag)
		case file.name != "" && sameFile(c.Out, file.name):
			return o, fmt.Errorf("%s: is the same file as --out", file.flag)
		}
	}
	if c.Lineage != "" && sameFile(c.Truth, c.Lineage) {
		return o, errors.New("--lineage: is the same file as --truth")
	}
	if !c.Until.IsZero() {
		if !c.Until.After(world.Start) || c.Until.After(world.End) {
			return o, fmt.Errorf("--until: want a day after %s, %s at most", world.Start.Format(time.DateOnly), world.End.Format(time.DateOnly))
		}
		// A day that has begun by then does not count, and the first is the least.
		o.Until = max(int(c.Until.Sub(world.Start)/(24*time.Hour)), 1)
	}
	return o, nil
}

// writeWorld writes a world's records and counts them by type.
func writeWorld(ctx context.Context, o world.Options, out io.Writer) (map[string]int, world.Truth, error) {
	counts := map[string]int{}
	truth, err := world.GenerateByDay(o, func(_ int, r graph.Record) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		line, err := record.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("writing the records: %w", err)
		}
		counts[r.RecordType()]++
		return nil
	})
	return counts, truth, err
}

// sameFile reports whether two names lead to one place.
func sameFile(a, b string) bool {
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}
