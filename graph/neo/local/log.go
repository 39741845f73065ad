package local

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const (
	// maxLog is the size from which the log is renamed at the next start.
	maxLog = 16 << 20
	// tailLines is how much of the log an error of Start quotes.
	tailLines = 15
	tailBytes = 16 << 10
)

// runLog is the part of the log that one run of the process prints.
type runLog struct {
	file *os.File
	from int64
}

func logPath(dir string) string { return filepath.Join(dir, "logs", "console.log") }

func openLog(dir string) (*runLog, error) {
	path := logPath(dir)
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, fmt.Errorf("renaming the old Neo4j log: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the Neo4j log: %w", err)
	}
	from, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("opening the Neo4j log: %w", err)
	}
	return &runLog{file: file, from: from}, nil
}

func (l *runLog) close() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("closing the Neo4j log: %w", err)
	}
	return nil
}

// started reports whether the log says that Neo4j listens on its ports.
func (l *runLog) started() bool {
	text, err := readFrom(l.file.Name(), l.from)
	return err == nil && bytes.Contains(text, []byte(" Started."))
}

// explain adds the last lines of the run to an error. If they say that a port is taken, it wraps
// errPortTaken.
func (l *runLog) explain(cause error) error {
	path := l.file.Name()
	text, err := readFrom(path, l.from)
	if err != nil {
		return fmt.Errorf("%w (see %s)", cause, path)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	tail := strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
	if portTaken(text) {
		return fmt.Errorf("%w: %w; the end of %s:\n%s", errPortTaken, cause, path, tail)
	}
	return fmt.Errorf("%w; the end of %s:\n%s", cause, path, tail)
}

// readFrom reads the file from offset on, at most its last tailBytes.
func readFrom(path string, offset int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	offset = max(offset, info.Size()-tailBytes)
	return io.ReadAll(io.NewSectionReader(file, offset, tailBytes))
}

func portTaken(text []byte) bool {
	for _, sign := range []string{"Address already in use", "is already in use", "PortBindException"} {
		if bytes.Contains(text, []byte(sign)) {
			return true
		}
	}
	return false
}
