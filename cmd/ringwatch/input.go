package main

import (
	"context"
	"os"
	"time"
)

// input is a file to read until its end or the context's.
type input struct {
	ctx  context.Context
	file *os.File
	stop func() bool
}

// openInput opens a file, or standard input for "-". When the context ends, a read that
// waits, as of a terminal or a pipe that is silent, ends with its cause.
func openInput(ctx context.Context, name string) (*input, error) {
	file, err := openFile(name)
	if err != nil {
		return nil, err
	}
	// A file on disk has no deadlines, and needs none: it never waits for long.
	stop := context.AfterFunc(ctx, func() { _ = file.SetReadDeadline(time.Unix(1, 0)) })
	return &input{ctx, file, stop}, nil
}

// openFile opens standard input anew where it may be silent: a read of the descriptor
// that we were given can't be interrupted, and to change that would change it for the
// shell too. A file on disk is read from where it stands.
func openFile(name string) (*os.File, error) {
	if name != "-" {
		return os.Open(name)
	}
	at, err := os.Stdin.Stat()
	if err == nil && at.Mode()&(os.ModeNamedPipe|os.ModeCharDevice) != 0 {
		if file, err := os.Open("/dev/stdin"); err == nil {
			return file, nil
		}
	}
	return os.Stdin, nil
}

func (i *input) Read(p []byte) (int, error) {
	if i.ctx.Err() != nil {
		return 0, context.Cause(i.ctx)
	}
	n, err := i.file.Read(p)
	if err != nil && i.ctx.Err() != nil {
		err = context.Cause(i.ctx)
	}
	return n, err
}

func (i *input) Close() error {
	i.stop()
	return i.file.Close()
}
