package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Errors of ArrayElements. The elements before them were yielded.
var (
	// ErrNotArray: the input does not begin with [ or has more than white space after its ].
	ErrNotArray = errors.New("is not one JSON array")
	// ErrArrayCut: the input ends before the array does.
	ErrArrayCut = errors.New("ends before its array does")
)

// ArrayElements iterates over the elements of a JSON array in constant memory, numbered from 1, as
// Lines does over lines. It finds only where an element ends, by quotes and nesting. Parse decides
// whether it is JSON, so that a broken element affects no others unless its brackets or quotes are
// unbalanced.
//
// An element of more than MaxBytes is cut to its first MaxBytes+1 bytes, which Parse refuses. The
// iteration yields an error at most once and last: ErrNotArray, ErrArrayCut or the reader's. An
// element's bytes are valid only until the next one.
func ArrayElements(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		s := splitter{in: bufio.NewReaderSize(r, 1<<16)}
		start, err := s.in.Peek(len(byteOrderMark))
		if err != nil && !errors.Is(err, io.EOF) { // the end of input is returned again, another error is not
			yield(Line{Number: 1}, err)
			return
		}
		if bytes.Equal(start, byteOrderMark) {
			_, _ = s.in.Discard(len(byteOrderMark)) // it is buffered
		}
		switch c, err := s.nextNonSpace(); {
		case errors.Is(err, io.EOF), err == nil && c != '[':
			yield(Line{Number: 1}, ErrNotArray)
			return
		case err != nil:
			yield(Line{Number: 1}, err)
			return
		}
		for number := 1; ; number++ {
			last, err := s.element()
			if err != nil {
				yield(Line{Number: number}, err)
				return
			}
			data := bytes.TrimSpace(s.buf)
			if empty := last && number == 1 && len(data) == 0; !empty && !yield(Line{number, data}, nil) {
				return
			}
			if last {
				break
			}
		}
		if _, err := s.nextNonSpace(); err == nil {
			yield(Line{}, ErrNotArray)
		} else if !errors.Is(err, io.EOF) {
			yield(Line{}, err)
		}
	}
}

// splitter splits an array into elements.
type splitter struct {
	in  *bufio.Reader
	buf []byte
}

// nextNonSpace reads the next byte that is not white space.
func (s *splitter) nextNonSpace() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil || bytes.IndexByte([]byte(" \t\r\n"), c) < 0 {
			return c, err
		}
	}
}

// element reads an element into buf, up to the comma or bracket after it. It reports whether it is
// the last.
func (s *splitter) element() (last bool, err error) {
	s.buf = s.buf[:0]
	depth, inString, escaped := 0, false, false
	for {
		c, err := s.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return false, ErrArrayCut
		}
		if err != nil {
			return false, err
		}
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			depth++
		case depth == 0 && c == ',':
			return false, nil
		case depth == 0 && c == ']':
			return true, nil
		case depth > 0 && (c == '}' || c == ']'):
			depth--
		}
		if len(s.buf) <= MaxBytes {
			s.buf = append(s.buf, c)
		}
	}
}
