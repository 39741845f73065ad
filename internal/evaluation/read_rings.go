package evaluation

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// Flagged is a ring that a detection found, as far as it is measured.
type Flagged struct {
	ID      string
	Band    graph.Band
	Score   float64 // 0 to 1: the probability that it is a ring
	Members []graph.Token
}

// ringLine is a ring as ringwatch detect writes it. Pointers tell a missing field from an empty
// one.
type ringLine struct {
	ID      *string       `json:"id"`
	Band    *string       `json:"band"`
	Score   *float64      `json:"score"`
	Members *[]memberLine `json:"members"`
}

type memberLine struct {
	Token *string `json:"token"`
}

// ReadFlagged reads rings as ringwatch detect writes them, one a line. It ignores fields that are
// not measured. It returns *FormatError for other input, and the reader's error.
func ReadFlagged(r io.Reader) ([]Flagged, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var rings []Flagged
	var line []byte
	for number := 1; ; number++ {
		var err error
		line, err = readLine(in, line[:0])
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(line) > MaxRingBytes {
			return nil, &FormatError{number, "", fmt.Sprintf("is longer than %d bytes, the most for one ring", MaxRingBytes)}
		}
		if data := bytes.TrimSpace(line); len(data) > 0 {
			if len(rings) == MaxRings {
				return nil, &FormatError{number, "", fmt.Sprintf("holds more than %d rings", MaxRings)}
			}
			ring, field, reason := parseFlagged(data)
			if reason != "" {
				return nil, &FormatError{number, field, reason}
			}
			rings = append(rings, ring)
		}
		if err != nil { // io.EOF
			return rings, nil
		}
	}
}

// readLine appends the next line to buf. It stops early in a line longer than MaxRingBytes.
func readLine(in *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		buf = append(buf, part...)
		if !errors.Is(err, bufio.ErrBufferFull) || len(buf) > MaxRingBytes {
			return buf, err
		}
	}
}

// parseFlagged reads one ring. The reason is empty if it is valid.
func parseFlagged(data []byte) (f Flagged, field, reason string) {
	var line ringLine
	if err := json.Unmarshal(data, &line); err != nil {
		_, field, reason = explain(err)
		return f, field, reason
	}
	switch {
	case line.ID == nil:
		return f, "id", "is missing"
	case line.Band == nil:
		return f, "band", "is missing"
	case !slices.Contains(graph.Bands[:], graph.Band(*line.Band)):
		return f, "band", "want medium, high or very_high"
	case line.Members == nil:
		return f, "members", "is missing: rings can only be measured by their members"
	case len(*line.Members) == 0:
		return f, "members", "is empty"
	}
	f = Flagged{ID: *line.ID, Band: graph.Band(*line.Band), Members: make([]graph.Token, len(*line.Members))}
	for i, m := range *line.Members {
		field := fmt.Sprintf("members[%d].token", i)
		if m.Token == nil {
			return f, field, "is missing"
		}
		f.Members[i] = graph.Token(*m.Token)
		if !f.Members[i].Valid() {
			return f, field, notAToken
		}
	}
	switch {
	case line.Score == nil:
		return f, "score", "is missing"
	case *line.Score < 0 || *line.Score > 1:
		return f, "score", "want 0 to 1"
	}
	f.Score = *line.Score
	return f, "", ""
}
