package calibration

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/recordfile"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/jobs/translate"
)

// World is the evidence of a synthetic world, the rings planted in it and its innocent groups.
type World struct {
	Name      string
	Generator string // the part of the name before the first hyphen
	Records   int
	Hash      string // the start of the SHA-256 of the file of records; empty for a world without one
	Evidence  *rings.Evidence
	Planted   []world.Ring
	Innocents []world.Group

	identifiers []graph.Identifier
}

// The files of a world in a folder, after its name.
const (
	recordsFile   = ".ndjson"
	truthFile     = ".truth.json"
	innocentsFile = ".innocents.json" // may be absent
)

// WorldNames returns the names of the worlds in a folder, ascending. It returns an error if there
// is none, or if one has no truth.
func WorldNames(dir string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*"+recordsFile)) // sorted
	if err != nil {
		return nil, fmt.Errorf("finding worlds: %w", err)
	}
	var names []string
	for _, file := range found {
		names = append(names, strings.TrimSuffix(filepath.Base(file), recordsFile))
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("finding worlds: %s holds no NAME%s", dir, recordsFile)
	}
	return names, nil
}

// ReadWorld reads a world of a folder. It returns an error if a record is refused: figures would be
// of another world.
func ReadWorld(ctx context.Context, dir, name string) (*World, error) {
	path := filepath.Join(dir, name)
	planted, err := readGroups(ctx, path+truthFile)
	if err != nil {
		return nil, err
	}
	innocents, err := readGroups(ctx, path+innocentsFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
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
		return nil, fmt.Errorf("%s: %d records are refused, the first for: %w", path+recordsFile, refused, first)
	}
	w, err := NewWorld(ctx, name, records, planted, innocents)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path+recordsFile, err)
	}
	w.Hash, err = hashOf(ctx, path+recordsFile)
	return w, err
}

// NewWorld returns a world of records, with the evidence that a detection on them has.
func NewWorld(ctx context.Context, name string, records []graph.Record, planted []world.Ring, innocents []world.Group) (*World, error) {
	generator, _, _ := strings.Cut(name, "-")
	w := &World{Name: name, Generator: generator, Records: len(records), Planted: planted, Innocents: innocents}
	filed := evidence.FromRecords(records)
	snapshot, err := filed.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	w.identifiers = snapshot.Identifiers
	w.Evidence, _, err = translate.Evidence(snapshot, filed.Newest())
	return w, err
}

// Flagged returns rings that were found in the world in the form that is evaluated.
func (w *World) Flagged(found []rings.Ring) []evaluation.Flagged {
	all := make([]evaluation.Flagged, len(found))
	for i := range found {
		all[i] = evaluation.Flagged{Band: graph.BandOf(found[i].Score), Score: found[i].Score}
		for _, m := range found[i].Members {
			all[i].Members = append(all[i].Members, w.identifiers[m.Identifier].Token)
		}
	}
	return all
}

// Order returns the number of identifiers.
func (w *World) Order() int { return len(w.identifiers) }

// Evaluate measures rings that were found in the world against what was planted, and counts the
// innocent groups among them.
func (w *World) Evaluate(found []rings.Ring) evaluation.Evaluation {
	flagged := w.Flagged(found)
	e := evaluation.Evaluate(flagged, w.Planted)
	e.Innocents = evaluation.CountInnocents(flagged, w.Innocents)
	return e
}

func readGroups(ctx context.Context, name string) ([]world.Group, error) {
	in, err := files.OpenInput(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	groups, err := evaluation.ReadTruth(in)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return groups, nil
}

func hashOf(ctx context.Context, name string) (string, error) {
	in, err := files.OpenInput(ctx, name)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }() // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, in); err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	return hex.EncodeToString(h.Sum(nil)[:hashBytes]), nil
}

// hashBytes is how much of a SHA-256 identifies a world or a model.
const hashBytes = 6
