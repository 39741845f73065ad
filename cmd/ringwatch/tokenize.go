package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"

	"ringwatch/graph"
	"ringwatch/internal/record"
	"ringwatch/tokens"
)

type tokenizeCommand struct {
	Key    string `required:"" type:"existingfile" help:"The key file that ringwatch tokens keygen made."`
	Region string `default:"IN" help:"The country of numbers in national form, in two letters."`
	In     string `default:"-" help:"NDJSON file of raw records; - is standard input."`
	Out    string `default:"-" help:"Where the records of tokens go; - is standard output. An existing file is not overwritten; a new one appears when it is whole, readable by you alone."`
}

// Help is shown by ringwatch tokenize --help.
func (tokenizeCommand) Help() string {
	return `A raw record has a "value" where a record of tokens has a "token": a number in E.164 or national form, an IMEI, or an account as scheme:value.
A record that is not acceptable is told with its line, field and reason, never with what it held; the exit code is then 1.`
}

// errNotTokenized makes the exit code tell that some records were refused.
var errNotTokenized = errors.New("some records were refused; the others are written")

// Run is called by the command line.
func (c *tokenizeCommand) Run(ctx context.Context) error {
	key, err := tokens.LoadKey(c.Key)
	if err != nil {
		return err
	}
	in, err := openInput(ctx, c.In)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := createNew(c.Out)
	if err != nil {
		return err
	}
	defer out.discard()
	t := tokenizer{key: key, region: c.Region, name: c.In}
	if err := t.stream(ctx, in, out.Writer); err != nil {
		return err
	}
	if err := out.keep(); err != nil {
		return fmt.Errorf("writing the records: %w", err)
	}
	fmt.Fprintf(os.Stderr, "%d records tokenised, %d refused\n", t.written, t.refused)
	if t.refused > 0 {
		return errNotTokenized
	}
	return nil
}

type tokenizer struct {
	key          *tokens.Key
	region, name string
	written      int
	refused      int
}

// tokenized is one line's outcome.
type tokenized struct {
	number int
	raw    []byte
	record []byte
	err    error
}

// chunk is how many lines are tokenised at a time: enough to keep every core busy,
// few enough that memory stays flat.
const chunk = 2048

func (t *tokenizer) stream(ctx context.Context, in io.Reader, w *bufio.Writer) error {
	lines := make([]tokenized, 0, chunk)
	for line, err := range record.Lines(in) {
		if err != nil {
			return fmt.Errorf("reading line %d: %w", line.Number, err)
		}
		lines = append(lines, tokenized{number: line.Number, raw: bytes.Clone(line.Data)})
		if len(lines) == chunk {
			if err := t.flush(ctx, lines, w); err != nil {
				return err
			}
			lines = lines[:0]
		}
	}
	return t.flush(ctx, lines, w)
}

// flush tokenises lines on every core and writes them in their order.
func (t *tokenizer) flush(ctx context.Context, lines []tokenized, w *bufio.Writer) error {
	workers := runtime.GOMAXPROCS(0)
	work, ctx := errgroup.WithContext(ctx)
	for first := range workers {
		work.Go(func() error {
			for i := first; i < len(lines); i += workers {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				lines[i].record, lines[i].err = t.line(lines[i].raw)
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	for _, l := range lines {
		if l.err != nil {
			t.refused++
			fmt.Fprintf(os.Stderr, "%s:%d: %v\n", t.name, l.number, l.err)
			continue
		}
		t.written++
		if _, err := w.Write(append(l.record, '\n')); err != nil {
			return fmt.Errorf("writing the records: %w", err)
		}
	}
	return nil
}

func (t *tokenizer) line(raw []byte) ([]byte, error) {
	r, err := record.ParseRaw(raw, func(kind graph.Kind, value string) (graph.Token, error) {
		normalised, err := tokens.Normalise(string(kind), value, t.region)
		if err != nil {
			return "", err
		}
		token, err := t.key.Token(string(kind), normalised)
		return graph.Token(token), err
	})
	if err != nil {
		return nil, err
	}
	return record.Marshal(r)
}

type keygenCommand struct {
	Out   string `required:"" help:"The file to write the key to, readable by you alone. An existing file is not overwritten."`
	Epoch int    `default:"1" help:"The key's epoch: tokens begin with tk and this number."`
}

// Run is called by the command line.
func (c *keygenCommand) Run() error {
	key, err := tokens.GenerateKey(c.Epoch)
	if err != nil {
		return err
	}
	if err := key.Save(c.Out); err != nil {
		return err
	}
	fmt.Printf("%s: the key of epoch %d. Whoever holds it can test guesses of a token's identifier: keep it off the platform, and keep a copy safe.\npublic key: %s\n", c.Out, key.Epoch(), key.PublicKey())
	return nil
}
