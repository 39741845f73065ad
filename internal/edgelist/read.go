package edgelist

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/ringwatch/ringwatch/analysis"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// Node numbers must be dense, so that one line can't claim the memory of billions of nodes. A file
// may name nodes up to sparseNodes, and beyond that up to sparseNodesPerEdge times its number of
// edges. Before the edges are counted, that number is bounded by the size of the file.
const (
	sparseNodes        = 1 << 24
	sparseNodesPerEdge = 64
)

// Read reads the network from a file of edges, or from standard input for files.Stdio. It refuses
// the whole file for the first line that is not an edge; the error names the file, the line and
// what would be right.
//
// It reads the file twice, so that the edges are never in memory next to the network: first to
// count the neighbours of each node, then to put each edge into the rows of its two nodes.
func Read(ctx context.Context, name string) (*analysis.Network, error) {
	in, err := files.OpenInput(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	text, err := randomAccess(in)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	g, err := build(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("%s%w", name, err)
	}
	return g, nil
}

// source is a text that can be read at any offset.
type source interface {
	io.ReaderAt
	Size() int64 // in bytes
}

// randomAccess returns what is left of an input. A pipe is read into memory.
func randomAccess(in *files.Input) (source, error) {
	section, err := in.Section()
	if err != nil {
		return nil, err
	}
	if section != nil {
		return section, nil
	}
	all, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return bytes.NewReader(all), nil
}

// build reads the network. Its errors are to be put after the name of the file.
func build(ctx context.Context, text source) (*analysis.Network, error) {
	maxNodes := int(min(max(sparseNodes, text.Size()/minLineBytes*sparseNodesPerEdge), analysis.MaxOrder))
	b := analysis.NewBuilder(maxNodes)
	if err := forEachBlock(ctx, text, maxNodes, b.Count); err != nil {
		return nil, err
	}
	if nodes := b.Order(); nodes > sparseNodes && nodes/sparseNodesPerEdge > b.Edges() {
		return nil, fmt.Errorf(": node %d in a file of %d edges: number the nodes from 0 on, without large gaps", nodes-1, b.Edges())
	}
	if err := b.AllocateRows(b.Order()); err != nil {
		return nil, fmt.Errorf(": %w", err)
	}
	if err := forEachBlock(ctx, text, maxNodes, b.Place); err != nil {
		return nil, err
	}
	g, err := b.Network(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf(": %w", err)
	}
	return g, nil
}

// forEachBlock parses the blocks of a text in parallel and calls add with the edges of each;
// weights is nil if all of them are 1.
func forEachBlock(ctx context.Context, text source, maxNodes int, add func(from, to []uint32, weights []float64) error) error {
	count := int((text.Size() + blockSize - 1) / blockSize)
	refused := make([]*badLine, count)
	blocks := make([]block, runtime.GOMAXPROCS(0))
	err := parallel.For(ctx, count, func(worker, i int) error {
		b := &blocks[worker]
		b.maxNodes = maxNodes
		bad, err := b.read(text, int64(i)*blockSize, text.Size())
		if err == nil && bad == nil {
			err = add(b.columns())
		}
		refused[i] = bad
		return err
	})
	if err != nil {
		return fmt.Errorf(": reading the edges: %w", err)
	}
	for _, bad := range refused {
		if bad != nil {
			line, err := lineNumber(text, bad.offset)
			if err != nil {
				return fmt.Errorf(": reading the edges: %w", err)
			}
			return fmt.Errorf(":%d: %s", line, bad.reason)
		}
	}
	return nil
}

// lineNumber returns the number, from 1, of the line that starts at the offset.
func lineNumber(text io.ReaderAt, offset int64) (int, error) {
	before := io.NewSectionReader(text, 0, offset)
	buffer := make([]byte, 1<<20)
	line := 1
	for {
		n, err := before.Read(buffer)
		line += bytes.Count(buffer[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			return line, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
