package tokenise

import (
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// Format says how raw records are written, one in a line.
type Format struct {
	// header reads the first line if that is not a record; nil if it is one.
	header func(line []byte) error
	parse  func(line []byte, tokenise record.Tokeniser) (graph.Record, error)
}

// NDJSON returns the format with a record in JSON on each line.
func NDJSON() Format { return Format{parse: record.ParseRaw} }
