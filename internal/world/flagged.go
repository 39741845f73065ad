package world

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
	Score   float64 // 0 to 1: how sure the detection is that it is right
	Members []graph.Token
}

type wireFlagged struct {
	ID      *string       `json:"id"`
	Band    *string       `json:"band"`
	Score   *float64      `json:"score"`
	Members *[]wireMember `json:"members"`
}

type wireMember struct {
	Token *string `json:"token"`
}

// ReadFlagged reads rings as ringwatch detect writes them, one a line. Fields that
// are not measured are passed over. It fails with *Malformed and with the reader's
// error.
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
		if err != nil {
			return rings, nil
		}
	}
}

// readLine appends the next line to buf, and leaves the rest unread where it is too
// long.
func readLine(in *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		buf = append(buf, part...)
		if !errors.Is(err, bufio.ErrBufferFull) || len(buf) > MaxRingBytes {
			return buf, err
		}
	}
}

// parseFlagged reads one ring; the reason is empty when nothing is wrong with it.
func parseFlagged(data []byte) (f Flagged, field, reason string) {
	var w wireFlagged
	if err := json.Unmarshal(data, &w); err != nil {
		_, field, reason = explain(err)
		return f, field, reason
	}
	switch {
	case w.ID == nil:
		return f, "id", "is missing"
	case w.Band == nil:
		return f, "band", "is missing"
	case !slices.Contains(graph.Bands[:], graph.Band(*w.Band)):
		return f, "band", "want medium, high or very_high"
	case w.Members == nil:
		return f, "members", "is missing: rings can only be measured by their members"
	case len(*w.Members) == 0:
		return f, "members", "is empty"
	}
	f = Flagged{ID: *w.ID, Band: graph.Band(*w.Band), Members: make([]graph.Token, len(*w.Members))}
	for i, m := range *w.Members {
		at := fmt.Sprintf("members[%d].token", i)
		if m.Token == nil {
			return f, at, "is missing"
		}
		f.Members[i] = graph.Token(*m.Token)
		if !f.Members[i].Valid() {
			return f, at, notAToken
		}
	}
	switch {
	case w.Score == nil:
		return f, "score", "is missing"
	case *w.Score < 0 || *w.Score > 1:
		return f, "score", "want 0 to 1"
	}
	f.Score = *w.Score
	return f, "", ""
}
