package evaluation

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// Bounds on the input, so that a wrong file cannot fill the memory.
const (
	MaxTruthBytes = 1 << 29 // of a truth file
	MaxRingBytes  = 1 << 26 // of one line of a file of rings
	MaxRings      = 1 << 22 // in either
)

// truthLine is a planted ring. Pointers tell a missing field from an empty one.
type truthLine struct {
	Kind    *string   `json:"kind"`
	Members *[]string `json:"members"`
}

// ReadTruth reads what WriteTruth wrote, or anything of its form, whoever made it:
// kinds may be any words. It fails with *FormatError and with the reader's error.
func ReadTruth(r io.Reader) ([]world.Ring, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxTruthBytes+1))
	if err != nil {
		return nil, err
	}
	t := truthReader{data: data, decoder: jsontext.NewDecoder(bytes.NewReader(data))}
	if len(data) > MaxTruthBytes {
		return nil, &FormatError{1, "", fmt.Sprintf("the file is longer than %d bytes, the most for a truth", MaxTruthBytes)}
	}
	return t.rings()
}

type truthReader struct {
	data    []byte
	decoder *jsontext.Decoder
}

func (t *truthReader) rings() ([]world.Ring, error) {
	if t.decoder.PeekKind() != '[' {
		return nil, &FormatError{1, "", `want a JSON array of {"kind": …, "members": […]}`}
	}
	if _, err := t.decoder.ReadToken(); err != nil {
		return nil, t.formatError(err)
	}
	var rings []world.Ring
	for t.decoder.PeekKind() != ']' {
		if len(rings) == MaxRings {
			return nil, &FormatError{t.line(t.decoder.InputOffset()), "", fmt.Sprintf("holds more than %d rings", MaxRings)}
		}
		var line truthLine
		before := t.decoder.InputOffset()
		if err := json.UnmarshalDecode(t.decoder, &line, json.RejectUnknownMembers(true)); err != nil {
			return nil, t.formatError(err)
		}
		ring, field, reason := line.ring()
		if reason != "" {
			skipped := bytes.IndexByte(t.data[before:], '{')
			return nil, &FormatError{t.line(before + int64(skipped)), fmt.Sprintf("[%d]%s", len(rings), field), reason}
		}
		rings = append(rings, ring)
	}
	if _, err := t.decoder.ReadToken(); err != nil {
		return nil, t.formatError(err)
	}
	end := t.decoder.InputOffset()
	if len(bytes.TrimSpace(t.data[end:])) > 0 {
		return nil, &FormatError{t.line(end), "", "something follows the array"}
	}
	return rings, nil
}

// ring returns the planted ring. The reason is empty if it is valid.
func (l *truthLine) ring() (r world.Ring, field, reason string) {
	switch {
	case l.Kind == nil:
		return r, ".kind", "is missing"
	case *l.Kind == "" || len(*l.Kind) > 64 || strings.Trim(*l.Kind, "abcdefghijklmnopqrstuvwxyz0123456789_/.-") != "":
		return r, ".kind", "want 1 to 64 of a-z, 0-9 and _/.-"
	case l.Members == nil:
		return r, ".members", "is missing"
	case len(*l.Members) == 0:
		return r, ".members", "is empty"
	}
	r = world.Ring{Kind: world.Kind(*l.Kind), Members: make([]graph.Token, len(*l.Members))}
	for i, token := range *l.Members {
		r.Members[i] = graph.Token(token)
		if !r.Members[i].Valid() {
			return r, fmt.Sprintf(".members[%d]", i), notAToken
		}
	}
	return r, "", ""
}

const notAToken = "is not a token: want tk, an epoch, _ and 26 of a-z and 2-7"

// line returns the number of the line at an offset.
func (t *truthReader) line(offset int64) int {
	return 1 + bytes.Count(t.data[:min(max(offset, 0), int64(len(t.data)))], []byte("\n"))
}

// formatError returns the FormatError of a decoder's error.
func (t *truthReader) formatError(err error) error {
	offset, field, reason := explain(err)
	if offset == 0 {
		offset = t.decoder.InputOffset()
	}
	return &FormatError{t.line(offset), field, reason}
}
