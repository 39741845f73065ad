// Package intake carries a stream of records into the graph: the one path that the
// ingest command and the API share.
package intake

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
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
	// Batch is the most records saved in one transaction; 0 means 5,000. Records that
	// name many identifiers are saved fewer at a time.
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
	Withdrawn int // taken back by their agency, and not kept
	Refused   int // not acceptable
}

// namesAtOnce bounds the identifiers that the records of one transaction name: Neo4j
// holds a transaction in memory until it commits.
const namesAtOnce = 20_000

// Run reads records from in and saves what is acceptable as the agency's. A bad
// record never stops the good ones. Of records with one id the first is kept. It
// returns once all that it counts is
// committed; when it fails, with ErrTooMany, ErrReading, the saver's or the context's
// error, the counts say what had been committed by then, and running it again
// completes the work.
func Run(ctx context.Context, in io.Reader, agency string, records graph.Records, o Options) (Counts, error) {
	if err := o.defaults(); err != nil {
		return Counts{}, err
	}
	s := saver{agency: agency, records: records, options: o}
	writers := make([]chan batch, o.Writers)
	work, ctx := errgroup.WithContext(ctx)
	for i := range writers {
		writers[i] = make(chan batch)
		work.Go(func() error {
			for b := range writers[i] {
				if err := s.save(ctx, b); err != nil {
					return err
				}
			}
			return nil
		})
	}
	refused := 0
	work.Go(func() error {
		defer func() {
			for _, w := range writers {
				close(w)
			}
		}()
		return read(ctx, in, o, writers, func(line int, refusal error) {
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
	names   int
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
		switch outcome {
		case graph.Created:
			s.counts.Created++
		case graph.Unchanged:
			s.counts.Unchanged++
		case graph.Withdrawn:
			s.counts.Withdrawn++
		}
		s.options.Kept(b.lines[i], b.records[i].RecordID(), outcome)
	}
	s.options.Saved(s.counts)
	return nil
}

// read parses the stream into batches until its end or the context's. Records with one
// id all go to one writer, which saves them in the order of the stream.
func read(ctx context.Context, in io.Reader, o Options, writers []chan batch, refuse func(int, error)) error {
	batches := make([]batch, len(writers))
	send := func(to int) error {
		if len(batches[to].records) == 0 {
			return nil
		}
		select {
		case writers[to] <- batches[to]:
			batches[to] = batch{}
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	seed := maphash.MakeSeed()
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
		to := int(maphash.String(seed, r.RecordID()) % uint64(len(writers)))
		b := &batches[to]
		if b.names+namesOf(r) > namesAtOnce {
			if err := send(to); err != nil {
				return err
			}
		}
		b.lines, b.records, b.names = append(b.lines, line.Number), append(b.records, r), b.names+namesOf(r)
		if len(b.records) == o.Batch {
			if err := send(to); err != nil {
				return err
			}
		}
	}
	for to := range writers {
		if err := send(to); err != nil {
			return err
		}
	}
	return nil
}

// namesOf counts the identifiers that a record names.
func namesOf(r graph.Record) int {
	switch r := r.(type) {
	case *graph.Report:
		return len(r.Identifiers)
	case *graph.Link:
		return 2
	}
	return 1
}

func walk(in io.Reader, array bool) iter.Seq2[record.Line, error] {
	if array {
		return record.Elements(in)
	}
	return record.Lines(in)
}
