package tokenise

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

// leaveOut is the field of a column whose cells are left out.
const leaveOut = "-"

var (
	csvFields = []string{"id", "agency", "source", "occurred_at", "category", "channel", "region", "loss", "currency"}
	csvKinds  = []string{string(graph.Number), string(graph.Device), string(graph.Account)}
)

// CSV returns the format with a report in each row and a header (RFC 4180), except that a cell
// can't hold a line break: an unclosed quote costs its own row and no other. Columns maps header
// cells to fields; a column that is not in it must have the name of a field.
func CSV(columns map[string]string) (Format, error) {
	for _, field := range columns {
		if field != leaveOut && !slices.Contains(csvFields, field) && !slices.Contains(csvKinds, field) {
			return Format{}, fmt.Errorf("a column can be %s, %s or %s",
				strings.Join(csvFields, ", "), strings.Join(csvKinds, ", "), leaveOut)
		}
	}
	t := table{columns: columns}
	return Format{header: t.header, parse: t.parse}, nil
}

// table reads reports from rows of CSV.
type table struct {
	columns map[string]string // field by header cell
	fields  []string          // of each column
}

// header finds the field of each column. Its errors don't quote cells: a file without a header has
// identifiers in its first row.
func (t *table) header(line []byte) error {
	row, err := csvRow(line)
	if err != nil {
		return fmt.Errorf("the header of the CSV: %w", err)
	}
	t.fields = t.fields[:0]
	for i, name := range row {
		name = strings.TrimSpace(name)
		field, mapped := t.columns[name]
		if !mapped {
			field = name
		}
		switch {
		case field == leaveOut && mapped, slices.Contains(csvKinds, field):
		case !slices.Contains(csvFields, field):
			return fmt.Errorf("the header of the CSV: column %d is not the name of a field: "+
				"name its field with --column HEADER=FIELD, or leave it out with --column HEADER=-", i+1)
		case slices.Contains(t.fields, field):
			return fmt.Errorf("the header of the CSV: column %d is a second %s: only number, device and account can be several columns", i+1, field)
		}
		t.fields = append(t.fields, field)
	}
	if !slices.Contains(t.fields, "id") {
		return errors.New("the header of the CSV: no column is id: name it with --column HEADER=id")
	}
	return nil
}

// parse reads a report. An empty cell is unknown.
func (t *table) parse(line []byte, tokenise record.Tokeniser) (graph.Record, error) {
	row, err := csvRow(line)
	if err != nil {
		return nil, err
	}
	if len(row) != len(t.fields) {
		return nil, fmt.Errorf("has %d cells, and the header %d", len(row), len(t.fields))
	}
	raw := map[string]any{"type": "report"}
	var identifiers []map[string]string
	for i, cell := range row {
		cell = strings.TrimSpace(cell)
		switch field := t.fields[i]; {
		case cell == "" || field == leaveOut:
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

// csvRow reads one row. Its errors quote nothing of it.
func csvRow(line []byte) ([]string, error) {
	if len(line) > record.MaxBytes {
		return nil, fmt.Errorf("is longer than %d bytes, the most for one record", record.MaxBytes)
	}
	row, err := csv.NewReader(bytes.NewReader(line)).Read()
	if err != nil {
		return nil, errors.New("is not one row of CSV: put a cell with a comma or a quote in quotes; a cell can't hold a line break")
	}
	return row, nil
}
