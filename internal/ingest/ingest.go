// Package ingest loads files of records into the graph for the ingest command.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/intake"
)

// logEvery is how often progress is logged.
const logEvery = time.Second

// Options say whose records to load. All but OnRefused are mandatory.
type Options struct {
	Agency   string // whose the records are that name none
	Records  graph.RecordStore
	Agencies Agencies
	// OnRefused, if set, is called with each record that is refused.
	OnRefused func(file string, line int, refusal error)
	Log       logrus.FieldLogger
}

// Files are open files of records.
type Files struct {
	names  []string
	inputs []*files.Input
}

// Open opens files of records; files.Stdio is standard input. It opens all before any is loaded, so
// that a mistyped name is found first.
func Open(ctx context.Context, names []string) (*Files, error) {
	f := &Files{names: names}
	for _, name := range names {
		in, err := files.OpenInput(ctx, name)
		if err != nil {
			f.Close()
			return nil, err
		}
		f.inputs = append(f.inputs, in)
	}
	return f, nil
}

// Close closes the files.
func (f *Files) Close() {
	for _, in := range f.inputs {
		_ = in.Close() // it was only read
	}
}

// Load loads all files and returns what was stored in all. It registers the agencies of records
// that are not registered. If it fails, what it counts is stored, and loading the same files again
// completes the work.
func (f *Files) Load(ctx context.Context, o Options) (total intake.Counts, err error) {
	agencies, err := knownAgencies(ctx, o)
	if err != nil {
		return total, err
	}
	if err := agencies.register(ctx, o.Agency); err != nil {
		return total, err
	}
	o.Records = agencies
	for i, name := range f.names {
		counts, err := load(ctx, o, name, f.inputs[i])
		total.Created += counts.Created
		total.Unchanged += counts.Unchanged
		total.Withdrawn += counts.Withdrawn
		total.Refused += counts.Refused
		o.Log.WithFields(logrus.Fields{
			"file": name, "created": counts.Created, "unchanged": counts.Unchanged, "withdrawn": counts.Withdrawn,
			"refused": counts.Refused,
		}).Info("loaded")
		if ctx.Err() != nil {
			err = errors.New("stopped")
		}
		if err != nil {
			return total, fmt.Errorf("%w; the records counted above are stored: run the same command again for the rest", err)
		}
	}
	return total, nil
}

func load(ctx context.Context, o Options, name string, in io.Reader) (intake.Counts, error) {
	last := time.Now()
	return intake.Run(ctx, in, o.Agency, o.Records, intake.Options{
		InFile: true,
		OnRefused: func(line int, refusal error) {
			if o.OnRefused != nil {
				o.OnRefused(name, line, refusal)
			}
		},
		OnCommit: func(counts intake.Counts) {
			if time.Since(last) >= logEvery {
				last = time.Now()
				o.Log.WithField("file", name).Infof("%d records committed", counts.Created+counts.Unchanged+counts.Withdrawn)
			}
		},
	})
}
