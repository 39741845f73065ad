package main

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/tokens"
)

// tokenizer turns a stream of raw records into records of tokens, in their order and in constant memory.
type tokenizer struct {
	maker   *maker
	region  string
	format  rawFormat
	rotate  bool // equivalences instead of records
	workers int
	name    string // of the input, for people
	size    int64  // of the input, in bytes; 0 when unknown
	done    progress
	begun   progress // what an earlier try had done
}

// progress is how far the stream has come.
type progress struct {
	Lines       int   `json:"lines"` // the number of the last line that was done
	Bytes       int64 `json:"bytes"` // about how much of the input that was
	Written     int   `json:"written"`
	Refused     int   `json:"refused"`
	Identifiers int   `json:"identifiers"`
}

// tokenOutput takes what is done, chunk by chunk in the order of the input.
type tokenOutput interface {
	// skip tells, before anything is taken, how many lines are done already.
	skip() int
	// passed is told every line of those, for the output to see that they are what they were.
	passed(line record.Line) error
	take(c *chunk, done progress) error
	keep() error
	discard()
}

// A chunk is done by one worker: enough for a batch of the service, few enough that memory stays flat.
const (
	chunkLines = 256
	chunkBytes = 1 << 20
)

// chunk is some lines, and then what became of them.
type chunk struct {
	numbers     []int
	raw         [][]byte
	bytes       int64
	records     []byte // whole lines
	written     int
	identifiers int
	refusals    []refusedLine
	err         error
	ready       chan struct{}
}

// refusedLine is told of a record that is not acceptable; nothing in it comes from the record.
type refusedLine struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

// stream reads, tokenises and writes. The chunks are worked on at the same time and written in order; when it ends early,
// what is written is all of the input up to some line.
func (t *tokenizer) stream(ctx context.Context, in io.Reader, out tokenOutput) error {
	work, working := errgroup.WithContext(ctx)
	todo, order := make(chan *chunk), make(chan *chunk, 2*t.workers)
	work.Go(func() error {
		defer close(order)
		defer close(todo)
		return t.read(working, in, out, todo, order)
	})
	for range t.workers {
		work.Go(func() error {
			for c := range todo {
				c.err = t.tokenise(working, c)
				close(c.ready)
			}
			return nil
		})
	}
	work.Go(func() error {
		report := newReporter(t)
		for c := range order {
			select {
			case <-c.ready:
			case <-working.Done(): // its worker may be gone
				return context.Cause(working)
			}
			if c.err != nil {
				return c.err
			}
			t.done.Lines = c.numbers[len(c.numbers)-1]
			t.done.Bytes += c.bytes
			t.done.Written += c.written
			t.done.Identifiers += c.identifiers
			t.done.Refused += len(c.refusals)
			if err := out.take(c, t.done); err != nil {
				return fmt.Errorf("writing the records: %w", err)
			}
			report.tell(t.done)
		}
		return nil
	})
	err := work.Wait()
	if ctx.Err() != nil {
		return errors.New("stopped")
	}
	return err
}

