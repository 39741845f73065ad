package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/tokens"
	tokenclient "github.com/ringwatch/ringwatch/tokens/client"
)

type tokenizeCommand struct {
	Key string `xor:"by" required:"" type:"existingfile" help:"The key file that ringwatch tokens keygen made."`

	Service     string        `xor:"by" required:"" placeholder:"URL" help:"The custodian's service, https://HOST:PORT. It learns how many identifiers are asked for, and nothing else of them."`
	PublicKey   string        `placeholder:"KEY" help:"Its public key, pinned: EPOCH:KEY as ringwatch tokens keygen prints it, or a file that holds this."`
	Credential  string        `placeholder:"FILE" type:"existingfile" help:"The file that holds the credential from ringwatch tokens agency add."`
	CA          string        `name:"ca" placeholder:"FILE" type:"existingfile" help:"PEM file of who vouches for its certificate (default: the system's authorities)."`
	Connections int           `default:"0" help:"How many batches to have under way at the service; 0 is two for each core."`
	Retry       time.Duration `default:"2m" help:"How long to go on trying while the service can't be reached."`

	Region  string            `default:"IN" help:"The country of numbers in national form, in two letters."`
	CSV     bool              `name:"csv" help:"The input is CSV, see below."`
	Column  map[string]string `mapsep:"none" placeholder:"HEADER=FIELD" help:"Which field a column of CSV is; may be given many times."`
	In      string            `default:"-" help:"File of raw records, NDJSON or CSV; - is standard input."`
	Out     string            `default:"-" help:"Where the records of tokens go; - is standard output. An existing file is not overwritten; a new one appears when it is whole, readable by you alone."`
	Rejects string            `placeholder:"FILE" help:"Where refused records are told, a line of JSON each with line, field and reason; default: standard error."`

	RotateFrom string `placeholder:"KEY" help:"Write equivalences from an earlier epoch instead of records, see below: the earlier key file with --key, the earlier public key with --service."`
}

// Help is shown by ringwatch tokenize --help.
func (tokenizeCommand) Help() string {
	return `A raw record has a "value" where a record of tokens has a "token": a number in E.164 or national form, an IMEI, or an account as scheme:value.
A record that is not acceptable is told with its line, field and reason, never with what it held; the exit code is then 1.

With --service and files for --in and --out, OUT.partial and OUT.journal keep what was done: after any interruption run the same command again, and it goes on from there without asking for what it already has.

CSV has a header, and a report in each row; a cell may not hold a line break, and an empty one is unknown. A column is a field if it is named id, occurred_at, category, channel, region, loss, currency, number, device or account; --column 'Mobile no=number' names another, and --column 'Remarks=-' leaves one out. Several columns may be number, device or account: the report names them all.

--rotate-from writes, for each identifier of the raw records, one record that its token of the earlier epoch and that of the new one are the same identifier. Ingest them, and rings stay what they are.`
}

// garbage is how much of it may lie beside what is in use, in percent. That is a few megabytes, which Go's own 100 would
// collect so often that reading numbers cost a seventh more.
const garbage = 800

// Run is called by the command line.
func (c *tokenizeCommand) Run(ctx context.Context) error {
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	if c.Connections <= 0 {
		c.Connections = 2 * runtime.GOMAXPROCS(0)
	}
	if c.Rejects != "" && c.Rejects != "-" && filepath.Clean(c.Rejects) == filepath.Clean(c.Out) {
		return errors.New("--rejects and --out name one file: give each its own")
	}
	maker, err := c.maker()
	if err != nil {
		return err
	}
	defer maker.close()
	format, err := c.format()
	if err != nil {
		return err
	}
	t := &tokenizer{maker: maker, region: c.Region, format: format, rotate: c.RotateFrom != "", workers: maker.workers, name: c.In}
	in, err := openInput(ctx, c.In)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	if at, err := in.file.Stat(); err == nil && at.Mode().IsRegular() {
		t.size = at.Size()
	}
	out, err := c.output(t)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := t.stream(ctx, in, out); err != nil {
		return err
	}
	if err := out.keep(); err != nil {
		return fmt.Errorf("writing the records: %w", err)
	}
	fmt.Fprintf(os.Stderr, "%d records tokenised, %d refused\n", t.done.Written, t.done.Refused)
	if t.done.Refused > 0 {
		return errNotTokenized
	}
	return nil
}

// errNotTokenized makes the exit code tell that some records were refused.
var errNotTokenized = errors.New("some records were refused; the others are written")

