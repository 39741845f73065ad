package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/recordfile"
	"github.com/ringwatch/ringwatch/internal/world"
)

// sequence is a world, its records in the order in which they arrive.
type sequence struct {
	name    string
	records []graph.Record
	planted []world.Ring
}

func generate(reports int, seed uint64) (*sequence, error) {
	s := &sequence{name: fmt.Sprintf("own-%d-%d", reports, seed)}
	var err error
	s.planted, err = world.Generate(world.Options{Reports: reports, Seed: seed}, func(r graph.Record) error {
		s.records = append(s.records, r)
		return nil
	})
	sortByTime(s.records)
	return s, err
}

// read reads a world from path and from the .truth.json file next to it.
func read(ctx context.Context, path string) (*sequence, error) {
	base := strings.TrimSuffix(path, ".ndjson")
	s := &sequence{name: filepath.Base(base)}
	var err error
	s.records, err = recordfile.Read(ctx, path, "local", func(line int, refusal error) {
		fmt.Fprintf(os.Stderr, "%s, line %d: %v\n", path, line, refusal)
	})
	if err != nil {
		return nil, err
	}
	sortByTime(s.records)
	truth, err := os.Open(base + ".truth.json")
	if err != nil {
		return nil, fmt.Errorf("opening the truth: %w", err)
	}
	defer func() { _ = truth.Close() }() // it was only read
	s.planted, err = evaluation.ReadTruth(truth)
	if err != nil {
		return nil, fmt.Errorf("reading the truth of %s: %w", s.name, err)
	}
	return s, nil
}

// sortByTime sorts records by their times. A record without one stays behind the record that was
// before it.
func sortByTime(records []graph.Record) {
	type timed struct {
		at     time.Time
		record graph.Record
	}
	all := make([]timed, len(records))
	var at time.Time
	for i, r := range records {
		if own := timeOf(r); !own.IsZero() {
			at = own
		}
		all[i] = timed{at, r}
	}
	slices.SortStableFunc(all, func(a, b timed) int { return a.at.Compare(b.at) })
	for i := range all {
		records[i] = all[i].record
	}
}

func timeOf(r graph.Record) time.Time {
	switch r := r.(type) {
	case *graph.Report:
		return r.OccurredAt
	case *graph.Link:
		return r.ObservedAt
	case *graph.Release:
		return r.ReleasedAt
	}
	return time.Time{}
}
