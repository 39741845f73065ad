// Package intake carries a stream of records into the graph: the one path that the
// ingest command and the API share.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"ringwatch/graph"
	"ringwatch/internal/record"
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
	// Batch is the records saved in one transaction; 0 means 5,000.
	Batch int
	// Writers is how many batches are saved at a time; 0 means 2.
	Writers int
	// Refused, if set, is told of each record that was not acceptable, in the order
	// of the stream.
	Refused func(line int, refusal error)
	// Kept, if set, is told of each record that is committed. Calls don't overlap
	// each other, but may overlap those of Refused, and batches come in any order.
	Kept func(line int, id string, outcome graph.Outcome)
	// Saved, if set, is told of each batch once it is committed. Calls don't overlap.
	Saved func(Counts)
}

func (o *Options) defaults() error {
	if o.Batch < 0 || o.Writers < 0 || o.MaxRecords < 0 {
		return fmt.Errorf("batch, writers and most records must not be negative: they are %d, %d and %d", o.Batch, o.Writers, o.MaxRecords)
	}
	if o.Batch == 0 {
		o.Batch = 5000
	}
	if o.Writers == 0 {
		o.Writers = 2
	}
	if o.Refused == nil {
		o.Refused = func(int, error) {}
	}
	if o.Kept == nil {
		o.Kept = func(int, string, graph.Outcome) {}
	}
	if o.Saved == nil {
		o.Saved = func(Counts) {}
	}
	return nil
}

// Counts says what became of the records of a stream.
type Counts struct {
	Created   int // new, and committed
	Unchanged int // filed before
	Refused   int // not acceptable
}

// Run reads records from in and saves what is acceptable as the agency's. A bad
// record never stops the good ones. It returns once all that it counts is
// committed; when it fails, with ErrTooMany, ErrReading, the saver's or the context's
// error, the counts say what had been committed by then, and running it again
// completes the work.
func Run(ctx context.Context, in io.Reader, agency string, records graph.Records, o Options) (Counts, error) {
	if err := o.defaults(); err != nil {
		return Counts{}, err
	}
	s := saver{agency: agency, records: records, options: o}
	batches := make(chan batch)
	work, ctx := errgroup.WithContext(ctx)
	for range o.Writers {
		work.Go(func() error {
			for b := range batches {
				if err := s.save(ctx, b); err != nil {
					return err
				}
			}
			return nil
		})
	}
	refused := 0
	work.Go(func() error {
		defer close(batches)
		return read(ctx, in, o, batches, func(line int, refusal error) {
			refused++
			o.Refused(line, refusal)
		})
	})
	err := work.Wait()
	s.counts.Refused = refused
	return s.counts, err
}

// batch is records and the lines they came from.
type batch struct {
	lines   []int
	records []graph.Record
}

// saver saves batches, several at a time, and counts what became of them.
type saver struct {
	agency  string
	records graph.Records
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
		if outcome == graph.Created {
			s.counts.Created++
		} else {
			s.counts.Unchanged++
		}
		s.options.Kept(b.lines[i], b.records[i].RecordID(), outcome)
	}
	s.options.Saved(s.counts)
	return nil
}

// read parses the stream into batches until its end or the context's.
func read(ctx context.Context, in io.Reader, o Options, batches chan<- batch, refuse func(int, error)) error {
	var b batch
	send := func() error {
		if len(b.records) == 0 {
			return nil
		}
		select {
		case batches <- b:
			b = batch{}
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	count := 0
	for line, err := range walk(in, o.Array) {
		if err != nil {
			return fmt.Errorf("%w: at record %d: %w", ErrReading, line.Number, err)
		}
		if count++; o.MaxRecords > 0 && count > o.MaxRecords {
			return fmt.Errorf("%w: want at most %d", ErrTooMany, o.MaxRecords)
		}
		r, err := record.Parse(line.Data)
		if err != nil {
			refuse(line.Number, err)
			continue
		}
		b.lines, b.records = append(b.lines, line.Number), append(b.records, r)
		if len(b.records) == o.Batch {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

func walk(in io.Reader, array bool) iter.Seq2[record.Line, error] {
	if array {
		return record.Elements(in)
	}
	return record.Lines(in)
}
