package files

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// bufferSize is how many bytes an Output gathers before it writes.
const bufferSize = 1 << 16

// Output is a buffered file that appears under its name when it is complete, and not before. Only
// its owner may read it: records and rings are about people.
//
// Standard output, a device or a pipe is no such file. It is written to directly, and what was
// written to it stays there.
type Output struct {
	*bufio.Writer
	pending *renameio.PendingFile // nil for what is written to directly
	direct  *os.File              // a device or a pipe; nil otherwise, and for standard output
	name    string
	mustNew bool // Commit must not replace a file
}

// Create starts a file that Commit puts in the place of the file of that name, if there is one.
// Stdio is standard output.
func Create(name string) (*Output, error) {
	if name == Stdio {
		return &Output{Writer: bufio.NewWriterSize(os.Stdout, bufferSize)}, nil
	}
	o := &Output{name: name}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		if o.direct, err = os.OpenFile(name, os.O_WRONLY, 0); err != nil {
			return nil, err
		}
		o.Writer = bufio.NewWriterSize(o.direct, bufferSize)
		return o, nil
	}
	var err error
	// The temporary file has a name of its own: of two processes that write the same file, each
	// writes a complete one.
	if o.pending, err = renameio.NewPendingFile(name, renameio.WithTempDir(filepath.Dir(name))); err != nil {
		return nil, err
	}
	o.Writer = bufio.NewWriterSize(o.pending, bufferSize)
	return o, nil
}

// CreateNew is Create for a file that must not exist. It returns an error if there is one now, and
// Commit does if there is one by then.
func CreateNew(name string) (*Output, error) {
	if err := MustNotExist(name); err != nil {
		return nil, err
	}
	o, err := Create(name)
	if err == nil {
		o.mustNew = true
	}
	return o, err
}

// MustNotExist returns an error if there is a regular file of that name. It says what to do.
func MustNotExist(name string) error {
	if info, err := os.Stat(name); name != Stdio && err == nil && info.Mode().IsRegular() {
		return fmt.Errorf("%s exists already: remove it, or name another file", name)
	}
	return nil
}

// Commit writes what is buffered, makes the file durable and gives it its name.
func (o *Output) Commit() error {
	if err := o.Flush(); err != nil {
		return err
	}
	if o.direct != nil {
		direct := o.direct
		o.direct = nil
		return direct.Close()
	}
	if o.pending == nil {
		return nil
	}
	if o.mustNew {
		if err := MustNotExist(o.name); err != nil {
			o.Discard()
			return err
		}
	}
	return o.pending.CloseAtomicallyReplace()
}

// Discard drops the file unless it was committed. It is safe to call twice.
func (o *Output) Discard() {
	if o.direct != nil {
		_ = o.direct.Close() // the caller reports why it was discarded
		o.direct = nil
	}
	if o.pending != nil {
		_ = o.pending.Cleanup() // nothing happens after Commit
		o.pending = nil
	}
}
