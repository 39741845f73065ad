package tokenise

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// appendFile is a file that is written at its end, through a buffer.
type appendFile struct {
	*bufio.Writer
	file *os.File
	size int64 // in bytes, with what is still buffered
}

func openAppendFile(name string) (*appendFile, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &appendFile{Writer: bufio.NewWriterSize(file, 1<<16), file: file}, nil
}

// Write implements io.Writer.
func (a *appendFile) Write(p []byte) (int, error) {
	n, err := a.Writer.Write(p)
	a.size += int64(n)
	return n, err
}

// truncate cuts the file to a length, to be continued from there. It returns an error if the file
// is shorter.
func (a *appendFile) truncate(length int64) error {
	info, err := a.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < length {
		return fmt.Errorf("%s is shorter than the journal says: remove the journal to start again", a.file.Name())
	}
	if err := a.file.Truncate(length); err != nil {
		return err
	}
	a.size = length
	_, err = a.file.Seek(length, io.SeekStart)
	return err
}

// sync makes durable what was written.
func (a *appendFile) sync() error {
	return errors.Join(a.Flush(), a.file.Sync())
}
