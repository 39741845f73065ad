package edgelist

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/ringwatch/ringwatch/analysis"
)

// A file is parsed in blocks. A line belongs to the block in which it starts.
const (
	blockSize    = 4 << 20
	maxLineBytes = 1<<10 - 1
	minLineBytes = 4 // of an edge, with its line break
)

// block holds the edges of one block in columns. A worker uses one block again and again.
type block struct {
	maxNodes int // nodes from this on are refused
	from, to []uint32
	weighted bool // whether some weight is not 1
	weights  []float64
	text     []byte
}

// badLine says why a line was refused.
type badLine struct {
	offset int64 // of the line in the file
	reason string
}

// columns returns the edges. Weights is nil if all weights are 1.
func (b *block) columns() (from, to []uint32, weights []float64) {
	if !b.weighted {
		return b.from, b.to, nil
	}
	return b.from, b.to, b.weights
}

// read parses the lines that start in the block at the offset of a text of the given size.
func (b *block) read(text io.ReaderAt, offset, size int64) (*badLine, error) {
	b.from, b.to, b.weights, b.weighted = b.from[:0], b.to[:0], b.weights[:0], false
	// Read one byte before the block, to see whether a line starts with the block, and enough after
	// it for the rest of its last line.
	start := max(0, offset-1)
	end := min(size, offset+blockSize+maxLineBytes+1)
	if len(b.text) == 0 {
		b.text = make([]byte, blockSize+maxLineBytes+2)
	}
	data := b.text[:end-start]
	if n, err := text.ReadAt(data, start); err != nil && !(errors.Is(err, io.EOF) && n == len(data)) {
		return nil, err
	}
	at := 0
	if offset > 0 {
		next := bytes.IndexByte(data, '\n')
		if next < 0 {
			return nil, nil // the block before this one refuses the line
		}
		at = next + 1
	}
	for stop := int(offset + blockSize - start); at < stop && at < len(data); {
		length := bytes.IndexByte(data[at:], '\n')
		next := at + length + 1
		if length < 0 {
			length = len(data) - at
			next = len(data)
		}
		if length > maxLineBytes {
			return &badLine{start + int64(at), fmt.Sprintf("a line of more than %d bytes", maxLineBytes)}, nil
		}
		if reason := b.parse(data[at : at+length]); reason != "" {
			return &badLine{start + int64(at), reason}, nil
		}
		at = next
	}
	return nil, nil
}

// parse adds the edge of a line. It returns why it can't, or an empty reason.
func (b *block) parse(line []byte) (reason string) {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) == 0 || line[0] == '#' {
		return ""
	}
	u, rest, ok := parseNode(line)
	if !ok || len(rest) == 0 {
		return notAnEdge(line)
	}
	v, rest, ok := parseNode(rest[1:])
	if !ok {
		return notAnEdge(line)
	}
	w := 1.0
	if len(rest) > 0 {
		if w, ok = parseWeight(rest[1:]); !ok {
			return fmt.Sprintf("%q: want a weight that is a finite number, 2.3e-308 or more", line)
		}
	}
	if node := max(u, v); int(node) >= b.maxNodes {
		return fmt.Sprintf("node %d in a file of so few edges: number the nodes from 0 on, without large gaps", node)
	}
	if w != 1 && !b.weighted {
		b.weighted = true
		for range b.from {
			b.weights = append(b.weights, 1)
		}
	}
	if b.weighted {
		b.weights = append(b.weights, w)
	}
	b.from, b.to = append(b.from, u), append(b.to, v)
	return ""
}

func notAnEdge(line []byte) string {
	return fmt.Sprintf("%q: want u<TAB>v<TAB>w with nodes from 0 to %d", line, uint32(analysis.MaxOrder-1))
}

// parseNode reads digits up to a tab or the end. It returns the rest of the text, from the tab on.
func parseNode(text []byte) (node uint32, rest []byte, ok bool) {
	n := uint64(0)
	for i, c := range text {
		if c == '\t' {
			return uint32(n), text[i:], i > 0
		}
		if c -= '0'; c > 9 {
			return 0, nil, false
		}
		if n = n*10 + uint64(c); n >= analysis.MaxOrder {
			return 0, nil, false
		}
	}
	return uint32(n), nil, len(text) > 0
}

// parseWeight reads a finite number over 0.
func parseWeight(text []byte) (float64, bool) {
	if len(text) == 1 && text[0] > '0' && text[0] <= '9' {
		return float64(text[0] - '0'), true
	}
	w, err := strconv.ParseFloat(string(text), 64)
	return w, err == nil && w >= analysis.MinWeight && w <= math.MaxFloat64
}
