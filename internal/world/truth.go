package world

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ringwatch/ringwatch/graph"
)

// Bounds on what is read, so that a wrong file can't fill the memory.
const (
	MaxTruthBytes = 1 << 29 // of a truth file
	MaxRingBytes  = 1 << 26 // of one line of a file of rings
	MaxRings      = 1 << 22 // in either
)

// FormatError tells where a file is not what it should be. It repeats nothing of the
// file, which may be the wrong one and hold what must not be shown.
type FormatError struct {
	Line   int    // from 1
	Field  string // such as "[3].members[0]"; empty when the whole is meant
	Reason string
}

// Error names the line, the field and the reason.
func (m *FormatError) Error() string {
	if m.Field == "" {
		return fmt.Sprintf("line %d: %s", m.Line, m.Reason)
	}
	return fmt.Sprintf("line %d: %s: %s", m.Line, m.Field, m.Reason)
}

type wireTruth struct {
	Kind    *string   `json:"kind"`
	Members *[]string `json:"members"`
}

// WriteTruth writes planted rings as a JSON array, one ring a line. The same rings
// give the same bytes.
func WriteTruth(w io.Writer, rings []Ring) error {
	line := []byte("[")
	for i, r := range rings {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(line, '\n')
		kind, members := string(r.Kind), make([]string, len(r.Members))
		for j, token := range r.Members {
			members[j] = string(token)
		}
		ring, err := json.Marshal(wireTruth{&kind, &members})
		if err != nil {
			return fmt.Errorf("writing planted ring %d: %w", i, err)
		}
		if _, err := w.Write(append(line, ring...)); err != nil {
			return err
		}
		line = line[:0]
	}
	_, err := w.Write(append(line, "\n]\n"...))
	return err
}

// ReadTruth reads what WriteTruth wrote, or anything of its form, whoever made it:
// kinds may be any words. It fails with *Malformed and with the reader's error.
func ReadTruth(r io.Reader) ([]Ring, error) {
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

func (t *truthReader) rings() ([]Ring, error) {
	if t.decoder.PeekKind() != '[' {
		return nil, &FormatError{1, "", `want a JSON array of {"kind": …, "members": […]}`}
	}
	if _, err := t.decoder.ReadToken(); err != nil {
		return nil, t.malformed(err)
	}
	var rings []Ring
	for t.decoder.PeekKind() != ']' {
		if len(rings) == MaxRings {
			return nil, &FormatError{t.line(t.decoder.InputOffset()), "", fmt.Sprintf("holds more than %d rings", MaxRings)}
		}
		var w wireTruth
		before := t.decoder.InputOffset()
		if err := json.UnmarshalDecode(t.decoder, &w, json.RejectUnknownMembers(true)); err != nil {
			return nil, t.malformed(err)
		}
		ring, field, reason := w.ring()
		if reason != "" {
			skipped := bytes.IndexByte(t.data[before:], '{')
			return nil, &FormatError{t.line(before + int64(skipped)), fmt.Sprintf("[%d]%s", len(rings), field), reason}
		}
		rings = append(rings, ring)
	}
	if _, err := t.decoder.ReadToken(); err != nil {
		return nil, t.malformed(err)
	}
	end := t.decoder.InputOffset()
	if len(bytes.TrimSpace(t.data[end:])) > 0 {
		return nil, &FormatError{t.line(end), "", "something follows the array"}
	}
	return rings, nil
}

// ring checks a ring; the reason is empty when nothing is wrong with it.
func (w *wireTruth) ring() (r Ring, field, reason string) {
	switch {
	case w.Kind == nil:
		return r, ".kind", "is missing"
	case *w.Kind == "" || len(*w.Kind) > 64 || strings.Trim(*w.Kind, "abcdefghijklmnopqrstuvwxyz0123456789_/.-") != "":
		return r, ".kind", "want 1 to 64 of a-z, 0-9 and _/.-"
	case w.Members == nil:
		return r, ".members", "is missing"
	case len(*w.Members) == 0:
		return r, ".members", "is empty"
	}
	r = Ring{Kind: Kind(*w.Kind), Members: make([]graph.Token, len(*w.Members))}
	for i, token := range *w.Members {
		r.Members[i] = graph.Token(token)
		if !r.Members[i].Valid() {
			return r, fmt.Sprintf(".members[%d]", i), notAToken
		}
	}
	return r, "", ""
}

const notAToken = "is not a token: want tk, an epoch, _ and 26 of a-z and 2-7"

func (t *truthReader) line(offset int64) int {
	return 1 + bytes.Count(t.data[:min(max(offset, 0), int64(len(t.data)))], []byte("\n"))
}

func (t *truthReader) malformed(err error) error {
	offset, field, reason := explain(err)
	if offset == 0 {
		offset = t.decoder.InputOffset()
	}
	return &FormatError{t.line(offset), field, reason}
}

// explain puts a decoder's error into words that repeat nothing of what was read.
func explain(err error) (offset int64, field, reason string) {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		return syntactic.ByteOffset, fieldOf(syntactic.JSONPointer), "is given twice"
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		return semantic.ByteOffset, fieldOf(semantic.JSONPointer), "is not a field here"
	case errors.As(err, &semantic):
		return semantic.ByteOffset, fieldOf(semantic.JSONPointer), "has the wrong JSON type: want " + wanted(semantic)
	case errors.As(err, &syntactic):
		return syntactic.ByteOffset, fieldOf(syntactic.JSONPointer), "is not JSON in UTF-8"
	}
	return 0, "", "is not JSON in UTF-8"
}

func wanted(err *json.SemanticError) string {
	if err.GoType == nil {
		return "another"
	}
	switch err.GoType.Kind() {
	case reflect.Struct:
		return "an object"
	case reflect.Slice:
		return "an array"
	case reflect.Float64:
		return "a number"
	}
	return "a string"
}

// fieldOf writes a JSON pointer as people write fields, without names that could be
// somebody's number.
func fieldOf(pointer jsontext.Pointer) string {
	var b strings.Builder
	for name := range pointer.Tokens() {
		switch {
		case len(name) > 0 && len(name) <= 7 && strings.Trim(name, "0123456789") == "":
			b.WriteString("[" + name + "]")
			continue
		case len(name) == 0 || len(name) > 32 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "":
			name = "(a name not repeated here)"
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(name)
	}
	return b.String()
}
