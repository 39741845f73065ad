package tokenise

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ringwatch/ringwatch/internal/files"
)

// Options say what to tokenise. Source is mandatory.
type Options struct {
	// In is the file of raw records; files.Stdio is standard input.
	In string
	// Out is the new file for the records of tokens; files.Stdio is standard output. An existing
	// file is never replaced.
	Out string
	// Rejects is the new file for the refusals, one line of JSON each; empty writes them to
	// Messages for people.
	Rejects string
	// Format of the input; the zero value is NDJSON.
	Format Format
	// Region is the country of numbers in national form, in two letters, such as IN.
	Region string
	// Source makes the tokens. If it has Earlier, equivalences are written instead of records.
	Source *Source
	// Resume makes the output resumable; nil makes it appear whole or not at all. It needs files
	// for In and Out.
	Resume *Resume
	// Messages is where progress and refusals are written for people; nil drops them.
	Messages io.Writer
}

func (o *Options) validate() error {
	switch {
	case o.Source == nil || o.Source.Tokens == nil:
		return errors.New("tokenise options: Source is missing")
	case o.Source.Workers < 1:
		return errors.New("tokenise options: Source.Workers: want at least 1")
	case o.Rejects != "" && o.Rejects != files.Stdio && files.SamePath(o.Rejects, o.Out):
		return errors.New("tokenise options: Rejects and Out are one file: give each its own")
	case o.Resume != nil && (o.In == files.Stdio || o.Out == files.Stdio):
		return errors.New("tokenise options: Resume needs files for In and Out")
	}
	if o.Messages == nil {
		o.Messages = io.Discard
	}
	if o.Format.parse == nil {
		o.Format = NDJSON()
	}
	return nil
}

// Progress says how far an input was tokenised.
type Progress struct {
	Lines       int   `json:"lines"` // the number of the last line that is done
	Bytes       int64 `json:"bytes"` // about how much of the input that is
	Written     int   `json:"written"`
	Refused     int   `json:"refused"`
	Identifiers int   `json:"identifiers"`
}

// ErrStopped is returned by Run when its context ended.
var ErrStopped = errors.New("stopped")

// Run tokenises a file. It returns what was done in all, with what earlier interrupted runs did. A
// refused record is no error. It returns ErrStopped when ctx ends, and the errors of reading, of
// writing and of the Source.
func Run(ctx context.Context, o Options) (done Progress, err error) {
	if err := o.validate(); err != nil {
		return Progress{}, err
	}
	in, err := files.OpenInput(ctx, o.In)
	if err != nil {
		return Progress{}, err
	}
	defer func() { _ = in.Close() }() // it was only read
	s := &stream{options: o, size: in.Size()}
	out, err := openOutput(o)
	if err != nil {
		return Progress{}, err
	}
	defer out.discard()
	s.done, s.before = out.alreadyDone(), out.alreadyDone()
	if err := s.run(ctx, in, out); err != nil {
		return s.done, err
	}
	if err := out.commit(); err != nil {
		return s.done, fmt.Errorf("writing the records: %w", err)
	}
	return s.done, nil
}

// output takes what is done, chunk by chunk in the order of the input.
type output interface {
	// alreadyDone returns what earlier runs did; its lines are skipped.
	alreadyDone() Progress
	// skip is called with each line that an earlier run did, to check that it is the same as then.
	skip(number int, line []byte) error
	// write takes a chunk; done includes it.
	write(c *chunk, done Progress) error
	commit() error
	// discard drops what can't be continued. It does nothing after commit.
	discard()
}

func openOutput(o Options) (output, error) {
	if o.Resume != nil {
		return openResumable(o)
	}
	return openWhole(o)
}
