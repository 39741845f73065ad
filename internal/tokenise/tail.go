package tokenise

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// tail is a file that is written at its end. A nil *tail stands for a file that is not wanted: it
// can be truncated and synced, and has length 0.
type tail struct {
	*bufio.Writer
	file *os.File
	size int64 // with what is still buffered
}

func openTail(name string) (*tail, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &tail{Writer: bufio.NewWriterSize(file, 1<<16), file: file}, nil
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	n, err := t.Writer.Write(p)
	t.size += int64(n)
	return n, err
}

// truncate cuts the file to a length, to be continued from there. It returns an error if the file
// is shorter.
func (t *tail) truncate(length int64) error {
	if t == nil {
		return nil
	}
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < length {
		return fmt.Errorf("%s is shorter than the journal says: remove the journal to start again", t.file.Name())
	}
	if err := t.file.Truncate(length); err != nil {
		return err
	}
	t.size = length
	_, err = t.file.Seek(length, io.SeekStart)
	return err
}

// sync makes durable what was written.
func (t *tail) sync() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.Flush(), t.file.Sync())
}

// length returns the length of the file with what is still buffered.
func (t *tail) length() int64 {
	if t == nil {
		return 0
	}
	return t.size
}
