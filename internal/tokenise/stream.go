package tokenise

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ringwatch/ringwatch/internal/parallel"
	"github.com/ringwatch/ringwatch/internal/record"
)

// A chunk is the work of one worker at a time: enough for a batch of the custodian's service, and
// few enough that memory stays constant.
const (
	chunkLines = 256
	chunkBytes = 1 << 20
)

// chunk holds some lines of the input, and then their outcome.
type chunk struct {
	numbers     []int    // of the lines
	raw         [][]byte // the lines
	bytes       int64
	records     []byte // whole lines of NDJSON
	written     int    // how many lines that is
	identifiers int
	refusals    []refusal
	err         error
	ready       chan struct{} // closed when the outcome is there
}

// stream reads, tokenises and writes one input.
type stream struct {
	options Options
	size    int64    // of the input in bytes; 0 if unknown
	before  Progress // what earlier runs did
	done    Progress
}

// run has one reader, several workers and one writer. Each chunk goes to a worker and, in the order
// of the input, to the writer, which waits until the chunk is ready. So when run ends early, what
// was written covers the input up to some line.
func (s *stream) run(ctx context.Context, in io.Reader, out output) error {
	workers := s.options.Source.Workers
	group, working := parallel.WithContext(ctx)
	todo, order := make(chan *chunk), make(chan *chunk, 2*workers)
	group.Go(func() error {
		defer close(order)
		defer close(todo)
		return s.read(working, in, out, todo, order)
	})
	for range workers {
		group.Go(func() error {
			for c := range todo {
				c.err = s.tokenise(working, c)
				close(c.ready)
			}
			return nil
		})
	}
	group.Go(func() error { return s.write(working, out, order) })
	err := group.Wait()
	if ctx.Err() != nil {
		return ErrStopped
	}
	return err
}

// write hands finished chunks to the output.
func (s *stream) write(ctx context.Context, out output, order <-chan *chunk) error {
	report := newReporter(s)
	for c := range order {
		select {
		case <-c.ready:
		case <-ctx.Done(): // its worker may have ended
			return context.Cause(ctx)
		}
		if c.err != nil {
			return c.err
		}
		s.done.Lines = c.numbers[len(c.numbers)-1]
		s.done.Bytes += c.bytes
		s.done.Written += c.written
		s.done.Identifiers += c.identifiers
		s.done.Refused += len(c.refusals)
		if err := out.write(c, s.done); err != nil {
			return fmt.Errorf("writing the records: %w", err)
		}
		report.report(s.done)
	}
	return nil
}

var errOtherInput = errors.New("the input is not what it was when this began: remove OUT.journal and OUT.partial to start again")

// read cuts the input into chunks and hands each to the writer and to a worker.
func (s *stream) read(ctx context.Context, in io.Reader, out output, todo, order chan<- *chunk) error {
	skip := out.alreadyDone().Lines
	c := &chunk{ready: make(chan struct{})}
	send := func() error {
		if len(c.raw) == 0 {
			return nil
		}
		for _, to := range []chan<- *chunk{order, todo} {
			select {
			case to <- c:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		c = &chunk{ready: make(chan struct{})}
		return nil
	}
	header, last := s.options.Format.header, 0
	for line, err := range record.Lines(in) {
		if err != nil {
			return fmt.Errorf("reading line %d: %w", line.Number, err)
		}
		if header != nil {
			if err := header(line.Data); err != nil {
				return err
			}
			header = nil
			continue
		}
		if last = line.Number; last <= skip {
			if err := out.skip(line.Number, line.Data); err != nil {
				return err
			}
			continue
		}
		c.numbers, c.raw = append(c.numbers, line.Number), append(c.raw, bytes.Clone(line.Data))
		if c.bytes += int64(len(line.Data)) + 1; len(c.raw) == chunkLines || c.bytes >= chunkBytes {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if last < skip {
		return errOtherInput
	}
	return send()
}
