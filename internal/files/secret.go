package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// WriteSecret writes a whole file that only its owner may read (mode 0600). It replaces an existing
// one in one step.
func WriteSecret(name string, content []byte) error {
	out, err := Create(name)
	if err != nil {
		return err
	}
	defer out.Discard()
	if _, err := out.Write(content); err != nil {
		return err
	}
	return out.Commit()
}

// ReadSecret reads a file of at most maxBytes without surrounding white space. It returns an error
// that says what to type if others than its owner may read the file.
func ReadSecret(name string, maxBytes int64) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return "", fmt.Errorf("%s has mode %04o, so that others may read it: type chmod 600 %q", name, mode, name)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	if int64(len(content)) > maxBytes {
		return "", fmt.Errorf("%s has more than %d bytes: it does not hold what is expected", name, maxBytes)
	}
	if content = bytes.TrimSpace(content); len(content) == 0 {
		return "", errors.New(name + " is empty")
	}
	return string(content), nil
}
