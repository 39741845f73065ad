// Package intake carries a stream of records into the graph: the one path that the
// ingest command and the API share.
package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// Errors of a stream that ended before its end.
var (
	// ErrTooMany: it holds more records than Options.MaxRecords.
	ErrTooMany = errors.New("too many records")
	// ErrReading: it could not be read further. It comes with the reader's error,
	// record.ErrNotArray or record.ErrArrayCut.
	ErrReading = errors.New("reading records")
)

// Options tune an intake. The zero value is safe.
type Options struct {
	// Array reads one JSON array of records in place of NDJSON.
	Array bool
	// MaxRecords is the most records to take, good and bad; 0 means any number.
	MaxRecords int
	// BatchSize is the most records saved in one transaction; 0 means 2,000. Records that
	// name many identifiers are saved fewer at a time.
	BatchSize int
	// Writers is how many batches are saved at a time; 0 means 2.
	Writers int
	// OnRefused, if set, is told of each record that was not acceptable, in the order
	// of the stream.
	OnRefused func(line int, refusal error)
	// OnStored, if set, is told of each record that is committed. Calls don't overlap
	// each other, but may overlap those of Refused, and batches come in any order.
	OnStored func(line int, id string, outcome graph.Outcome)
	// OnCommit, if set, is told of each batch once it is committed. Calls don't overlap.
	OnCommit func(Counts)
}

func (o *Options) defaults() error {
	if o.BatchSize < 0 || o.Writers < 0 || o.MaxRecords < 0 {
		return fmt.Errorf("batch, writers and most records must not be negative: they are %d, %d and %d", o.BatchSize, o.Writers, o.MaxRecords)
	}
	if o.BatchSize == 0 {
		o.BatchSize = 2000
	}
	if o.Writers == 0 {
		o.Writers = 2
	}
	if o.OnRefused == nil {
		o.OnRefused = func(int, error) {}
	}
	if o.OnStored == nil {
		o.OnStored = func(int, string, graph.Outcome) {}
	}
	if o.OnCommit == nil {
		o.OnCommit = func(Counts) {}
	}
	return nil
}

// Counts says what became of the records of a stream.
type Counts struct {
	Created   int // new, and committed
	Unchanged int // filed before
	Withdrawn int // taken back by their agency, and not kept
	Refused   int // not acceptable
}

// namesAtOnce bounds the identifiers that the records of one transaction name: Neo4j
// holds a transaction in memory until it commits.
const namesAtOnce = 20_000

// windowBatches is how many batches each writer saves of a window: writers wait for each
// other at its end.
const windowBatches = 3

// Run reads records from in and saves what is acceptable as the agency's. A bad
// record never stops the good ones. Of records with one id the first is kept. It
// returns once all that it counts is
// committed; when it fails, with ErrTooMany, ErrReading, the saver's or the context's
// error, the counts say what had been committed by then, and running it again
// completes the work.
func Run(ctx context.Context, in io.Reader, agency string, records graph.RecordStore, o Options) (Counts, error) {
	if err := o.defaults(); err != nil {
		return Counts{}, err
	}
	s := saver{agency: agency, records: records, options: o}
	refused := 0
	err := s.run(ctx, in, func(line int, refusal error) {
		refused++
		o.OnRefused(line, refusal)
	})
	s.counts.Refused = refused
	return s.counts, err
}

// saver saves batches, several at a time, and counts what became of them.
type saver struct {
	agency  string
	records graph.RecordStore
	options Options

	mu     sync.Mutex
	counts Counts
}

func (s *saver) save(ctx context.Context, b batch) error {
	outcomes, err := s.records.Save(ctx, s.agency, b.records)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, outcome := range outcomes {
		switch outcome {
		case graph.Created:
			s.counts.Created++
		case graph.Unchanged:
			s.counts.Unchanged++
		case graph.Withdrawn:
			s.counts.Withdrawn++
		}
		s.options.OnStored(b.lines[i], b.records[i].RecordID(), outcome)
	}
	s.options.OnCommit(s.counts)
	return nil
}

// run saves the stream by windows, and reads the next window while one is saved. Windows
// are not saved at once: two may hold records with one id, of which the first is kept.
func (s *saver) run(ctx context.Context, in io.Reader, refuse func(int, error)) error {
	saving := func() error { return nil } // waits for the window that is being saved
	next := func(w *window) error {
		if err := saving(); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		saving = s.start(ctx, w)
		return nil
	}
	w := newWindow()
	err := s.read(in, refuse, func(line int, r graph.Record) error {
		o := s.options
		writes := o.Writers * windowBatches
		if len(w.records) == writes*o.BatchSize || w.names+len(names(r)) > writes*namesAtOnce {
			if err := next(w); err != nil {
				return err
			}
			w = newWindow()
		}
		w.add(line, r)
		return nil
	})
	if err == nil {
		err = next(w)
	}
	return cmp.Or(saving(), err)
}

// start saves a window by as many writers as there are, and returns what waits for them.
func (s *saver) start(ctx context.Context, w *window) (wait func() error) {
	work, ctx := errgroup.WithContext(ctx)
	for _, share := range w.shares(s.options.Writers, s.options.BatchSize) {
		work.Go(func() error {
			for _, b := range share {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				if err := s.save(ctx, b); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return sync.OnceValue(work.Wait)
}

// read parses the stream until its end and hands each acceptable record to take.
func (s *saver) read(in io.Reader, refuse func(int, error), take func(int, graph.Record) error) error {
	count := 0
	for line, err := range walk(in, s.options.Array) {
		if err != nil {
			return fmt.Errorf("%w: at record %d: %w", ErrReading, line.Number, err)
		}
		if count++; s.options.MaxRecords > 0 && count > s.options.MaxRecords {
			return fmt.Errorf("%w: want at most %d", ErrTooMany, s.options.MaxRecords)
		}
		r, err := record.Parse(line.Data)
		if err != nil {
			refuse(line.Number, err)
			continue
		}
		if err := take(line.Number, r); err != nil {
			return err
		}
	}
	return nil
}

func walk(in io.Reader, array bool) iter.Seq2[record.Line, error] {
	if array {
		return record.ArrayElements(in)
	}
	return record.Lines(in)
}
