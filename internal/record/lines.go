package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// mark is the byte order mark, with which some programs begin a file in UTF-8.
var mark = []byte("\xef\xbb\xbf")

// Lines walks the lines of an NDJSON stream in constant memory, numbered from 1.
// Empty lines are passed over, and so is a byte order mark at its start. A line over MaxBytes comes as its first MaxBytes+1
// bytes, which Parse refuses by length, and the walk goes on behind it. The walk
// ends at the end of input or yields the reader's error once. A line's bytes are
// only good until the next.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReaderSize(r, 1<<16)
		var buf []byte
		for number := 1; ; number++ {
			data, err := readLine(in, buf[:0])
			buf = data
			if number == 1 {
				data = bytes.TrimPrefix(data, mark)
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

// Line is one line of a stream.
type Line struct {
	Number int
	Data   []byte
}

// readLine appends the next line to buf, dropping what goes beyond MaxBytes+1.
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