// read cuts the input into chunks and hands each to a worker and to the writer.
func (t *tokenizer) read(ctx context.Context, in io.Reader, out tokenOutput, todo, order chan<- *chunk) error {
	skip := out.skip()
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
	first, last := true, 0
	for line, err := range record.Lines(in) {
		if err != nil {
			return fmt.Errorf("reading line %d: %w", line.Number, err)
		}
		if first && t.format.header != nil {
			if err := t.format.header(line.Data); err != nil {
				return err
			}
		}
		header := first && t.format.header != nil
		if first = false; header {
			continue
		}
		if last = line.Number; last <= skip {
			if err := out.passed(line); err != nil {
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

var errOtherInput = errors.New("the input is not what it was: remove OUT.journal to begin anew")

// tokenise does a chunk: all its identifiers are made tokens of together, each once however often it is named, so that
// not even how often is told.
func (t *tokenizer) tokenise(ctx context.Context, c *chunk) error {
	named := newNames(t.region)
	records := make([]graph.Record, 0, len(c.raw))
	for i, raw := range c.raw {
		r, err := t.format.parse(raw, named.placeholder)
		if err != nil {
			c.refusals = append(c.refusals, refusalOf(c.numbers[i], err))
			continue
		}
		records = append(records, r)
	}
	made, err := t.maker.tokens(ctx, named.list)
	if err != nil {
		return err
	}
	c.identifiers = len(named.list)
	if t.rotate {
		return t.equivalences(ctx, c, named, made)
	}
	for _, r := range records {
		named.replace(r, made)
		line, err := record.Marshal(r)
		if err != nil {
			return err
		}
		c.records = append(append(c.records, line...), '\n')
		c.written++
	}
	return nil
}

func refusalOf(line int, err error) refusedLine {
	var why *record.Refusal
	if errors.As(err, &why) {
		return refusedLine{line, why.Field, why.Reason}
	}
	return refusedLine{line, "", err.Error()}
}

// String is a refusal as people are told it.
func (r refusedLine) String() string {
	if r.Field == "" {
		return r.Reason
	}
	return r.Field + ": " + r.Reason
}

// chunkNames are the identifiers of a chunk, each once, which stand in records by placeholders until their tokens are known.
type chunkNames struct {
	region string
	list   []tokens.Identifier
	places map[tokens.Identifier]int
}

func newNames(region string) *chunkNames {
	return &chunkNames{region: region, places: map[tokens.Identifier]int{}}
}

var placeholderEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// placeholder is a token that holds an identifier's place in the list: it only has to be one, and another for each.
func (n *chunkNames) placeholder(kind graph.Kind, value string) (graph.Token, error) {
	normalised, err := tokens.Normalise(string(kind), value, n.region)
	if err != nil {
		return "", err
	}
	id := tokens.Identifier{Kind: string(kind), Normalised: normalised}
	place, known := n.places[id]
	if !known {
		place = len(n.list)
		n.list, n.places[id] = append(n.list, id), place
	}
	var content [16]byte
	binary.BigEndian.PutUint64(content[:], uint64(place))
	return graph.Token("tk1_" + placeholderEncoding.EncodeToString(content[:])), nil
}

// replace puts tokens in a record's placeholders' places.
func (n *chunkNames) replace(r graph.Record, made []string) {
	put := func(id *graph.Identifier) {
		content, err := placeholderEncoding.DecodeString(strings.TrimPrefix(string(id.Token), "tk1_"))
		if err == nil { // we wrote it
			id.Token = graph.Token(made[binary.BigEndian.Uint64(content)])
		}
	}
	switch r := r.(type) {
	case *graph.Report:
		for i := range r.Identifiers {
			put(&r.Identifiers[i])
		}
	case *graph.Link:
		put(&r.From)
		put(&r.To)
	case *graph.Release:
		put(&r.Identifier)
	}
}

// reporter tells people how it goes, now and then.
type reporter struct {
	t     *tokenizer
	began time.Time
	last  time.Time
}

const reportEvery = 5 * time.Second

func newReporter(t *tokenizer) *reporter {
	now := time.Now()
	return &reporter{t, now, now}
}

func (r *reporter) tell(done progress) {
	now := time.Now()
	if now.Sub(r.last) < reportEvery {
		return
	}
	r.last = now
	took, before := now.Sub(r.began), r.t.begun
	line := fmt.Sprintf("%d lines, %.0f identifiers/s", done.Lines, float64(done.Identifiers-before.Identifiers)/took.Seconds())
	if now := done.Bytes - before.Bytes; r.t.size > done.Bytes && now > 0 {
		left := time.Duration(float64(took) * float64(r.t.size-done.Bytes) / float64(now))
		line += fmt.Sprintf(", %d of 100 done, about %s left", 100*done.Bytes/r.t.size, left.Round(time.Second))
	}
	fmt.Fprintln(os.Stderr, line)
}
