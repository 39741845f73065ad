package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Errors of Elements. What came before them was yielded.
var (
	// ErrNotArray: the input does not begin with [ or goes on behind its ].
	ErrNotArray = errors.New("is not one JSON array")
	// ErrArrayCut: the input ends before the array does.
	ErrArrayCut = errors.New("ends before its array does")
)

// ArrayElements walks the elements of a JSON array in constant memory, numbered from 1,
// as Lines does with lines. It only finds where an element ends, by strings and
// nesting: whether it is JSON is for Parse to say, so that a broken element costs
// no others unless its brackets or quotes don't pair. An element over MaxBytes
// comes as its first MaxBytes+1 bytes. The walk yields an error at most once and
// last: ErrNotArray, ErrArrayCut or the reader's.
func ArrayElements(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		s := splitter{in: bufio.NewReaderSize(r, 1<<16)}
		start, err := s.in.Peek(len(mark))
		if err != nil && !errors.Is(err, io.EOF) { // the end comes again, another error would not
			yield(Line{Number: 1}, err)
			return
		}
		if bytes.Equal(start, mark) {
			_, _ = s.in.Discard(len(mark)) // it is buffered
		}
		switch c, err := s.nextPrinted(); {
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
		if _, err := s.nextPrinted(); err == nil {
			yield(Line{}, ErrNotArray)
		} else if !errors.Is(err, io.EOF) {
			yield(Line{}, err)
		}
	}
}

type splitter struct {
	in  *bufio.Reader
	buf []byte
}

// nextPrinted reads the next byte that is not white space.
func (s *splitter) nextPrinted() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil || bytes.IndexByte([]byte(" \t\r\n"), c) < 0 {
			return c, err
		}
	}
}

// element reads into buf up to the comma behind an element, or the array's end.
func (s *splitter) element() (last bool, err error) {
	s.buf = s.buf[:0]
	depth, quoted, escaped := 0, false, false
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
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
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
