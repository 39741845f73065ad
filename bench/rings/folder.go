package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/recordfile"
	"github.com/ringwatch/ringwatch/internal/world"
)

// The files of a world in a folder, after its name.
const (
	recordsFile   = ".ndjson"
	truthFile     = ".truth.json"
	innocentsFile = ".innocents.json" // may be absent
)

// worldNames returns the names of the worlds in a folder, ascending. It fails if there is none.
func worldNames(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"+recordsFile)) // sorted
	if err != nil {
		return nil, fmt.Errorf("-worlds: %w", err)
	}
	var names []string
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), recordsFile)
		if _, err := os.Stat(filepath.Join(dir, name+truthFile)); err != nil {
			return nil, fmt.Errorf("-worlds: %s has no truth: %w", file, err)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("-worlds: %s holds no NAME%s", dir, recordsFile)
	}
	return names, nil
}

// eachOfFolder reads the worlds of a folder one after the other, and calls do with each.
func eachOfFolder(ctx context.Context, dir string, do func(*sample) error) error {
	names, err := worldNames(dir)
	if err != nil {
		return err
	}
	for i, name := range names {
		s, err := readSample(ctx, dir, name)
		if err != nil {
			return err
		}
		s.seed = uint64(i)
		if err := do(s); err != nil {
			return err
		}
	}
	return nil
}

// readSample reads a world. Records that are refused are an error: the figures would be of another
// world.
func readSample(ctx context.Context, dir, name string) (*sample, error) {
	path := filepath.Join(dir, name)
	source, _, _ := strings.Cut(name, "-")
	s := &sample{source: source}
	refused, first := 0, error(nil)
	records, err := recordfile.Read(ctx, path+recordsFile, "local", func(line int, refusal error) {
		if refused++; first == nil {
			first = fmt.Errorf("line %d: %w", line, refusal)
		}
	})
	if err != nil {
		return nil, err
	}
	if refused > 0 {
		return nil, fmt.Errorf("%s: refuses %d records, the first for: %w", path+recordsFile, refused, first)
	}
	if s.planted, err = readGroups(path + truthFile); err != nil {
		return nil, err
	}
	if s.innocents, err = readGroups(path + innocentsFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return s, s.setEvidence(ctx, records)
}

func readGroups(name string) ([]world.Group, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	groups, err := evaluation.ReadTruth(f)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return groups, nil
}
