package edgelist

import (
	"context"
	"fmt"
	"runtime"
	"strconv"

	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// nodesPerChunk is how many nodes one worker formats at a time.
const nodesPerChunk = 1 << 16

// WriteMembers writes the community of each node, in the order of the nodes, to a file that appears
// when it is complete, or to standard output for files.Stdio.
func WriteMembers(ctx context.Context, name string, communities []uint32) (err error) {
	out, err := files.Create(name)
	if err != nil {
		return err
	}
	defer out.Discard()
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing the members: %w", err)
		}
	}()
	chunks := make([][]byte, runtime.GOMAXPROCS(0))
	for start := 0; start < len(communities); start += len(chunks) * nodesPerChunk {
		err := parallel.For(ctx, len(chunks), func(_, i int) error {
			first := min(start+i*nodesPerChunk, len(communities))
			last := min(first+nodesPerChunk, len(communities))
			chunks[i] = appendMembers(chunks[i][:0], first, communities[first:last])
			return nil
		})
		if err != nil {
			return err
		}
		for _, text := range chunks {
			if _, err := out.Write(text); err != nil {
				return err
			}
		}
	}
	return out.Commit()
}

// appendMembers appends the lines of nodes that are numbered from first on.
func appendMembers(text []byte, first int, communities []uint32) []byte {
	for i, c := range communities {
		text = strconv.AppendUint(text, uint64(first+i), 10)
		text = append(text, '\t')
		text = strconv.AppendUint(text, uint64(c), 10)
		text = append(text, '\n')
	}
	return text
}
