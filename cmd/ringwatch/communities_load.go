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

	"golang.org/x/sync/errgroup"

	"ringwatch/analysis"
)

// A file of edges is parsed in blocks side by side; a line belongs to the block that
// it starts in.
const (
	edgeBlockSize = 4 << 20
	edgeLineSize  = 1 << 10 // the longest line that is taken
)

// Node numbers are to be dense: a file may name a node as high as this, or as high as
// this often the number of its edges. So one line can't ask for the memory of
// billions of nodes.
const (
	sparseNodes        = 1 << 24
	sparseNodesPerEdge = 64
)

// edgeBlock is the edges of a block, in columns.
type edgeBlock struct {
	from, to []uint32
	weights  []float64 // nil where all are 1
	last     uint32    // the highest node
}

// loadEdges reads the network of a file of edges. It refuses the whole file for the
// first line that is not an edge, which the error names.
func loadEdges(ctx context.Context, name string) (*analysis.Network, error) {
	text, size, closeText, err := openEdges(ctx, name)
	if err != nil {
		return nil, err
	}
	defer closeText()
	blocks := make([]edgeBlock, (size+edgeBlockSize-1)/edgeBlockSize)
	group, inGroup := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	refused := make([]*badLine, len(blocks))
	for i := range blocks {
		group.Go(func() error {
			if err := inGroup.Err(); err != nil {
				return err
			}
			bad, err := blocks[i].read(text, int64(i)*edgeBlockSize, size)
			refused[i] = bad
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	for _, bad := range refused {
		if bad != nil {
			line, err := countLines(text, bad.offset)
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", name, err)
			}
			return nil, fmt.Errorf("%s:%d: %s", name, line, bad.reason)
		}
	}
	g, err := joinBlocks(blocks)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return g, nil
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
		return in.file, at.Size(), closeText, nil
	}
	all, err := io.ReadAll(in)
	if err != nil {
		closeText()
		return nil, 0, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return bytes.NewReader(all), int64(len(all)), closeText, nil
}

// joinBlocks builds the network of all blocks, and leaves them empty.
func joinBlocks(blocks []edgeBlock) (*analysis.Network, error) {
	edges, nodes, weighted := 0, 0, false
	for i := range blocks {
		b := &blocks[i]
		edges += len(b.from)
		weighted = weighted || b.weights != nil
		if len(b.from) > 0 {
			nodes = max(nodes, int(b.last)+1)
		}
	}
	if nodes > sparseNodes && nodes/sparseNodesPerEdge > edges {
		return nil, fmt.Errorf("node %d in a file of %d edges: number the nodes from 0 on, without large gaps", nodes-1, edges)
	}
	from, to := make([]uint32, 0, edges), make([]uint32, 0, edges)
	var weights []float64
	if weighted {
		weights = make([]float64, 0, edges)
	}
	for i := range blocks {
		b := &blocks[i]
		from, to = append(from, b.from...), append(to, b.to...)
		if weighted {
			weights = append(weights, b.weights...)
			for range len(from) - len(weights) {
				weights = append(weights, 1)
			}
		}
		*b = edgeBlock{}
	}
	return analysis.NewNetwork(nodes, from, to, weights)
}

// badLine is why a line was refused.
type badLine struct {
	offset int64 // of the line in the file
	reason string
}

// read parses the lines that start in the block at offset of a file of the size.
func (b *edgeBlock) read(text io.ReaderAt, offset, size int64) (*badLine, error) {
	// One byte before, to see whether a line starts here, and the rest of the last line.
	start := max(0, offset-1)
	end := min(size, offset+edgeBlockSize+edgeLineSize)
	data := make([]byte, end-start)
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
	guess := len(data) / 12
	b.from, b.to = make([]uint32, 0, guess), make([]uint32, 0, guess)
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
			return fmt.Sprintf("%q: want a weight that is a finite number over 0", line)
		}
	}
	if w != 1 && b.weights == nil {
		b.weights = make([]float64, len(b.from), cap(b.from))
		for i := range b.weights {
			b.weights[i] = 1
		}
	}
	if b.weights != nil {
		b.weights = append(b.weights, w)
	}
	b.from, b.to = append(b.from, u), append(b.to, v)
	b.last = max(b.last, u, v)
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
	return w, err == nil && w > 0 && w <= math.MaxFloat64
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
