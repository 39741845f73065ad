package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
	"github.com/ringwatch/ringwatch/internal/record"
)

// Errors of a stream that was not read to its end.
var (
	// ErrTooMany: it holds more records than Options.MaxRecords.
	ErrTooMany = errors.New("too many records")
	// ErrReading: it could not be read further. It wraps the reader's error, record.ErrNotArray or
	// record.ErrArrayCut.
	ErrReading = errors.New("reading records")
)

// Options configure Run. The zero value is usable.
type Options struct {
	// Array reads one JSON array of records instead of NDJSON.
	Array bool
	// MaxRecords is the maximum number of records in the stream, valid and invalid. 0 means no
	// maximum.
	MaxRecords int
	// BatchSize is the maximum number of records saved in one transaction. 0 means 2,000. A batch
	// of records with many identifiers is smaller.
	BatchSize int
	// Writers is how many batches are saved concurrently. 0 means 2.
	Writers int
	// InFile: a record may name its agency. One that names none is the given agency's.
	InFile bool
	// Accept, if set, refuses valid records that the agency may not file.
	Accept func(graph.Record) *record.Refusal
	// Now is the clock by which releases of the future are refused. Nil: time.Now.
	Now func() time.Time
	// OnRefused, if set, is called with each invalid record, in the order of the stream.
	OnRefused func(line int, refusal error)
	// OnStored, if set, is called with each committed record. Calls do not overlap each other, but
	// may overlap those of OnRefused. Batches come in any order.
	OnStored func(line int, id string, outcome graph.Outcome)
	// OnCommit, if set, is called after each committed batch with the counts so far. Calls do not
	// overlap.
	OnCommit func(Counts)
}

const (
	defaultBatchSize = 2000
	defaultWriters   = 2
)

func (o *Options) validate() error {
	for _, field := range []struct {
		name  string
		value int
	}{{"MaxRecords", o.MaxRecords}, {"BatchSize", o.BatchSize}, {"Writers", o.Writers}} {
		if field.value < 0 {
			return fmt.Errorf("intake options: %s must not be negative: it is %d", field.name, field.value)
		}
	}
	o.BatchSize = cmp.Or(o.BatchSize, defaultBatchSize)
	o.Writers = cmp.Or(o.Writers, defaultWriters)
	if o.Accept == nil {
		o.Accept = func(graph.Record) *record.Refusal { return nil }
	}
	if o.Now == nil {
		o.Now = time.Now
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

// Counts are the outcomes of the records of a stream.
type Counts struct {
	Created   int // new, and committed
	Unchanged int // filed before
	Withdrawn int // withdrawn by their agency, and not stored
	Refused   int // invalid
}

// maxBatchIdentifiers bounds the identifiers of the records in one transaction: Neo4j holds a
// transaction in memory until it commits.
const maxBatchIdentifiers = 20_000

// windowBatches is how many batches each writer saves of one window. Writers wait for each other at
// its end.
const windowBatches = 3

// Run reads records and saves the valid ones as the agency's, or as Options.InFile says. An invalid
// record does not affect the others. Of several records of an agency with one id the first is
// stored.
//
// When Run returns, everything that it counts is committed. It returns ErrTooMany, ErrReading, an
// error of records.Save, or the context's cause. The counts then are those committed until then,
// and running it again completes the work.
func Run(ctx context.Context, in io.Reader, agency string, records graph.RecordStore, o Options) (Counts, error) {
	if err := o.validate(); err != nil {
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

// saver saves batches concurrently and counts the outcomes.
type saver struct {
	agency  string
	records graph.RecordStore
	options Options

	mu     sync.Mutex
	counts Counts
}

// save saves one batch in one transaction.
func (s *saver) save(ctx context.Context, b batch) error {
	outcomes, err := s.records.Save(ctx, b.agency, b.records)
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

// run saves the stream in windows, and reads the next window while one is saved. Windows are saved
// one after the other: two may hold records with one id, of which the first is stored.
func (s *saver) run(ctx context.Context, in io.Reader, refuse func(int, error)) error {
	wait := func() error { return nil } // waits for the window that is being saved
	// A panic while reading must not leave the writers of a window behind.
	defer func() { _ = wait() }()
	saveNext := func(w *window) error {
		if err := wait(); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		wait = s.start(ctx, w)
		return nil
	}
	w := newWindow()
	err := s.read(in, refuse, func(line int, r graph.Record) error {
		batches := s.options.Writers * windowBatches
		full := len(w.records) == batches*s.options.BatchSize
		if full || w.identifiers+len(identifiersOf(r)) > batches*maxBatchIdentifiers {
			if err := saveNext(w); err != nil {
				return err
			}
			w = newWindow()
		}
		w.add(line, r)
		return nil
	})
	if err == nil {
		err = saveNext(w)
	}
	return cmp.Or(wait(), err)
}

// start begins to save a window, one goroutine a writer, and returns a function that waits for
// them.
func (s *saver) start(ctx context.Context, w *window) (wait func() error) {
	writers, ctx := parallel.WithContext(ctx)
	for _, share := range w.shares(s.options.Writers, s.options.BatchSize) {
		writers.Go(func() error {
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
	return sync.OnceValue(writers.Wait)
}

// read parses the stream and passes each valid record to take.
func (s *saver) read(in io.Reader, refuse func(int, error), take func(int, graph.Record) error) error {
	count := 0
	for line, err := range lines(in, s.options.Array) {
		if err != nil {
			return fmt.Errorf("%w: at record %d: %w", ErrReading, line.Number, err)
		}
		if count++; s.options.MaxRecords > 0 && count > s.options.MaxRecords {
			return fmt.Errorf("%w: want at most %d", ErrTooMany, s.options.MaxRecords)
		}
		r, err := s.parse(line.Data)
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

// parse reads a record that the agency may file.
func (s *saver) parse(line []byte) (graph.Record, error) {
	parse := record.Parse
	if s.options.InFile {
		parse = record.ParseInFile
	}
	r, err := parse(line)
	if err != nil {
		return nil, err
	}
	if err := record.CheckPresent(r, s.options.Now()); err != nil {
		return nil, err
	}
	if refusal := s.options.Accept(r); refusal != nil {
		return nil, refusal
	}
	if graph.AgencyOf(r) == "" {
		r = graph.WithAgency(r, s.agency)
	}
	return r, nil
}

func lines(in io.Reader, array bool) iter.Seq2[record.Line, error] {
	if array {
		return record.ArrayElements(in)
	}
	return record.Lines(in)
}
