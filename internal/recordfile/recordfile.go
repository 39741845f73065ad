// Package recordfile reads whole files of records, and writes files of rings.
package recordfile

import (
	"context"
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/record"
)

// Read reads all records of an NDJSON file, or of standard input for files.Stdio. A record that
// names no agency is of the given one. OnRefused is called with each record that is refused; it is
// left out.
func Read(ctx context.Context, name, agency string, onRefused func(line int, refusal error)) ([]graph.Record, error) {
	in, err := files.OpenInput(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	var records []graph.Record
	for line, err := range record.Lines(in) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s, line %d: %w", name, line.Number, err)
		}
		r, err := record.ParseInFile(line.Data)
		if err != nil {
			onRefused(line.Number, err)
			continue
		}
		if graph.AgencyOf(r) == "" {
			r = graph.WithAgency(r, agency)
		}
		records = append(records, r)
	}
	return records, nil
}

// WriteRings writes rings as NDJSON to a file that appears when it is complete, or to standard
// output for files.Stdio.
func WriteRings(name string, rings []graph.Ring) error {
	out, err := files.Create(name)
	if err != nil {
		return err
	}
	defer out.Discard()
	for i := range rings {
		line, err := record.MarshalRing(&rings[i])
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("writing the rings: %w", err)
		}
	}
	if err := out.Commit(); err != nil {
		return fmt.Errorf("writing the rings: %w", err)
	}
	return nil
}