// output is where records and refusals go: into files that an interruption leaves to go on from, if the service is asked,
// or else whole or not at all.
func (c *tokenizeCommand) output(t *tokenizer) (tokenOutput, error) {
	if c.Service != "" && c.Out != "-" && c.In != "-" {
		credential, err := readCredential(c.Credential)
		if err != nil {
			return nil, err
		}
		settings := fmt.Sprintf("%s %s %s %v %v", c.PublicKey, c.RotateFrom, c.Region, c.CSV, c.Column)
		return openResumable(c.Out, c.Rejects, settings, credential, t)
	}
	return openOnce(c.Out, c.Rejects, c.In)
}

// maker makes tokens of identifiers, several callers at a time.
type maker struct {
	// tokens are of the present epoch, and earlier of the one before; earlier is nil unless it is asked for.
	tokens, earlier func(context.Context, []tokens.Identifier) ([]string, error)
	workers         int
	close           func()
}

func (c *tokenizeCommand) maker() (*maker, error) {
	if c.Service == "" {
		return c.byKey()
	}
	return c.byService()
}

func (c *tokenizeCommand) byKey() (*maker, error) {
	m := &maker{workers: runtime.GOMAXPROCS(0), close: func() {}}
	present, err := tokens.LoadKey(c.Key)
	if err != nil {
		return nil, err
	}
	m.tokens = withKey(present)
	if c.RotateFrom != "" {
		before, err := tokens.LoadKey(c.RotateFrom)
		if err != nil {
			return nil, err
		}
		m.earlier = withKey(before)
		return m, inOrder(before.Epoch(), present.Epoch())
	}
	return m, nil
}

func withKey(key *tokens.Key) func(context.Context, []tokens.Identifier) ([]string, error) {
	return func(ctx context.Context, ids []tokens.Identifier) ([]string, error) {
		made := make([]string, len(ids))
		for i, id := range ids {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			var err error
			if made[i], err = key.Token(id.Kind, id.Normalised); err != nil {
				return nil, err
			}
		}
		return made, nil
	}
}

func inOrder(before, present int) error {
	if before >= present {
		return fmt.Errorf("--rotate-from: its epoch is %d, and must be before %d", before, present)
	}
	return nil
}

func (c *tokenizeCommand) byService() (*maker, error) {
	if c.PublicKey == "" || c.Credential == "" {
		return nil, errors.New("--service needs --public-key and --credential: the custodian gives both")
	}
	present, err := publicKey(c.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("--public-key: %w", err)
	}
	m := &maker{workers: c.Connections}
	first, err := c.client(present)
	if err != nil {
		return nil, err
	}
	m.tokens, m.close = first.Tokens, first.Close
	if c.RotateFrom != "" {
		before, err := publicKey(c.RotateFrom)
		if err != nil {
			return nil, fmt.Errorf("--rotate-from: %w", err)
		}
		second, err := c.client(before)
		if err != nil {
			return nil, err
		}
		m.earlier, m.close = second.Tokens, func() { first.Close(); second.Close() }
		return m, inOrder(before.Epoch(), present.Epoch())
	}
	return m, nil
}

func (c *tokenizeCommand) client(public *tokens.PublicKey) (*tokenclient.Client, error) {
	credential, err := readCredential(c.Credential)
	if err != nil {
		return nil, err
	}
	return tokenclient.New(tokenclient.Options{
		URL: c.Service, Public: public, Credential: credential, CA: c.CA, Connections: c.Connections, Patience: c.Retry,
		OnRetry: func(why error, wait time.Duration) {
			fmt.Fprintf(os.Stderr, "%v: trying again in %s\n", why, wait.Round(100*time.Millisecond))
		},
	})
}

// publicKey reads a public key, or the file that holds one.
func publicKey(text string) (*tokens.PublicKey, error) {
	if strings.Contains(text, ":") {
		if _, err := os.Stat(text); err != nil {
			return tokens.ParsePublicKey(text)
		}
	}
	return tokens.LoadPublicKey(text)
}

const maxCredentialFile = 256

// readCredential reads a credential from a file that others may not read.
func readCredential(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return "", fmt.Errorf("%s has mode %04o, others may read the credential: type chmod 600 %q", name, mode, name)
	}
	content := make([]byte, maxCredentialFile)
	n, err := bufio.NewReader(file).Read(content)
	if err != nil {
		return "", fmt.Errorf("reading the credential of %s: %w", name, err)
	}
	return string(bytes.TrimSpace(content[:n])), nil
}
