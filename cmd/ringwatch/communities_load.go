package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/analysis"
)

// A file of edges is parsed in blocks side by side; a line belongs to the block that
// it starts in.
const (
	edgeBlockSize = 4 << 20
	edgeLineSize  = 1 << 10 // the longest line that is taken
	edgeLineLeast = 4       // the bytes of the shortest edge
)

// Node numbers are to be dense: a file may name a node as high as this, or as high as
// this often the number of its edges, for which its size stands while they are counted. So one line can't ask for the memory of
// billions of nodes.
const (
	sparseNodes        = 1 << 24
	sparseNodesPerEdge = 64
)

// edgeBlock is the edges of a block, in columns that the next block of the same goroutine
// takes over.
type edgeBlock struct {
	most     int // nodes from this on are refused
	from, to []uint32
	weighted bool // whether some weight is not 1
	weights  []float64
	text     []byte // what they were read from
}

// tell tells a Builder the edges of the block.
func (b *edgeBlock) tell(to func(from, to []uint32, weights []float64) error) error {
	if b.weighted {
		return to(b.from, b.to, b.weights)
	}
	return to(b.from, b.to, nil)
}

// loadEdges reads the network of a file of edges. It refuses the whole file for the
// first line that is not an edge, which the error names.
//
// It reads the file twice, so that edges are never held beside the network: first to
// count the neighbours of each node, then to put them into their rows.
func loadEdges(ctx context.Context, name string) (*analysis.Network, error) {
	text, size, closeText, err := openEdges(ctx, name)
	if err != nil {
		return nil, err
	}
	defer closeText()
	most := int(min(max(sparseNodes, size/edgeLineLeast*sparseNodesPerEdge), analysis.MaxOrder))
	b := analysis.NewBuilder(most)
	if err := eachBlock(ctx, text, size, most, b.Count); err != nil {
		return nil, fmt.Errorf("%s%w", name, err)
	}
	if nodes := b.Order(); nodes > sparseNodes && nodes/sparseNodesPerEdge > b.Edges() {
		return nil, fmt.Errorf("%s: node %d in a file of %d edges: number the nodes from 0 on, without large gaps", name, nodes-1, b.Edges())
	}
	if err := b.AllocateRows(b.Order()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := eachBlock(ctx, text, size, most, b.Place); err != nil {
		return nil, fmt.Errorf("%s%w", name, err)
	}
	g, err := b.Network(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return g, nil
}

// eachBlock parses the blocks of a text side by side and tells the edges of each. Its error
// goes behind the name of the file.
func eachBlock(ctx context.Context, text io.ReaderAt, size int64, most int, tell func(from, to []uint32, weights []float64) error) error {
	count := int((size + edgeBlockSize - 1) / edgeBlockSize)
	refused := make([]*badLine, count)
	var next atomic.Int64
	group, inGroup := errgroup.WithContext(ctx)
	for range min(count, runtime.GOMAXPROCS(0)) {
		group.Go(func() error {
			b := edgeBlock{most: most}
			for i := next.Add(1) - 1; i < int64(count); i = next.Add(1) - 1 {
				if err := inGroup.Err(); err != nil {
					return err
				}
				bad, err := b.read(text, i*edgeBlockSize, size)
				if err == nil && bad == nil {
					err = b.tell(tell)
				}
				if err != nil {
					return err
				}
				refused[i] = bad
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf(": reading the edges: %w", err)
	}
	for _, bad := range refused {
		if bad != nil {
			line, err := countLines(text, bad.offset)
			if err != nil {
				return fmt.Errorf(": reading the edges: %w", err)
			}
			return fmt.Errorf(":%d: %s", line, bad.reason)
		}
	}
	return nil
}

// openEdges opens a file for reading anywhere in it. What is no file, such as a pipe,
// is read whole.
func openEdges(ctx context.Context, name string) (text io.ReaderAt, size int64, closeText func(), err error) {
	in, err := openInput(ctx, name)
	if err != nil {
		return nil, 0, nil, err
	}
	closeText = func() { _ = in.Close() } // it was only read
	if at, err := in.file.Stat(); err == nil && at.Mode().IsRegular() {
		from, err := in.file.Seek(0, io.SeekCurrent) // standard input may have been read in part
		if err != nil {
			closeText()
			return nil, 0, nil, fmt.Errorf("reading %s: %w", name, err)
		}
		left := max(at.Size()-from, 0)
		return io.NewSectionReader(in.file, from, left), left, closeText, nil
	}
	all, err := io.ReadAll(in)
	if err != nil {
		closeText()
		return nil, 0, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return bytes.NewReader(all), int64(len(all)), closeText, nil
}

// badLine is why a line was refused.
type badLine struct {
	offset int64 // of the line in the file
	reason string
}

// read parses the lines that start in the block at offset of a file of the size.
func (b *edgeBlock) read(text io.ReaderAt, offset, size int64) (*badLine, error) {
	b.from, b.to, b.weights, b.weighted = b.from[:0], b.to[:0], b.weights[:0], false
	// One byte before, to see whether a line starts here, and the rest of the last line.
	start := max(0, offset-1)
	end := min(size, offset+edgeBlockSize+edgeLineSize)
	if len(b.text) == 0 {
		b.text = make([]byte, edgeBlockSize+edgeLineSize+1)
	}
	data := b.text[:end-start]
	if n, err := text.ReadAt(data, start); err != nil && !(errors.Is(err, io.EOF) && n == len(data)) {
		return nil, err
	}
	at := 0
	if offset > 0 {
		next := bytes.IndexByte(data, '\n')
		if next < 0 {
			return nil, nil // the block before refuses this line
		}
		at = next + 1
	}
	for stop := int(offset + edgeBlockSize - start); at < stop && at < len(data); {
		length := bytes.IndexByte(data[at:], '\n')
		next := at + length + 1
		if length < 0 {
			length = len(data) - at
			next = len(data)
		}
		if length >= edgeLineSize {
			return &badLine{start + int64(at), fmt.Sprintf("a line of more than %d bytes", edgeLineSize-1)}, nil
		}
		if reason := b.parse(data[at : at+length]); reason != "" {
			return &badLine{start + int64(at), reason}, nil
		}
		at = next
	}
	return nil, nil
}

// parse adds the edge of a line, or says why it can't.
func (b *edgeBlock) parse(line []byte) (reason string) {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) == 0 || line[0] == '#' {
		return ""
	}
	u, rest, ok := parseNode(line)
	if !ok || len(rest) == 0 {
		return fmt.Sprintf("%q: want u<TAB>v<TAB>w with nodes from 0 to %d", line, uint32(analysis.MaxOrder-1))
	}
	v, rest, ok := parseNode(rest[1:])
	if !ok {
		return fmt.Sprintf("%q: want u<TAB>v<TAB>w with nodes from 0 to %d", line, uint32(analysis.MaxOrder-1))
	}
	w := 1.0
	if len(rest) > 0 {
		if w, ok = parseWeight(rest[1:]); !ok {
			return fmt.Sprintf("%q: want a weight that is a finite number, 2.3e-308 or more", line)
		}
	}
	if max(int(u), int(v)) >= b.most {
		return fmt.Sprintf("node %d in a file of so few edges: number the nodes from 0 on, without large gaps", max(u, v))
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

// parseNode reads digits up to a tab or the end, and returns what is left from there.
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

// parseWeight reads a number that is finite and over 0.
func parseWeight(text []byte) (float64, bool) {
	if len(text) == 1 && text[0] > '0' && text[0] <= '9' {
		return float64(text[0] - '0'), true
	}
	w, err := strconv.ParseFloat(string(text), 64)
	return w, err == nil && w >= analysis.MinWeight && w <= math.MaxFloat64
}

// countLines returns the number of the line that starts at the offset.
func countLines(text io.ReaderAt, offset int64) (int, error) {
	all := io.NewSectionReader(text, 0, offset)
	buffer := make([]byte, 1<<20)
	line := 1
	for {
		n, err := all.Read(buffer)
		line += bytes.Count(buffer[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			return line, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
