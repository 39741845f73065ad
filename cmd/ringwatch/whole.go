package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// wholeFile is a file that is there whole or not at all, readable by its owner alone:
// records and rings are of people.
type wholeFile struct {
	*bufio.Writer
	file *os.File
	name string // to be given to the file when it is whole; empty where there is no such moment
	only bool   // no file of that name may be replaced
}

// createWhole begins a file, to replace one of that name when it is whole. What is not
// a file, such as standard output, "-", or a device or a pipe, is written as it comes.
func createWhole(name string) (*wholeFile, error) {
	if name == "-" {
		return &wholeFile{Writer: bufio.NewWriterSize(os.Stdout, 1<<16)}, nil
	}
	w := &wholeFile{name: name}
	var err error
	if at, missing := os.Stat(name); missing == nil && !at.Mode().IsRegular() {
		w.name = ""
		w.file, err = os.OpenFile(name, os.O_WRONLY, 0)
	} else {
		// Its own name, so that of two who write the same file each writes one.
		w.file, err = os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*.part")
	}
	if err != nil {
		return nil, err
	}
	w.Writer = bufio.NewWriterSize(w.file, 1<<16)
	return w, nil
}

// createNew is createWhole for a file that must not be there.
func createNew(name string) (*wholeFile, error) {
	if err := refuseFile(name); err != nil {
		return nil, err
	}
	w, err := createWhole(name)
	if err == nil {
		w.only = true
	}
	return w, err
}

func refuseFile(name string) error {
	if at, missing := os.Stat(name); name != "-" && missing == nil && at.Mode().IsRegular() {
		return fmt.Errorf("%s is there already: remove it, or name another", name)
	}
	return nil
}

// keep makes the file appear.
func (w *wholeFile) keep() error {
	if err := w.Flush(); err != nil || w.file == nil {
		return err
	}
	file := w.file
	w.file = nil
	err := file.Close()
	if err == nil && w.only {
		err = refuseFile(w.name)
	}
	if err == nil && w.name != "" {
		err = os.Rename(file.Name(), w.name)
	}
	if err != nil && w.name != "" {
		_ = os.Remove(file.Name()) // the first error tells more
	}
	return err
}

// discard drops the file, unless it was kept.
func (w *wholeFile) discard() {
	if w.file == nil {
		return
	}
	// What is dropped need not be whole.
	_ = w.file.Close()
	if w.name != "" {
		_ = os.Remove(w.file.Name())
	}
}
