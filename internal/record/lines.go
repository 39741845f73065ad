package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// byteOrderMark may begin a file in UTF-8.
var byteOrderMark = []byte("\xef\xbb\xbf")

// Lines iterates over the lines of an NDJSON stream in constant memory, numbered from 1. It skips
// empty lines and a byte order mark at the start.
//
// A line of more than MaxBytes is cut to its first MaxBytes+1 bytes, which Parse refuses. The
// iteration ends at the end of input, or yields the reader's error once. A line's bytes are valid
// only until the next one.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReaderSize(r, 1<<16)
		var buf []byte
		for number := 1; ; number++ {
			data, err := readLine(in, buf[:0])
			buf = data
			if number == 1 {
				data = bytes.TrimPrefix(data, byteOrderMark)
			}
			if data = bytes.TrimSpace(data); len(data) > 0 && !yield(Line{number, data}, nil) {
				return
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Line{Number: number}, err)
				return
			}
		}
	}
}

// Line is one line of a stream, or one element of an array.
type Line struct {
	Number int
	Data   []byte
}

// readLine appends the next line to buf, and drops what exceeds MaxBytes+1 bytes.
func readLine(in *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		room := MaxBytes + 1 - len(buf)
		buf = append(buf, part[:min(len(part), room)]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return buf, err
		}
	}
}
