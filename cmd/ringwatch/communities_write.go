package main

import (
	"context"
	"fmt"
	"runtime"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// membersChunk is how many nodes are written to memory at a time by one goroutine.
const membersChunk = 1 << 16

// writeMembers writes the community of each node to a file, which is there whole or
// not at all, or to standard output for "-".
func writeMembers(ctx context.Context, name string, of []uint32) error {
	out, err := createWhole(name)
	if err != nil {
		return err
	}
	defer out.discard()
	workers := runtime.GOMAXPROCS(0)
	chunks := make([][]byte, workers)
	for start := 0; start < len(of); start += workers * membersChunk {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("writing the members: %w", err)
		}
		var group errgroup.Group
		for i := range chunks {
			group.Go(func() error {
				first := min(start+i*membersChunk, len(of))
				text := chunks[i][:0]
				for j, c := range of[first:min(first+membersChunk, len(of))] {
					text = strconv.AppendUint(text, uint64(first+j), 10)
					text = append(text, '\t')
					text = strconv.AppendUint(text, uint64(c), 10)
					text = append(text, '\n')
				}
				chunks[i] = text
				return nil
			})
		}
		_ = group.Wait() // none of them fails
		for _, text := range chunks {
			if _, err := out.Write(text); err != nil {
				return fmt.Errorf("writing the members: %w", err)
			}
		}
	}
	if err := out.keep(); err != nil {
		return fmt.Errorf("writing the members: %w", err)
	}
	return nil
}
