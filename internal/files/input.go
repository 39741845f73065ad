package files

import (
	"context"
	"io"
	"os"
	"time"
)

// Stdio names standard input where a file to read is expected, and standard output where a file to
// write is expected.
const Stdio = "-"

// Input is an open file that can be read until its end or until its context ends.
type Input struct {
	ctx  context.Context
	file *os.File
	stop func() bool
}

// OpenInput opens the file of that name, or standard input for Stdio. When ctx ends, a read that is
// waiting, as on a terminal or a silent pipe, returns ctx's cause.
func OpenInput(ctx context.Context, name string) (*Input, error) {
	file, err := openFile(name)
	if err != nil {
		return nil, err
	}
	// A file on disk has no deadlines and needs none: reading it never waits for long.
	stop := context.AfterFunc(ctx, func() { _ = file.SetReadDeadline(time.Unix(1, 0)) })
	return &Input{ctx, file, stop}, nil
}

// openFile opens a terminal or pipe on standard input a second time. A read of the inherited
// descriptor can't be interrupted unless it is made non-blocking, and that would change it for the
// shell too. A file on disk is read through the inherited descriptor, from its current offset.
func openFile(name string) (*os.File, error) {
	if name != Stdio {
		return os.Open(name)
	}
	info, err := os.Stdin.Stat()
	if err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeCharDevice) != 0 {
		if file, err := os.Open("/dev/stdin"); err == nil {
			return file, nil
		}
	}
	return os.Stdin, nil
}

// Read implements io.Reader.
func (i *Input) Read(p []byte) (int, error) {
	if i.ctx.Err() != nil {
		return 0, context.Cause(i.ctx)
	}
	n, err := i.file.Read(p)
	if err != nil && i.ctx.Err() != nil {
		err = context.Cause(i.ctx)
	}
	return n, err
}

// Size returns the size of a regular file in bytes, and 0 for a pipe or a device.
func (i *Input) Size() int64 {
	info, err := i.file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// Section returns what is left of a regular file, for reading at any offset. It returns nil for a
// pipe or a device.
func (i *Input) Section() (*io.SectionReader, error) {
	info, err := i.file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil //nolint:nilerr // what can't be examined is read as a stream
	}
	offset, err := i.file.Seek(0, io.SeekCurrent) // standard input may have been read in part
	if err != nil {
		return nil, err
	}
	return io.NewSectionReader(i.file, offset, max(info.Size()-offset, 0)), nil
}

// Close closes the file.
func (i *Input) Close() error {
	i.stop()
	return i.file.Close()
}
