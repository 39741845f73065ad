// Package worldfile writes a synthetic world to files: its records, and what is true about it.
package worldfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

// Names are the files to write. Each appears when all of them are complete.
type Names struct {
	Records   string // NDJSON; files.Stdio is standard output
	Truth     string // the planted rings, a JSON array; empty for none
	Innocents string // the innocent groups, a JSON array as of rings; empty for none
	Lineage   string // which rings merged and split, a JSON array; empty for none
}

// Counts say what a world holds.
type Counts struct {
	Reports, Links, Rings, Innocents int
}

// Write generates a world and writes it. If it fails, or if ctx ends, it leaves no file.
func Write(ctx context.Context, o world.Options, names Names) (Counts, error) {
	var opened []*files.Output
	defer func() {
		for _, out := range opened {
			out.Discard()
		}
	}()
	create := func(name string) (*files.Output, error) {
		out, err := files.Create(cmp.Or(name, os.DevNull))
		if err == nil {
			opened = append(opened, out)
		}
		return out, err
	}
	records, err := create(names.Records)
	if err != nil {
		return Counts{}, err
	}
	truth, err := create(names.Truth)
	if err != nil {
		return Counts{}, err
	}
	innocents, err := create(names.Innocents)
	if err != nil {
		return Counts{}, err
	}
	lineage, err := create(names.Lineage)
	if err != nil {
		return Counts{}, err
	}
	counts, planted, err := writeRecords(ctx, o, records)
	if err != nil {
		return Counts{}, err
	}
	if err := errors.Join(world.WriteTruth(truth, planted.Rings), truth.Flush()); err != nil {
		return Counts{}, fmt.Errorf("writing the truth: %w", err)
	}
	if err := errors.Join(world.WriteTruth(innocents, planted.Innocents), innocents.Flush()); err != nil {
		return Counts{}, fmt.Errorf("writing the innocent groups: %w", err)
	}
	if err := errors.Join(world.WriteEvents(lineage, planted.Events), lineage.Flush()); err != nil {
		return Counts{}, fmt.Errorf("writing the lineage: %w", err)
	}
	for _, file := range []struct {
		holds string
		out   *files.Output
	}{{"records", records}, {"truth", truth}, {"innocent groups", innocents}, {"lineage", lineage}} {
		if err := file.out.Commit(); err != nil {
			return Counts{}, fmt.Errorf("writing the %s: %w", file.holds, err)
		}
	}
	return counts, nil
}

func writeRecords(ctx context.Context, o world.Options, out io.Writer) (Counts, world.Truth, error) {
	var counts Counts
	truth, err := world.GenerateByDay(o, func(_ int, r graph.Record) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		line, err := record.MarshalInFile(r)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("writing the records: %w", err)
		}
		switch r.(type) {
		case *graph.Report:
			counts.Reports++
		case *graph.Link:
			counts.Links++
		}
		return nil
	})
	counts.Rings, counts.Innocents = len(truth.Rings), len(truth.Innocents)
	return counts, truth, err
}
