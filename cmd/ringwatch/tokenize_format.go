package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// rawFormat is how raw records are written, a line each.
type rawFormat struct {
	// header reads the first line, where that is no record; it is nil where it is one.
	header func(line []byte) error
	parse  func(line []byte, tokenise record.Tokeniser) (graph.Record, error)
}

func (c *tokenizeCommand) format() (rawFormat, error) {
	if !c.CSV {
		if len(c.Column) > 0 {
			return rawFormat{}, errors.New("--column is for --csv")
		}
		return rawFormat{parse: record.ParseRaw}, nil
	}
	columns := csvColumns{named: c.Column}
	for _, field := range c.Column {
		if field != leftOut && !slices.Contains(csvFields, field) && !slices.Contains(csvKinds, field) {
			return rawFormat{}, fmt.Errorf("--column: want %s, %s or %s behind =", strings.Join(csvFields, ", "), strings.Join(csvKinds, ", "), leftOut)
		}
	}
	return rawFormat{header: columns.header, parse: columns.parse}, nil
}

const leftOut = "-"

var (
	csvFields = []string{"id", "occurred_at", "category", "channel", "region", "loss", "currency"}
	csvKinds  = []string{string(graph.Number), string(graph.Device), string(graph.Account)}
)

// csvColumns reads reports from rows of CSV (RFC 4180), but that a cell may not hold a line break: a quote that is never
// closed costs its own row and no others.
type csvColumns struct {
	named  map[string]string
	fields []string // of each column
}

// header finds out what each column is. A file without a header has identifiers in its first row, so that none of it may
// be repeated.
func (c *csvColumns) header(line []byte) error {
	row, err := csvRow(line)
	if err != nil {
		return fmt.Errorf("the header of the CSV: %w", err)
	}
	c.fields = c.fields[:0]
	for i, name := range row {
		name = strings.TrimSpace(name)
		field, given := c.named[name]
		if !given {
			field = name
		}
		single := slices.Contains(csvFields, field)
		switch {
		case field == leftOut && given, slices.Contains(csvKinds, field):
		case !single:
			return fmt.Errorf("the header of the CSV: column %d is not named as a field: say which with --column HEADER=FIELD, or leave it out with --column HEADER=-", i+1)
		case slices.Contains(c.fields, field):
			return fmt.Errorf("the header of the CSV: column %d is %s, which another is already", i+1, field)
		}
		c.fields = append(c.fields, field)
	}
	if !slices.Contains(c.fields, "id") {
		return errors.New("the header of the CSV: no column is id: say which with --column HEADER=id")
	}
	return nil
}

func (c *csvColumns) parse(line []byte, tokenise record.Tokeniser) (graph.Record, error) {
	row, err := csvRow(line)
	if err != nil {
		return nil, err
	}
	if len(row) != len(c.fields) {
		return nil, fmt.Errorf("has %d cells, and the header %d", len(row), len(c.fields))
	}
	raw := map[string]any{"type": "report"}
	var identifiers []map[string]string
	for i, cell := range row {
		cell = strings.TrimSpace(cell)
		switch field := c.fields[i]; {
		case cell == "" || field == leftOut:
		case slices.Contains(csvKinds, field):
			identifiers = append(identifiers, map[string]string{"kind": field, "value": cell})
		default:
			raw[field] = cell
		}
	}
	raw["identifiers"] = identifiers
	content, err := json.Marshal(raw)
	if err != nil {
		return nil, errors.New("is not a row of text")
	}
	return record.ParseRaw(content, tokenise)
}

// csvRow reads one row. Its errors repeat nothing of it.
func csvRow(line []byte) ([]string, error) {
	if len(line) > record.MaxBytes {
		return nil, fmt.Errorf("is longer than %d bytes, the most for one record", record.MaxBytes)
	}
	row, err := csv.NewReader(bytes.NewReader(line)).Read()
	if err != nil {
		return nil, errors.New(`is not one row of CSV: a cell with a comma or a quote in it is written in quotes, and holds no line break`)
	}
	return row, nil
}
