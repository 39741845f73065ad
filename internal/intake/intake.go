// Package intake carries a stream of records into the graph: the one path that the
// ingest command and the API share.
package intake

import (
	"context"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"

	"ringwatch/graph"
	"ringwatch/internal/record"
)

// Options tune an intake. The zero value is safe.
type Options struct {
	// Batch is the records saved in one transaction; 0 means 5,000.
	Batch int
	// Writers is how many batches are saved at a time; 0 means 2.
	Writers int
	// Refused, if set, is told of each record that was not acceptable, in the order
	// of the stream.
	Refused func(line int, refusal error)
	// Saved, if set, is told of each batch once it is committed. Calls don't overlap.
	Saved func(Counts)
}

func (o *Options) defaults() error {
	if o.Batch < 0 || o.Writers < 0 {
		return fmt.Errorf("batch and writers must not be negative: they are %d and %d", o.Batch, o.Writers)
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

// Run reads NDJSON from in and saves what is acceptable as the agency's records. A
// bad record never stops the good ones. It returns once all that it counts is
// committed; when it fails, with the saver's or the reader's error, the counts say
// what had been committed by then, and running it again completes the work.
func Run(ctx context.Context, in io.Reader, agency string, records graph.Records, o Options) (Counts, error) {
	if err := o.defaults(); err != nil {
		return Counts{}, err
	}
	var (
		mu     sync.Mutex
		counts Counts
	)
	batches := make(chan []graph.Record)
	work, ctx := errgroup.WithContext(ctx)
	for range o.Writers {
		work.Go(func() error {
			for batch := range batches {
				outcomes, err := records.Save(ctx, agency, batch)
				if err != nil {
					return err
				}
				mu.Lock()
				for _, outcome := range outcomes {
					if outcome == graph.Created {
						counts.Created++
					} else {
						counts.Unchanged++
					}
				}
				o.Saved(counts)
				mu.Unlock()
			}
			return nil
		})
	}
	refused := 0
	work.Go(func() error {
		defer close(batches)
		return read(ctx, in, o.Batch, batches, func(line int, refusal error) {
			refused++
			o.Refused(line, refusal)
		})
	})
	err := work.Wait()
	counts.Refused = refused
	return counts, err
}

// read parses the stream into batches until its end or the context's.
func read(ctx context.Context, in io.Reader, size int, batches chan<- []graph.Record, refuse func(int, error)) error {
	batch := make([]graph.Record, 0, size)
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]graph.Record, 0, size)
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for line, err := range record.Lines(in) {
		if err != nil {
			return fmt.Errorf("reading line %d: %w", line.Number, err)
		}
		r, err := record.Parse(line.Data)
		if err != nil {
			refuse(line.Number, err)
			continue
		}
		if batch = append(batch, r); len(batch) == size {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return send()
}
